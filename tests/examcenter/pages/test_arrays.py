"""Arrays become grids of cells that show the window, what is written and what is off."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from django.template.loader import render_to_string

from examcenter.exams.grids import Figure, make_grid, make_grids, number_text
from examcenter.exams.templatetags.arrays import case_figure, edge_figure, example_figure
from grader.problems import list_problems
from questions.solver import conv2d

IMAGE = np.array([[1, 2, 0], [0, 3, 1], [4, 0, 2]])
KERNEL = np.array([[1, 0], [0, -1]])


@dataclass(frozen=True)
class Case:
    arguments: dict[str, object]
    options: dict[str, int]
    expected: object
    got: object
    difference: object


def _case(got, **options):
    expected = conv2d(IMAGE, KERNEL, padding=options.get("pad", 0))
    is_comparable = got is not None and np.shape(got) == expected.shape
    difference = np.asarray(got) - expected if is_comparable else None
    return Case({"image": IMAGE, "kernel": KERNEL}, options, expected, got, difference)


def _cells(figure: Figure, label: str, name: str) -> list[tuple[int, int]]:
    grids = [grid for row in figure.rows for _, grid in row if grid.label == label]
    return [
        (i, j)
        for grid in grids
        for i, row in enumerate(grid.rows)
        for j, cell in enumerate(row)
        if name in cell.classes.split()
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (-2, "−2"),
        (0.5, "0.5"),
        (1 / 3, "0.3333"),
        (-1e-9, "−1e−09"),
        (2.0**40, "1.1e+12"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
    ],
)
def test_a_cell_shows_a_short_number_with_a_true_minus(value, text):
    assert number_text(value) == text


def test_the_window_of_an_example_stands_where_the_output_is_largest():
    expected = conv2d(IMAGE, KERNEL)
    figure = example_figure({"image": IMAGE, "kernel": KERNEL}, expected)["figure"]
    (largest,) = _cells(figure, "output", "is-written")
    assert abs(expected[largest]) == np.abs(expected).max()
    window = _cells(figure, "image", "in-window")
    assert window[0] == largest
    assert len(window) == KERNEL.size


def test_the_sum_of_the_window_is_written_out_and_gives_the_cell():
    figure = example_figure({"image": [[2, 0], [0, 5]], "kernel": KERNEL}, [[-3]])["figure"]
    assert figure.terms == "2·1 + 0·0 + 0·0 + 5·(−1)"
    assert figure.total == "−3"


def test_padding_is_drawn_around_the_image_and_the_stride_moves_the_window():
    expected = conv2d(IMAGE, KERNEL, stride=2, padding=1)
    call = {"image": IMAGE, "kernel": KERNEL, "stride": 2, "pad": 1}
    figure = example_figure(call, expected)["figure"]
    assert len(_cells(figure, "image", "is-padding")) == 25 - 9
    (written,) = _cells(figure, "output", "is-written")
    assert _cells(figure, "image", "in-window")[0] == (2 * written[0], 2 * written[1])
    assert figure.options == (("stride", "2"), ("pad", "1"))


def test_a_wrong_output_is_marked_cell_by_cell_with_the_window_at_the_first():
    got = conv2d(IMAGE, KERNEL)
    got[1, 0] += 7
    figure = case_figure(_case(got))["figure"]
    assert _cells(figure, "yours", "is-off") == [(1, 0)]
    assert _cells(figure, "difference", "is-off") == [(1, 0)]
    assert _cells(figure, "expected", "is-written") == [(1, 0)]
    assert figure.yours == number_text(got[1, 0])


def test_an_output_that_is_not_a_number_is_off():
    got = conv2d(IMAGE, KERNEL)
    got[0, 1] = math.nan
    figure = case_figure(_case(got))["figure"]
    assert _cells(figure, "yours", "is-off") == [(0, 1)]


def test_cells_stored_as_words_are_understood():
    figure = case_figure(
        Case({"image": IMAGE, "kernel": KERNEL}, {}, [[1, 2]], [["NaN", 2]], [["NaN", 0]])
    )["figure"]
    assert _cells(figure, "yours", "is-off") == [(0, 0)]


@pytest.mark.parametrize("got", [None, np.zeros((1, 4))], ids=["nothing", "another shape"])
def test_what_cannot_be_compared_is_shown_without_a_difference(got):
    figure = case_figure(_case(got))["figure"]
    labels = [grid.label for row in figure.rows for _, grid in row]
    assert "difference" not in labels
    assert ("yours" in labels) == (got is not None)


def test_a_call_that_is_no_convolution_is_listed_plainly():
    figure = example_figure({"x": [1, 2, 3], "size": 2}, [[1.5]])["figure"]
    ((first, output),) = figure.rows
    assert (first[0], output[0]) == ("", "→")
    assert figure.terms == ""


def _labels(figure: Figure) -> list[str]:
    return [grid.label for row in figure.rows for _, grid in row]


def test_each_channel_is_a_grid_of_its_own_called_as_numpy_indexes_it():
    x, weight = np.ones((1, 2, 3, 4)), np.ones((2, 2, 2, 2))
    figure = example_figure({"x": x, "weight": weight, "bias": np.ones(2)}, np.ones((1, 2, 2, 3)))
    assert _labels(figure["figure"]) == [
        "x[0, 0]", "x[0, 1]",
        "weight[0, 0]", "weight[0, 1]", "weight[1, 0]", "weight[1, 1]",
        "bias",
        "output[0, 0]", "output[0, 1]",
    ]  # fmt: skip
    signs = [sign for row in figure["figure"].rows for sign, _ in row]
    assert signs == ["", "", ",", "", "", "", ",", "→", ""]
    assert figure["figure"].options == (
        ("x.shape", "(1, 2, 3, 4)"),
        ("weight.shape", "(2, 2, 2, 2)"),
        ("output.shape", "(1, 2, 2, 3)"),
    )


def test_a_wrong_number_of_a_channel_is_marked_in_its_grid_only():
    expected = np.zeros((1, 2, 2, 2))
    got = expected.copy()
    got[0, 1, 1, 0] = 4
    case = Case({"x": np.ones((1, 2, 2, 2))}, {}, expected, got, got - expected)
    figure = case_figure(case)["figure"]
    assert _cells(figure, "yours[0, 1]", "is-off") == [(1, 0)]
    assert _cells(figure, "yours[0, 0]", "is-off") == []
    assert _cells(figure, "difference[0, 1]", "is-off") == [(1, 0)]
    # A row each, one below the other.
    assert [row[0][1].label for row in figure.rows] == [
        "x[0, 0]", "expected[0, 0]", "yours[0, 0]", "difference[0, 0]",
    ]  # fmt: skip


def test_many_channels_are_cut_and_say_so():
    grids = make_grids("x", np.ones((2, 40, 1, 1)))
    assert len(grids) == 8
    assert grids[-1].shape == "and so on"


def test_an_example_with_numbers_only_reads_as_a_line():
    figure = example_figure({"size": 7, "kernel": 3}, np.array(5))["figure"]
    assert (figure.rows, figure.numbers) == ((), (("returns", "5"),))
    html = render_to_string("exams/_arrays.html", {"figure": figure})
    assert "<code>size=7</code>, <code>kernel=3</code> → returns <b>5</b>" in html


@pytest.mark.parametrize("got", [6, None])
def test_a_failed_case_with_numbers_only_shows_expected_and_yours(got):
    case = Case({}, {"size": 7}, 5, got, None if got is None else 1)
    figure = case_figure(case)["figure"]
    yours = () if got is None else (("yours", "6"),)
    assert figure.numbers == (("expected", "5"), *yours)
    assert figure.rows == ()


def test_no_window_is_drawn_where_its_sum_is_not_what_is_expected():
    flipped = conv2d(IMAGE, KERNEL[::-1, ::-1])
    figure = example_figure({"image": IMAGE, "kernel": KERNEL}, flipped)["figure"]
    assert (figure.terms, _cells(figure, "image", "in-window")) == ("", [])
    dilated = conv2d(IMAGE, KERNEL, dilation=2)
    call = {"image": IMAGE, "kernel": KERNEL, "dilation": 2}
    assert example_figure(call, dilated)["figure"].terms == ""


def test_a_large_array_is_cut_and_says_so():
    grid = make_grid("image", np.ones((3, 40)))
    assert grid.is_cut
    assert len(grid.rows[0]) < 40
    assert grid.shape == "3 × 40"


def test_text_in_a_grid_is_escaped():
    figure = example_figure({"<b>": [[1, 2]]}, [[1]])["figure"]
    assert "<b>" not in render_to_string("exams/_arrays.html", {"figure": figure})


def test_the_sign_in_figure_shows_an_edge():
    figure = edge_figure()["figure"]
    assert figure.total == "4"
    assert _cells(figure, "output", "is-written") == [(1, 1)]


@pytest.mark.parametrize("problem", list_problems(), ids=lambda problem: problem.slug)
def test_every_example_of_every_problem_can_be_drawn(problem):
    for example in problem.examples:
        figure = example_figure(example.arguments, example.expected)["figure"]
        html = render_to_string("exams/_arrays.html", {"figure": figure})
        assert html.count("<table") == len(_labels(figure))
        assert "None" not in html
        # Large numbers of an output are shown somewhere in the picture.
        largest = number_text(float(np.asarray(example.expected).max()))
        assert f">{largest}<" in html
