"""Attempts that a teacher has paused, and clocks that were stopped meanwhile."""

from datetime import timedelta

import pytest

from examcenter.exams import errors
from examcenter.exams.selectors import exam_page, question_page
from examcenter.exams.services import check_response, save_draft, start_attempt

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_a_pause_takes_drafts_and_nothing_else(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    attempt.paused_at = now
    attempt.save()

    saved = save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=now + HOUR)
    assert saved.saved_at == now + HOUR
    with pytest.raises(errors.AttemptPaused):
        check_response(attempt=attempt, number=1, answers={"answer": "4"}, now=now + HOUR)
    page = question_page(attempt, 1, now + HOUR)
    assert page.is_open
    assert not page.may_check


def test_the_clock_closes_nothing_that_is_paused(cast, timed, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    attempt.paused_at = now + MINUTE
    attempt.save()

    assert question_page(attempt, 1, now + HOUR).is_open
    card = exam_page(cast.ada, timed.pk, now + HOUR).exam
    assert card.open_attempt is not None


def test_minutes_given_while_the_clock_was_closing_count(cast, timed, now):
    stale = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    type(stale).objects.filter(pk=stale.pk).update(deadline_at=now + 2 * HOUR)

    saved = save_draft(attempt=stale, number=1, answers={"answer": "4"}, now=now + HOUR)
    assert saved.saved_at == now + HOUR
    stale.refresh_from_db()
    assert stale.finished_at is None
