"""When an exam may be started and answered."""

from datetime import UTC, datetime, timedelta

import pytest

from examcenter.exams.timing import deadline, is_over, may_answer, may_start

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_an_exam_without_a_window_may_always_be_started():
    assert may_start(NOON, opens_at=None, closes_at=None)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(NOON - SECOND, False), (NOON, True), (NOON + SECOND, True)],
)
def test_it_may_be_started_from_the_opening_on(moment, expected):
    assert may_start(moment, opens_at=NOON, closes_at=None) is expected


@pytest.mark.parametrize(("moment", "expected"), [(NOON - SECOND, True), (NOON, False)])
def test_it_may_be_started_until_before_the_closing(moment, expected):
    assert may_start(moment, opens_at=None, closes_at=NOON) is expected


def test_the_deadline_is_the_earlier_of_limit_and_closing():
    in_five, in_ten = NOON + 300 * SECOND, NOON + 600 * SECOND
    assert deadline(NOON, time_limit_s=600, closes_at=in_five) == in_five
    assert deadline(NOON, time_limit_s=300, closes_at=in_ten) == in_five


def test_without_limit_and_closing_there_is_no_deadline():
    assert deadline(NOON, time_limit_s=None, closes_at=None) is None
    assert not is_over(NOON, deadline_at=None)


def test_an_answer_at_the_deadline_counts_and_one_just_after_does_not():
    assert may_answer(NOON, deadline_at=NOON, finished_at=None)
    assert not may_answer(NOON + timedelta(microseconds=1), deadline_at=NOON, finished_at=None)


def test_a_finished_attempt_takes_no_answer_even_before_its_deadline():
    assert not may_answer(NOON, deadline_at=NOON + SECOND, finished_at=NOON)


def test_the_same_moment_in_another_zone_is_the_same_moment():
    other = datetime.fromisoformat("2026-11-22T13:00:00+01:00")
    assert may_answer(other, deadline_at=NOON, finished_at=None)
