"""Grids of questions: drawn, picked and computed, in columns of any sizes."""

import json
from typing import Any

import numpy as np
import pytest

from questions.engine.assessment import assess
from questions.engine.canonical import to_canonical_json
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.drawing import draw_cells
from questions.engine.grids import to_nested
from questions.engine.variants import make_variant, variant_at, variant_with
from questions.issued import IssuedVariant
from questions.misconceptions import get_misconception
from questions.solver import conv2d
from tests.questions.engine.documents import load, problems_of
from tests.questions.engine.grid_documents import GRIDS

KERNELS: list[Any] = [[[1, 0], [2, -1]], [[1, 0, -1], [2, 0, -2], [1, 0, 1]]]


def grids_of(variant) -> Any:
    """Return image and kernel of a variant."""
    return tuple(np.array(to_nested(variant.names[name])) for name in ("image", "kernel"))


def refused(*changes):
    """Return what is noted of a changed document, as texts."""
    return [str(problem) for problem in problems_of(GRIDS, *changes)]


def key_of(variant, name="answer") -> Any:
    """Return the rows of a key."""
    return variant.part(name).key


def failed(*changes):
    """Return the checks that a changed document fails."""
    return [check for check in certify(load(GRIDS, *changes)).checks if not check.ok]


def test_a_drawing_is_the_same_for_ever():
    drawn = draw_cells("image", np.array([1, 2, -7]), (1, 2, 3), 0, 9)
    assert drawn.tolist() == [
        [[[2, 5, 3], [1, 7, 7]]],
        [[[4, 4, 2], [5, 7, 5]]],
        [[[7, 2, 7], [0, 6, 1]]],
    ]


def test_a_larger_drawing_begins_with_the_same_cells_and_another_name_gives_others():
    small = draw_cells("image", np.arange(50), (1, 3, 3), -5, 5)
    large = draw_cells("image", np.arange(50), (2, 5, 4), -5, 5)
    assert (large[:, :1, :3, :3] == small).all()
    assert (
        (draw_cells("kernel", np.arange(50), (1, 3, 3), -5, 5) != small).any(axis=(1, 2, 3)).all()
    )


def test_every_value_of_the_range_is_drawn_about_equally_often():
    drawn = draw_cells("image", np.arange(1000), (1, 5, 5), -2, 7)
    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == list(range(-2, 8))
    assert counts.min() > 2300
    assert counts.max() < 2700


def test_grids_of_all_sizes_agree_with_plain_loops():
    question = load(GRIDS)
    certificate = certify(question)
    assert certificate.ok, certificate.problems
    keys, flipped = {}, get_misconception("kernel-flipped").function
    for number in range(question.domain.n_tuples):
        row: Any = question.domain.row(number)
        image = draw_cells("image", np.array([row["n"]]), (1, row["H"], 5), -2, 9)[0, 0]
        kernel = np.array(KERNELS[row["k"]])
        key = conv2d(image, kernel, stride=row["S"])
        if not np.array_equal(flipped(image, kernel, row["S"], 0), key):
            keys[number] = key
    assert certificate.n_separated_out == question.domain.n_tuples - len(keys)
    assert certificate.certified.numbers.tolist() == list(keys)
    for number, key in keys.items():
        made = make_variant(question, number, None)
        assert np.array_equal(np.array(key_of(made)), key)
    distinct = {(key.shape, key.tobytes()) for key in keys.values()}
    assert certificate.n_distinct_answers == len(distinct)
    sums = [np.array_equal(key, _sums(question, number)) for number, key in keys.items()]
    assert [c.count for c in certificate.collisions][1] >= sum(sums)


def _sums(question, number):
    variant = make_variant(question, number, None)
    return get_misconception("kernel-not-used").function(*grids_of(variant), variant.params["S"], 0)


def test_blocks_of_few_tuples_give_the_same_certificate(monkeypatch):
    whole = certify(load(GRIDS)).to_json()
    monkeypatch.setattr("questions.engine.evaluation.MOST_CELLS_AT_A_TIME", 500)
    monkeypatch.setattr("questions.engine.grid_calls.MOST_AT_A_TIME", 300)
    cut = certify(load(GRIDS)).to_json()
    assert {**whole, "seconds": 0} == {**cut, "seconds": 0}


def test_a_variant_shows_its_grids_as_blocks_and_its_key_as_text():
    question = load(GRIDS)
    variant = make_variant(question, question.domain.find({"n": 1, "k": 0, "H": 3, "S": 2}), 0)
    image = draw_cells("image", np.array([1]), (1, 3, 5), -2, 9)[0, 0]
    assert "```grid kernel\n 1  0\n 2 -1\n```" in variant.prompt
    block = variant.prompt.partition("```grid image\n")[2].partition("```")[0]
    assert [[int(cell) for cell in line.split()] for line in block.splitlines()] == image.tolist()
    key = conv2d(image, [[1, 0], [2, -1]], stride=2).astype(int).tolist()
    assert key_of(variant) == tuple(map(tuple, key))
    assert variant.part("answer").shown_key == " ".join(map(str, key[0]))
    assert variant.solution("answer")[0] == f"The first value is {key[0][0]}."


