"""Marking what was typed: diagnosis with the variant's numbers, error carried forward."""

import pytest

from questions.answers import AnswerFormatError, NotComparableError
from questions.engine.assessment import assess
from questions.engine.document import load_question
from questions.engine.variants import make_variant
from tests.questions.engine.documents import DOCUMENT, PARTS, load


def variant_of(question, **params):
    return make_variant(question, question.domain.find(params), None)


@pytest.fixture(scope="module")
def variant():
    return variant_of(load(), W=13, F=5, P=1, S=2)


@pytest.fixture(scope="module")
def layer():
    return make_variant(load(PARTS), 1, None)


def test_the_key_is_right(variant):
    found = assess(variant, "answer", " 6 ")
    assert (found.parsed, found.mark.score, found.mark.diagnosis) == (6, 1.0, ())


def test_a_known_mistake_is_named_with_the_variants_own_numbers(variant):
    mark = assess(variant, "answer", "5").mark
    assert mark.score == 0
    assert set(mark.diagnosis) == {"padding-counted-once", "forgot-plus-one"}
    assert r"$2P = 2\cdot1 = 2$" in mark.feedback


def test_an_unknown_wrong_answer_has_no_diagnosis(variant):
    mark = assess(variant, "answer", "77").mark
    assert (mark.score, mark.diagnosis) == (0, ())


def test_the_receipt_names_the_versions_of_question_and_misconceptions(variant):
    mark = assess(variant, "answer", "5", versions={"question": "output-size"}).mark
    assert mark.receipt["versions"] == {
        "question": "output-size",
        "padding-counted-once": "1",
        "forgot-plus-one": "1",
    }


def test_what_cannot_be_read_is_no_mark(variant):
    with pytest.raises(AnswerFormatError):
        assess(variant, "answer", "six")


def test_code_is_left_to_the_grader():
    question = load_question(
        "{id: c, title: C, topic: code, level: 4, source: Us, prompt: Write it.,"
        " answer: {kind: code, problem: conv2d}}",
        filename="c.yaml",
    )
    with pytest.raises(NotComparableError):
        assess(make_variant(question, 0, 0), "answer", "def conv2d(): pass")


def test_a_mistake_in_a_derived_value_reaches_the_answer():
    question = load(
        DOCUMENT,
        (
            'derive: {travel: "W - F + 2*P"}',
            'derive: {travel: "W - F + 2*P", '
            'side: "conv_output_size(W, F, stride=S, padding=P)", cells: "side * side"}',
        ),
        ('value: "conv_output_size(W, F, stride=S, padding=P)"', "value: cells"),
        ("+ 1 = {{answer}}", "+ 1 = {{side}}, {{answer}} cells"),
        ('accepts: ["7", "7.0"]', 'accepts: ["49"]'),
        ('diagnoses: {"6"', 'diagnoses: {"36"'),
    )
    variant = variant_of(question, W=13, F=5, P=2, S=2)
    assert variant.part("answer").key == 49
    mark = assess(variant, "answer", "36").mark
    assert "forgot-plus-one" in mark.diagnosis
    assert r"$2P = 2\cdot2 = 4$" in mark.feedback


def test_a_mistake_may_have_a_value_and_words_of_its_own():
    question = load(
        DOCUMENT,
        (
            "{use: forgot-plus-one}",
            '{use: forgot-plus-one, value: "travel", say: "Not {{wrong}} of {{W}}, {{right}}."}',
        ),
        ('{"6": forgot-plus-one}', '{"12": forgot-plus-one}'),
    )
    mark = assess(variant_of(question, W=13, F=5, P=2, S=2), "answer", "12").mark
    assert mark.diagnosis == ("forgot-plus-one",)
    assert mark.feedback == "Not 12 of 13, 7."


def test_a_wrong_solver_may_choose_another_option():
    question = load(
        PARTS,
        (
            'when: "neurons > 10", why: There are many.}',
            'when: "conv_output_size(W, F, stride=S) > 4", why: Many.}',
        ),
        ('when: "neurons <= 10"', 'when: "conv_output_size(W, F, stride=S) <= 4"'),
        (
            'solution: ["{{answer}}."]',
            'misconceptions: [{use: forgot-plus-one}]\n    solution: ["{{answer}}."]',
        ),
    )
    variant = make_variant(question, 1, None)
    assert variant.mistaken_answers("sharing") == {"forgot-plus-one": "hurts"}
    mark = assess(variant, "sharing", "hurts").mark
    assert mark.diagnosis == ("forgot-plus-one",)


def test_an_option_may_stand_for_a_misconception():
    question = load(
        PARTS,
        (
            'solution: ["{{answer}}."]',
            "misconceptions:\n"
            "      - {use: forgot-plus-one, option: hurts, say: 'No for {{K}}.'}\n"
            '    solution: ["{{answer}}."]',
        ),
    )
    mark = assess(make_variant(question, 1, None), "sharing", "hurts").mark
    assert mark.diagnosis == ("forgot-plus-one",)
    assert mark.feedback == "No for 7."


def test_an_earlier_error_is_carried_forward(layer):
    mark = assess(layer, "neurons", "112", earlier={"volume": "4 x 4 x 7"}).mark
    assert mark.score == 1
    assert mark.receipt["outcome"] == "carried"
    assert assess(layer, "neurons", "112").mark.score == 0
    assert assess(layer, "neurons", "175", earlier={"volume": "4 x 4 x 7"}).mark.score == 1
    assert assess(layer, "neurons", "100", earlier={"volume": "4 x 4 x 7"}).mark.score == 0


def test_an_earlier_answer_that_was_right_or_unreadable_carries_nothing(layer):
    for earlier in ({"volume": "5 x 5 x 7"}, {"volume": "five"}, {"volume": ""}, {"no": "1"}):
        mark = assess(layer, "neurons", "112", earlier=earlier).mark
        assert mark.score == 0
        assert assess(layer, "neurons", "175", earlier=earlier).mark.receipt["outcome"] == "right"


def test_an_earlier_error_may_change_the_right_option(layer):
    mark = assess(layer, "sharing", "hurts", earlier={"volume": "1 x 1 x 7"}).mark
    assert mark.score == 1
    mark = assess(layer, "sharing", "hurts", earlier={"volume": "1 x 1 x 7", "neurons": "90"}).mark
    assert mark.score == 0


def test_an_absurd_earlier_answer_does_no_harm(layer):
    for given in ("9" * 30 + " x 1 x 1", "-5 x 0 x 3", "0 x 0 x 0", "1e15 x 1e15 x 1e15"):
        mark = assess(layer, "neurons", "12", earlier={"volume": given}).mark
        assert mark.score == 0
