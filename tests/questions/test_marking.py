"""What a mark says: right, carried forward, which mistake, rounded too far, or what to look at."""

import json

import pytest

from questions.answers import (
    KINDS,
    ChoiceSpec,
    CodeSpec,
    DecimalSpec,
    IntegerSpec,
    NotComparableError,
    Option,
    PercentSpec,
    ShapeSpec,
)
from questions.marking import Mistake, mark, open_receipt

INTEGER = IntegerSpec()
VOLUME = ShapeSpec(axes=("height", "width", "depth"))
FORGOT = Mistake("forgot-plus-one", "Start forgotten", 6, "Add 1 for the starting position.")
HALF_PAD = Mistake("padding-counted-once", "Padding counted once", 6, "It adds $2P$.")
ROUNDED_UP = Mistake("rounded-up", "Rounded up", 8, "The quotient is cut, not rounded.")


def whole(key, parsed, **more):
    """Return the mark of a whole number."""
    return mark(key, parsed, kind="integer", spec=INTEGER, **more)


def decimal(key, parsed, spec=None, **more):
    """Return the mark of a number with a tolerance."""
    return mark(key, parsed, kind="decimal", spec=spec or DecimalSpec(), **more)


def shape(key, parsed):
    """Return the mark of a shape of three axes."""
    return mark(key, parsed, kind="shape", spec=VOLUME)


def test_the_key_scores_in_full():
    given = whole(7, 7, mistakes=[FORGOT])
    assert (given.score, given.is_right, given.understood) == (1.0, True, "7")
    assert given.feedback == ""
    assert given.diagnosis == ()


def test_a_right_answer_is_right_even_where_a_mistake_gives_it_too():
    lucky = Mistake("lucky", "Lucky", 7, "You were lucky.")
    given = whole(7, 7, mistakes=[lucky])
    assert given.is_right
    assert given.diagnosis == ()


def test_one_matching_mistake_is_explained_in_its_own_words():
    given = whole(7, 6, mistakes=[ROUNDED_UP, FORGOT])
    assert (given.score, given.is_right) == (0.0, False)
    assert given.feedback == "Add 1 for the starting position."
    assert given.diagnosis == ("forgot-plus-one",)
    assert given.receipt["outcome"] == "mistake"


def test_two_mistakes_with_the_same_value_are_both_named_and_said_to_be_ambiguous():
    given = whole(7, 6, mistakes=[FORGOT, ROUNDED_UP, HALF_PAD])
    assert given.diagnosis == ("forgot-plus-one", "padding-counted-once")
    assert "fits two different mistakes" in given.feedback
    assert "nobody can tell which" in given.feedback
    assert "**Start forgotten.** Add 1 for the starting position." in given.feedback
    assert "**Padding counted once.** It adds $2P$." in given.feedback
    assert "Rounded up" not in given.feedback
    assert given.receipt["outcome"] == "several_mistakes"


def test_one_mistake_listed_twice_is_one_mistake():
    assert whole(7, 6, mistakes=[FORGOT, FORGOT]).diagnosis == ("forgot-plus-one",)


def test_a_mistake_that_gives_a_fraction_is_found_in_a_whole_number_question():
    kept = Mistake("kept-fraction", "Not rounded", 4.5, "Cut the fraction.")
    assert whole(4, 4.5, mistakes=[kept]).diagnosis == ("kept-fraction",)


def test_the_right_value_for_an_own_earlier_value_scores_in_full_and_says_so():
    given = whole(290_400, 253_125, carried_key=253_125, mistakes=[FORGOT])
    assert (given.score, given.is_right) == (1.0, True)
    assert "253,125 is right for the earlier value that you gave" in given.feedback
    assert "full points" in given.feedback
    assert given.receipt["outcome"] == "carried"
    assert given.receipt["interval"] == [253_125, 253_125]


def test_the_key_itself_is_plainly_right_whatever_was_carried():
    given = whole(290_400, 290_400, carried_key=253_125)
    assert given.receipt["outcome"] == "right"
    assert given.feedback == ""


def test_a_carried_value_goes_before_a_mistake_with_the_same_value():
    assert whole(7, 6, carried_key=6, mistakes=[FORGOT]).is_right


@pytest.mark.parametrize(
    ("key", "parsed", "phrase"),
    [
        (7, 5, "one step at a time"),
        (4, 4.5, "not a whole number"),
        (7, -3, "more than zero"),
        (7, 0, "more than zero"),
        (12_582_912, 12_600_000, "right value, rounded"),
        (12_582_912, 12_583_000, "right value, rounded"),
        (34_848, 34_800, "right value, rounded"),
        # One digit, or a number that is no rounding of the key, is no evidence.
        (12_582_912, 10_000_000, "one step at a time"),
        (12_582_912, 12_500_001, "one step at a time"),
        (34_848, 35_100, "one step at a time"),
        (7, 7_000, "one step at a time"),
    ],
)
def test_an_unknown_wrong_number_gets_one_next_step(key, parsed, phrase):
    given = whole(key, parsed)
    assert given.score == 0.0
    assert phrase in given.feedback
    assert given.diagnosis == ()


@pytest.mark.parametrize(
    ("parsed", "outcome"),
    [(3.3333, "precision"), (3.33, "precision"), (3.3, "precision"), (3.34, "wrong"), (3, "wrong"),
     (3.4, "wrong"), (10 / 3, "right")],
)  # fmt: skip
def test_a_right_value_rounded_too_far_is_told_from_a_wrong_one(parsed, outcome):
    given = decimal(10 / 3, parsed)
    assert given.receipt["outcome"] == outcome
    assert ("rounded too far" in given.feedback) == (outcome == "precision")


