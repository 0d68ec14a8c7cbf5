"""Receipts and scores of the kinds whose answers are more than one number."""

import json

import pytest

from questions.answers import KINDS, AnswerFormatError
from questions.marking import Mistake, mark, open_receipt

OPTIONS = [
    {"id": name, "text": f"Option {name}", "right": name in "abc", "why": f"Because {name}."}
    for name in "abcdef"
]
RAW: dict[str, dict[str, object]] = {
    "fraction": {"lowest": True, "credit": 0.5},
    "set": {"of": {"S": {"range": [1, 8]}}},
    "choices": {"options": OPTIONS},
    "choice": {"options": OPTIONS},
    "formula": {"value": "W + 1", "variables": {"W": {"range": [1, 9]}}},
    "decimal": {"figures": 3, "credit": 0.25},
}
SPECS = {name: KINDS[name].read_spec(raw) for name, raw in RAW.items()}

# kind, key, answer, score, outcome, understood
MARKS = [
    ("fraction", (3, 4), "3/4", 1, "right", "3/4"),
    ("fraction", (3, 4), "6/8", 0.5, "form", "6/8"),
    ("fraction", (3, 4), "0.7", 0, "wrong", "7/10"),
    ("set", (1, 2, 4), "4, 2, 1", 1, "right", "1, 2, 4"),
    ("set", (1, 2, 4), "1, 2", 0, "wrong", "1, 2"),
    ("choices", "a,b,c", "c b a", 1, "right", "Option a; Option b; Option c"),
    ("choices", "a,b,c", "b,a", 2 / 3, "partly", "Option a; Option b"),
    ("choices", "a,b,c", "a,d", 0, "wrong", "Option a; Option d"),
    ("choices", "a,b,c", "a,b,c,d", 2 / 3, "partly", "Option a; Option b; Option c; Option d"),
    ("choice", "a", "b", 0, "wrong", "Option b"),
    ("formula", "W + 1", "1+W", 1, "right", "1 + W"),
    ("formula", "W + 1", "W", 0, "wrong", "W"),
    ("decimal", 2 / 7, "0.286", 1, "right", "0.286"),
    ("decimal", 2 / 7, "0.2857", 0.25, "precision", "0.2857"),
]


def marked(kind, key, text, **options):
    spec = SPECS[kind]
    return mark(key, KINDS[kind].parse(text, spec), kind=kind, spec=spec, **options)


@pytest.mark.parametrize(("kind", "key", "text", "score", "outcome", "understood"), MARKS)
def test_a_receipt_holds_what_was_understood_the_rule_and_the_outcome(
    kind, key, text, score, outcome, understood
):
    given = marked(kind, key, text, versions={"question": "q-1"})
    receipt = json.loads(json.dumps(given.receipt))
    assert given.score == pytest.approx(score)
    assert given.is_right == (score == 1)
    assert (receipt["outcome"], receipt["understood"]) == (outcome, understood)
    assert receipt["score"] == given.score
    assert receipt["rule"] == KINDS[kind].rule(SPECS[kind])
    assert receipt["versions"] == {"question": "q-1"}
    assert "interval" not in open_receipt(given.receipt)


@pytest.mark.parametrize(("kind", "key", "text", "score", "outcome", "understood"), MARKS)
def test_no_open_receipt_or_feedback_on_a_wrong_answer_holds_the_key(
    kind, key, text, score, outcome, understood
):
    if score == 1:
        return
    given = marked(kind, key, text)
    shown = KINDS[kind].show(key, SPECS[kind])
    told = json.dumps(open_receipt(given.receipt)["rule"]) + given.feedback
    assert shown not in told
    if kind == "choices":
        missing = {option["id"] for option in OPTIONS[:3]} - set(text.split(","))
        assert not any(f"Because {name}." in told for name in missing)


def test_a_mistake_explains_a_set_before_its_values_are_looked_at():
    mistake = Mistake("padding-counted-once", "Counted once", (1, 5), "You counted once.")
    given = marked("set", (1, 2, 4), "5, 1", mistakes=[mistake])
    assert (given.feedback, given.diagnosis) == ("You counted once.", ("padding-counted-once",))


def test_all_reasons_of_a_right_selection_are_told():
    feedback = marked("choices", "a,b,c", "a,b,c").feedback
    assert all(f"Because {name}." in feedback for name in "abc")
    assert marked("choice", "a", "a").feedback == "Because a."


@pytest.mark.parametrize("kind", SPECS)
def test_nothing_is_never_marked(kind):
    with pytest.raises(AnswerFormatError) as caught:
        marked(kind, None, "  ")
    assert caught.value.code == "empty"
