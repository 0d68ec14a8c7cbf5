"""A part's figure: read from the document, drawn with the variant's numbers, kept with it."""

import pytest

from questions.engine.canonical import to_canonical_json
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.variants import variant_with
from tests.questions.engine.documents import DOCUMENT, problems_of

STACK = DOCUMENT.replace(
    "tests:",
    "figure: {kind: stack, layers: [{kernel: F, repeat: 2}, {kernel: 2, stride: S}]}\ntests:",
)
PARAMS = {"W": 13, "F": 5, "P": 2, "S": 2}


def _variant(text: str):
    return variant_with(certify(load_question(text, filename="q.yaml")).certified, PARAMS)


def test_a_stack_is_drawn_with_the_variants_numbers():
    figure = _variant(STACK).figure("answer")
    assert [step.field for step in figure.steps] == [5, 9, 10]
    assert figure.steps[-1].jump == 2


def test_a_part_without_a_figure_has_none():
    assert _variant(DOCUMENT).figure("answer") is None


HAND = DOCUMENT.replace(
    "derive:",
    "grids: {image: {draw: W, rows: 5, columns: 5, low: 0, high: 9}}\nderive:",
)


@pytest.mark.parametrize(
    ("section", "rule", "n_steps"),
    [
        ("{kind: convolution, image: image, kernel: 'window(image, 0, 0, 3, 3)'}", "sum", 9),
        ("{kind: convolution, image: image, kernel: image, stride: S, padding: P}", "sum", 9),
        ("{kind: max_pooling, image: image, window: S}", "maximum", 4),
        ("{kind: average_pooling, image: image, window: 2, stride: 1}", "average", 16),
    ],
)
def test_a_window_slides_over_the_variants_grid(section, rule, n_steps):
    figure = _variant(HAND.replace("tests:", f"figure: {section}\ntests:")).figure("answer")
    assert figure.rule.value == rule
    assert len(figure.steps) == n_steps


@pytest.mark.parametrize("layer", ["{kernel: 90}", "{kernel: F, repeat: 9}", "{kernel: F / 2}"])
def test_what_no_picture_can_hold_is_left_out(layer):
    text = STACK.replace("[{kernel: F, repeat: 2}", f"[{layer}")
    assert _variant(text).figure("answer") is None


def test_the_figure_is_kept_in_the_stored_form():
    question = load_question(STACK, filename="q.yaml")
    again = load_question(to_canonical_json(question), filename="stored")
    assert again.parts[0].figure == question.parts[0].figure
    assert to_canonical_json(question) != to_canonical_json(
        load_question(DOCUMENT, filename="q.yaml")
    )


@pytest.mark.parametrize(
    ("section", "key", "expected"),
    [
        ("{kind: film}", "figure.kind", "stack"),
        ("{kind: stack}", "figure.layers", "this key"),
        ("{kind: max_pooling, window: 2}", "figure.image", "this key"),
        ("{kind: max_pooling, image: W, window: 2}", "figure.image", "grid"),
        ("{kind: stack, layers: [{kernel: 3}], window: 2}", "figure.window", "layers"),
        ("{kind: stack, layers: [{stride: 2}]}", "figure.layers[0].kernel", "this key"),
        ("{kind: stack, layers: [{kernel: Q}]}", "figure.layers[0].kernel", "W"),
    ],
)
def test_a_wrong_figure_is_refused_at_its_key(section, key, expected):
    (problem,) = problems_of(DOCUMENT.replace("tests:", f"figure: {section}\ntests:"))
    assert problem.key == key
    assert expected in problem.expected
