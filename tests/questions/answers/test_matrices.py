"""Grids as answers: what is typed or pasted, what is handed back, and how cells are compared."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, AnswerFormatError, MatrixSpec, SpecError
from questions.answers.matrix import MatrixKind
from questions.answers.precision import Tolerance

KIND = MatrixKind()
ASKED = MatrixSpec(is_size_asked=True)
SQUARE = MatrixSpec(rows=2, columns=2)
CELL = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4)),
)


def refusal(text, spec=SQUARE):
    with pytest.raises(AnswerFormatError) as caught:
        KIND.parse(text, spec)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4",
        "1\t2\r\n3\t4\r\n",
        "1\t2\t\n3\t4\t",
        "1 2; 3 4",
        "1,2;3,4",
        "1, 2\n3, 4,",
        "  1   2 \n\n 3 4  \n",
        "[[1, 2], [3, 4]]",
        "[[1 2]\n [3 4]]",
        "[1 2; 3 4]",
        "((1, 2), (3, 4))",
        "{{1, 2}, {3, 4}}",
        "np.array([[1, 2], [3, 4]])",
        "array([[1., 2.],\n       [3., 4.]])",
        "out = [[1, 2], [3, 4]]",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"$\begin{bmatrix}1&2\\3&4\\\end{bmatrix}$",
        "１ ２；３ ４",
        "١ ٢\n٣ ٤",
        "+1 2.0\n6/2 4",
        "1\u200b 2\u2028\u200f3 4",
        "| 1 | 2 |\n| 3 | 4 |".replace("| ", "").replace(" |", ""),
    ],
)
def test_many_ways_to_write_one_grid(text):
    assert KIND.parse(text, SQUARE) == ((1, 2), (3, 4))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-1 −2; –3 ﹣4", ((-1, -2), (-3, -4))),
        ("0.5 1,5\n2,5 3", ((0.5, 1.5), (2.5, 3))),
        ("0,5\t1,5\n2,5\t3", ((0.5, 1.5), (2.5, 3))),
        ("0.5, 1.5\n2.5, 3", ((0.5, 1.5), (2.5, 3))),
        ("1/3 2\n3 4", ((1 / 3, 2), (3, 4))),
        ("1e2 2\n3 4", ((100, 2), (3, 4))),
    ],
)
def test_signs_decimals_and_fractions(text, value):
    assert KIND.parse(text, SQUARE) == value


def test_whole_numbers_stay_whole():
    ((first, _), _) = KIND.parse("2.0 1; 3 4", SQUARE)
    assert isinstance(first, int)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty", "no answer yet"),
        ("\u200b\n\t ", "empty", "2 x 2 numbers"),
        ("[[], []]", "empty_cell", "Row 1, column 1 is empty"),
        ("1 2\n3 x4", "not_a_number", "Row 2, column 2: “x4”"),
        ("1 NaN\n3 4", "not_a_number", "Row 1, column 2"),
        ("1 inf\n3 4", "not_a_number", "Row 1, column 2"),
        ("1\t2\n\t4", "empty_cell", "Row 2, column 1 is empty"),
        ("1\t2\n3\t", "empty_cell", "Row 2, column 2 is empty"),
        ("\t\n3\t4", "empty_cell", "Row 1, column 1 is empty"),
        ("1,\n,", "empty_cell", "Row 1, column 2 is empty"),
        ("1,2\n3,,4", "ragged", "Row 2 has 3 numbers, and this grid has 2 columns"),
        ("1 2\n3", "ragged", "Row 2 has 1 number, and this grid has 2 columns"),
        ("1 2", "wrong_rows", "has 1 row, and this grid has 2"),
        ("1 2;3 4;5 6", "wrong_rows", "has 3 rows, and this grid has 2"),
        ("1 2 3 4", "one_line", "Put each of the 2 rows on a line of its own"),
        ("1 - 2\n3 4", "ragged", "Row 1 has 3 numbers"),
        ("[[1, 2], [3, 4]", "unbalanced", "brackets"),
        ("[[1, 2] and [3, 4]]", "not_a_grid", "something beside its rows"),
        ("0,5 1, 2\n3 4", "ambiguous_separator", "Row 1, “0,5 1, 2”, has commas and blanks"),
        ("1 2\n3 " + "9" * 30, "too_large", "Row 2, column 2"),
        ("1 2\n3 4\u202e", "reversed_text", "backwards"),
        ("1 2\n" * 10_000, "too_long", "at most 8,000 are read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_place(text, code, words):
    error = refusal(text)
    assert error.code == code
    assert words in str(error)


def test_where_the_size_is_asked_any_rectangle_is_read():
    assert KIND.parse("1 2 3", ASKED) == ((1, 2, 3),)
    assert refusal("1 2 3\n4 5", ASKED).code == "ragged"
    assert "row 1 has 3" in str(refusal("1 2 3\n4 5", ASKED))
    assert refusal("1 " * 40, ASKED).code == "too_large"
    assert refusal("1\n" * 40, ASKED).code == "too_large"


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_grid_survives_being_shown_pasted_and_printed(rows):
    value = tuple(map(tuple, rows))
    for text in (
        KIND.show(value, ASKED),
        "\n".join("\t".join(map(repr, row)) for row in rows),
        str(rows),
    ):
        assert KIND.matches(KIND.parse(text, ASKED), value, ASKED)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=2, max_size=2), st.data())
def test_columns_agree_with_single_grids(rows, data):
    key = tuple(map(tuple, rows))
    value = data.draw(
        st.one_of(st.just(key), st.just((*key, key[0])), st.just(((key[0][0] + 1, 0), key[1])))
    )
    flat = [np.array([[len(g), len(g[0]), *sum(g, ())]], dtype=float) for g in (value, key)]
    for spec in (ASKED, MatrixSpec(absolute=1.5)):
        assert KIND.matches_columns(flat[0], flat[1], spec).tolist() == [
            KIND.matches(value, key, spec)
        ]


def test_a_row_without_a_grid_never_matches_and_has_no_value():
    missing = np.full((1, 6), np.nan)
    assert not KIND.matches_columns(missing, missing, ASKED).any()
    with pytest.raises(ValueError, match="no grid"):
        KIND.to_value(missing[0], ASKED)


def test_a_row_of_a_column_becomes_rows_that_json_can_hold():
    value: Any = KIND.to_value(np.array([2.0, 2, 1, 2.5, 3, 4, 0, 0]), ASKED)
    assert value == ((1, 2.5), (3, 4))
    kinds = [type(cell) for row in value for cell in row]
    assert kinds == [int, float, int, int]


def test_a_tolerance_holds_for_every_cell():
    spec = KIND.read_spec({"absolute": 0.01})
    assert KIND.matches(((0.33, 1),), ((1 / 3, 1),), spec)
    assert not KIND.matches(((0.33, 1.02),), ((1 / 3, 1),), spec)
    assert "at most 0.01" in KIND.rule(spec)
    assert KIND.rule(SQUARE) == "Every cell has to be exactly the key."


def test_advice_names_places_and_never_values():
    key = ((11, 12), (13, 14))
    told = KIND.advise(((11, 12), (0, 0)), key, SQUARE).text
    assert "2 of 4 cells are right" in told
    assert "row 2, column 1" in told
    assert "None of the 4 cells" in KIND.advise(((1, 2), (3, 4)), key, SQUARE).text
    other = KIND.advise(((1, 2, 3),), key, ASKED).text
    assert "1 rows" not in other
    assert "1 row and 3 columns" in other
    for text in (told, other):
        assert not {"11", "12", "13", "14"} & set(text.replace(",", " ").split())


def test_it_is_registered():
    assert isinstance(KINDS["matrix"], MatrixKind)


def test_options_of_a_document_are_checked():
    assert KIND.read_spec({"size": "asked"}).is_size_asked
    for raw in ({"size": "free"}, {"absolute": -1}, {"places": 2}):
        with pytest.raises(SpecError):
            KIND.read_spec(raw)


@pytest.mark.parametrize(
    "tolerance",
    [Tolerance(0.0, 0.0), Tolerance(0.5, 0.0), Tolerance(0.0, 0.01), Tolerance(0.2, 0.1, 3)],
)
def test_pairs_of_plain_numbers_are_compared_as_arrays_are(tolerance):
    numbers = [0, 1, -1, 1.5, 1 + 1e-10, 1.009, 100, 100.9, 101, -100.4, 10**12, 10**12 + 1, 2**53]
    pairs = list(itertools.product(numbers, repeat=2))
    expected = [bool(tolerance.covers(*pair)) for pair in pairs]
    assert [tolerance.covers_all([value], [key]) for value, key in pairs] == expected
    assert set(expected) == {True, False}
    assert tolerance.covers_all(numbers, numbers)
    assert not tolerance.covers_all([*numbers, 3], [*numbers, 4])