def test_in_a_formula_a_grid_is_a_matrix_and_in_a_line_what_is_typed():
    line = ('  - "{{answer}}"', '  - "So $K = {{kernel}}$ and {{flip(kernel)}} give {{answer}}."')
    question = load(GRIDS, line)
    variant = make_variant(question, question.domain.find({"n": 1, "k": 0, "H": 3, "S": 2}), 0)
    shown = variant.part("answer").shown_key
    text = variant.solution("answer")[1]
    matrix = r"\begin{pmatrix} 1 & 0 \\ 2 & -1 \end{pmatrix}"
    assert text == f"So $K = {matrix}$ and -1 2; 0 1 give {shown}."


def test_channels_are_added_up_and_shown_one_after_the_other():
    question = load(
        GRIDS,
        ("columns: 5, low", "columns: 5, channels: 2, low"),
        ("[[[1, 0], [2, -1]], [[1, 0, -1], [2, 0, -2], [1, 0, 1]]]",
         "[[[[1, 0], [2, -1]], [[0, 1], [1, 1]]], [[[1, 0], [2, 3]], [[0, 2], [1, 1]]]]"),
        ("k: 1, H: 3, S: 2}, rejects", "k: 1, H: 5, S: 2}, rejects"),
        ('"0 0"', '"0 0; 1 1"'),
    )  # fmt: skip
    certificate = certify(question)
    assert certificate.ok, certificate.problems
    variant = variant_at(certificate.certified, 0)
    assert "```grid image (channel 2)\n" in variant.prompt
    image, kernel = grids_of(variant)
    key = conv2d(image[0], kernel[0]) + conv2d(image[1], kernel[1])
    assert np.array_equal(np.array(key_of(variant)), key)


def test_what_is_issued_holds_the_shown_grids_and_never_the_key():
    certified = certify(load(GRIDS)).certified
    variant = variant_at(certified, 3)
    issued = IssuedVariant.from_variant(variant, index=3, version_id=1, version=1, n_variants=9)
    data = json.loads(json.dumps(issued.to_json()))
    assert set(data["grids"]) == {"image", "kernel"}
    assert data["grids"]["kernel"] in KERNELS
    key = key_of(variant)
    assert (data["parts"][0]["rows"], data["parts"][0]["columns"]) == (len(key), len(key[0]))
    assert IssuedVariant.from_json(data) == issued
    del data["grids"], data["parts"][0]["rows"], data["parts"][0]["columns"]
    assert IssuedVariant.from_json(data).grids == {}, "variants issued before there were grids"


def test_an_answer_is_marked_cell_by_cell_and_diagnosed():
    certified = certify(load(GRIDS)).certified
    variant = variant_with(certified, {"n": 1, "k": 1, "H": 5, "S": 1})
    key = key_of(variant)
    right = assess(variant, "answer", "\n".join("\t".join(map(str, row)) for row in key))
    assert right.mark.score == 1
    assert right.mark.receipt["value"] == [list(row) for row in key]
    assert right.mark.understood == "; ".join(" ".join(map(str, row)) for row in key)
    wrong = [list(row) for row in key]
    wrong[1][2] += 1
    told = assess(variant, "answer", str(wrong)).mark
    assert told.score == 0
    assert told.feedback == (
        "8 of 9 cells are right. The first one to look at again is in row 2, column 3; "
        "row 1, column 1 is the top left."
    )
    for misconception, value in variant.mistaken_answers("answer").items():
        assert misconception in assess(variant, "answer", str(value)).mark.diagnosis


def test_a_mistake_with_another_size_counts_only_where_the_size_is_asked():
    use = ("{use: kernel-flipped, separated: true}", "{use: stride-not-applied}")
    (check,) = failed(use, ("S: {choice: [1, 2]}", "S: {choice: [2]}"))
    assert check.name == "recognition"
    asked = ("kind: matrix, value: map}", "kind: matrix, value: map, size: asked}")
    question = load(GRIDS, use, asked)
    variant = variant_with(certify(question).certified, {"n": 1, "k": 0, "H": 3, "S": 2})
    wrong: Any = variant.mistaken_answers("answer")["stride-not-applied"]
    assert len(wrong[0]) == 4
    assert "size" in assess(variant, "answer", "1 2; 3 4").mark.feedback