@pytest.mark.parametrize(("key", "parsed"), [(7.2, 7), (11.9, 11), (0.0, 0.1), (4.5, 4.4)])
def test_one_digit_or_a_rough_value_is_no_evidence_of_the_right_one(key, parsed):
    assert decimal(key, parsed).receipt["outcome"] == "wrong"


@pytest.mark.parametrize(
    ("spec", "phrase"),
    [
        (DecimalSpec(), "10/3"),
        (DecimalSpec(places=3), "3 decimal places"),
        (DecimalSpec(absolute=0.0001), "Give more digits"),
    ],
)
def test_a_value_rounded_too_far_is_told_what_precision_is_asked(spec, phrase):
    assert phrase in decimal(10 / 3, 3.3, spec).feedback


def test_a_mistake_is_known_by_its_rounded_value_too():
    wrong = Mistake("forgot-plus-one", "Start forgotten", 11 / 3, "Add 1.")
    assert decimal(14 / 3, 3.67, mistakes=[wrong]).diagnosis == ("forgot-plus-one",)
    assert decimal(14 / 3, 3.69, mistakes=[wrong]).diagnosis == ()


def test_a_right_value_rounded_too_far_goes_before_a_mistake_near_by():
    near = Mistake("near", "Near", 3.3349, "No.")
    assert decimal(10 / 3, 3.33, mistakes=[near]).receipt["outcome"] == "precision"


def test_a_value_within_the_tolerance_is_right():
    given = decimal(10 / 3, 3.33, DecimalSpec(places=2))
    assert given.is_right
    assert given.receipt["interval"] == pytest.approx([10 / 3 - 0.005, 10 / 3 + 0.005])


def test_a_percentage_is_marked_as_one():
    assert mark(75, 75, kind="percent", spec=PercentSpec()).understood == "75 %"
    assert not mark(75, 25, kind="percent", spec=PercentSpec()).is_right


@pytest.mark.parametrize(
    ("parsed", "phrase"),
    [
        ((96, 55, 55), "in another order: this asks for height x width x depth"),
        ((55, 54, 96), "The height and depth are right. Look at the width again."),
        ((54, 54, 96), "The depth is right. Look at the height and width again."),
        ((54.5, 54.5, 95), "whole number"),
        ((54, 54, 95), "one step at a time"),
    ],
)
def test_a_wrong_shape_is_told_which_sizes_to_look_at(parsed, phrase):
    assert phrase in shape((55, 55, 96), parsed).feedback


CHOICE = ChoiceSpec(
    options=(
        Option("valid", "It tiles", "The stride divides the travel."),
        Option("floor", "It does not", "The travel of 12 is a multiple of the stride."),
    )
)


def test_a_chosen_option_is_answered_with_the_authors_reason():
    right = mark("valid", "valid", kind="choice", spec=CHOICE)
    wrong = mark("valid", "floor", kind="choice", spec=CHOICE)
    assert (right.score, right.feedback) == (1.0, "The stride divides the travel.")
    assert (wrong.score, wrong.feedback) == (0.0, "The travel of 12 is a multiple of the stride.")
    assert wrong.understood == "It does not"


def test_code_is_never_marked_here():
    with pytest.raises(NotComparableError):
        mark("conv2d", "pass", kind="code", spec=CodeSpec(problem="conv2d"))


def test_the_receipt_says_what_was_done_and_survives_json():
    given = decimal(
        4.5, 4.4, DecimalSpec(absolute=0.05), versions={"question": "3", "misconceptions": "1"}
    )
    assert json.loads(json.dumps(given.receipt)) == {
        "format": 1,
        "kind": "decimal",
        "understood": "4.4",
        "value": 4.4,
        "rule": "The number may differ from the key by at most 0.05.",
        "interval": pytest.approx([4.45, 4.55]),
        "outcome": "wrong",
        "diagnosis": [],
        "score": 0.0,
        "versions": {"question": "3", "misconceptions": "1"},
    }


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        (DecimalSpec(), "The number has to be exactly the key."),
        (DecimalSpec(relative=0.02), "by at most 2 % of the key."),
        (DecimalSpec(absolute=1, relative=0.02), "1 or 2 % of the key, whichever is more."),
        (DecimalSpec(places=2), "by at most 0.005."),
    ],
)
def test_the_rule_is_a_sentence(spec, rule):
    assert decimal(4.5, 4.5, spec).receipt["rule"].endswith(rule)


def test_a_receipt_opened_to_a_student_holds_no_interval():
    given = whole(7_919, 6)
    assert given.receipt["interval"] == [7_919, 7_919]
    opened = open_receipt(given.receipt)
    assert "7919" not in json.dumps(opened)
    assert opened["rule"] and opened["understood"] == "6"


@pytest.mark.parametrize("parsed", [6, 7_900, 7_918, 4.5, -1, 0, 79_190, 7_919_000, 7_919.5])
def test_no_feedback_on_a_wrong_number_gives_the_key_away(parsed):
    given = whole(7_919, parsed)
    assert "7919" not in given.feedback.replace(",", "")
    assert given.score == 0.0


def test_the_registry_holds_every_kind_by_its_own_name():
    assert set(KINDS) == {
        *("integer", "decimal", "percent", "fraction", "shape", "matrix", "set"),
        *("choice", "choices", "formula", "code"),
    }
    assert all(kind.name == name for name, kind in KINDS.items())
