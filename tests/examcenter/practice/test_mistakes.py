"""When a misconception counts as met and as overcome."""

from datetime import UTC, datetime, timedelta

from examcenter.practice.mistakes import (
    PASSES_TO_OVERCOME,
    Evidence,
    Standing,
    standing_after,
)

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
NAME = "padding-counted-once"
MET = Evidence(is_right=False, diagnosis=(NAME,), separates=(NAME,))
PASSED = Evidence(is_right=True, diagnosis=(), separates=(NAME,))
BLIND = Evidence(is_right=True, diagnosis=(), separates=())
UNCLEAR = Evidence(is_right=False, diagnosis=(NAME, "other"), separates=(NAME,))
OTHERWISE = Evidence(is_right=False, diagnosis=(), separates=(NAME,))


def _after(*answers: Evidence) -> Standing | None:
    standing = None
    for answer in answers:
        standing = standing_after(NAME, standing, answer, LATER)
    return standing


def test_nothing_is_met_before_an_answer_fits_it_alone():
    assert _after(PASSED, UNCLEAR, OTHERWISE) is None
    assert _after(MET) == Standing(n_met=1, met_at=LATER)


def test_it_is_overcome_by_right_answers_where_it_would_have_shown():
    almost = [MET, *[PASSED] * (PASSES_TO_OVERCOME - 1)]

    assert _after(*almost).overcome_at is None
    assert _after(*almost, BLIND).overcome_at is None
    assert _after(*almost, PASSED).overcome_at == LATER


def test_meeting_it_again_starts_anew_even_after_it_was_overcome():
    overcome = [MET, *[PASSED] * PASSES_TO_OVERCOME]

    again = _after(*overcome, MET)
    assert again == Standing(n_met=2, met_at=LATER)


def test_an_answer_that_may_be_it_ends_the_row_and_another_wrong_answer_does_not():
    assert _after(MET, PASSED, UNCLEAR).n_passed == 0
    assert _after(MET, PASSED, OTHERWISE).n_passed == 1


def test_what_is_overcome_stays_so_until_it_is_met():
    overcome = _after(MET, *[PASSED] * PASSES_TO_OVERCOME)

    assert standing_after(NAME, overcome, UNCLEAR, LATER) == overcome
    assert standing_after(NAME, overcome, PASSED, LATER + timedelta(days=9)) == overcome