def test_a_part_can_go_on_from_a_students_own_grid():
    parts = (
        "answer: {kind: matrix, value: map}\nmisconceptions:\n"
        "  - {use: kernel-flipped, separated: true}\n  - {use: kernel-not-used}\nsolution:\n"
        '  - "The first value is {{corner}}."\n  - "{{answer}}"\ntests:\n'
        "  - {params: {n: 1, k: 1, H: 3, S: 2}, "
        'rejects: ["0 0"], unreadable: ["1 2 3", "1 2; 3"]}\n',
        "parts:\n"
        '  - {name: first, label: Map, prompt: What?, solution: ["{{answer}}"],\n'
        "     answer: {kind: matrix, value: map}}\n"
        '  - {name: sum, label: Sum, prompt: Total?, solution: ["{{answer}}"],\n'
        "     answer: {kind: integer, value: total(first)}}\n",
    )
    certificate = certify(load(GRIDS, parts))
    assert certificate.ok, certificate.problems
    variant = variant_with(certificate.certified, {"n": 1, "k": 0, "H": 3, "S": 2})
    own = "; ".join(["3 4"] * len(key_of(variant, "first")))
    carried = assess(variant, "sum", str(7 * len(key_of(variant, "first"))), earlier={"first": own})
    assert carried.mark.receipt["outcome"] == "carried"


def test_the_stored_form_reads_back_as_an_equal_question():
    question = load(GRIDS)
    text = to_canonical_json(question)
    assert load_question(text, filename="stored") == question
    assert to_canonical_json(load_question(text, filename="stored")) == text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("rows: H", "rows: 40 + H"), "sizes from 43 to 45, expected 1 to 32 on every tuple"),
        (("rows: H", "rows: H / 2"), "no whole number in 'H / 2'"),
        (("rows: H", "rows: n - 1"), "sizes from 0 to 11"),
        (("rows: H", "rows: total(image)"), "the unknown name 'image'"),
        (("low: -2, high: 9", "low: 5, high: 2"), "expected a number not below low, 5"),
        (("low: -2", "low: -2000"), "a whole number from -999 to 999"),
        (("{draw: n, rows: H", "{draw: n, pick: k, rows: H"), "draw and pick"),
        (("{draw: n, rows: H, columns: 5, low: -2, high: 9}", "{low: 1}"), "one of {draw: ...}"),
        (("[[1, 0], [2, -1]]", "[[1, 0], [2]]"), "rows of different lengths"),
        (("[[1, 0], [2, -1]]", "[[1, a], [2, 1]]"), "the text 'a', expected a number"),
        (("[[1, 0], [2, -1]]", "[[[1, 0]], [[2, -1]]]"), "grids of several kinds"),
        (("conv2d(image, kernel, stride=S)", "S + 1"), "a number, 'S + 1', expected a grid"),
        (("conv2d(image, kernel, stride=S)", "conv2d(image, S)"), "a grid as kernel"),
        (("conv2d(image, kernel, stride=S)", "conv2d(image, kernel, stride=image)"), "a number as"),
        (("conv2d(image, kernel, stride=S)", "image // 2"), "one of +-*"),
        (("value: map}", "value: corner}"), "a number, 'corner', expected a grid"),
        (('corner: "cell(map, 0, 0)"', "corner: map"), "cell(grid, row, column)"),
        (("strata: [S]", "strata: [image]"), "cell(grid, row, column)"),
        (("Stride is {{S}}", "Stride is {{S}}, {{map}}"), "{{map}}, the key of a part"),
        (("n: {range: [1, 12]}", "n: {range: [1, 450000]}"), "cells in 3,600,000 tuples"),
        (("map: {value", "conv2d: {value"), "a name that means nothing else here"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_grid_is_said(change, words):
    assert any(words in text for text in refused(change)), refused(change)


def test_an_impossible_call_names_the_tuple():
    check = failed(("pick: k", "pick: 2 * k"))[0]
    assert check.tuples[0] == {"n": 1, "k": 1, "H": 3, "S": 1}
    assert "the place 2, expected 0 to 1, for 2 grids" in check.detail
    check = failed(("cell(map, 0, 0)", "cell(map, 0, 3)"))[0]
    assert check.tuples[0] == {"n": 1, "k": 0, "H": 3, "S": 2}
    assert "expected a place inside 1 x 2" in check.detail


def test_a_requirement_can_protect_a_call_and_read_a_grid():
    require = 'require: [{that: "cell(map, 0, 0) > 3 or H == 3", why: positive}]'
    certificate = certify(load(GRIDS, ("derive:", f"{require}\nderive:")))
    assert certificate.ok, certificate.problems
    assert 0 < certificate.n_required < certificate.n_enumerated
    for place in range(0, certificate.n_variants, 7):
        variant = variant_at(certificate.certified, place)
        corner: Any = variant.names["corner"]
        assert corner > 3 or variant.params["H"] == 3


def test_two_drawings_that_look_the_same_are_found():
    same = ("low: -2, high: 9", "low: 3, high: 3")
    free = ("{use: kernel-flipped, separated: true}", "{use: kernel-transposed}")
    checks = {check.name for check in failed(same, free)}
    assert "prompts" in checks
    many = failed(same, free, ("n: {range: [1, 12]}", "n: {range: [1, 300]}"))
    (check,) = [check for check in many if check.name == "prompts"]
    assert "read like another one" in check.detail
