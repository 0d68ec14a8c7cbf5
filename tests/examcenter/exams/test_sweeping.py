"""Attempts that nobody touches still end at their deadline and still get their verdicts."""

from datetime import timedelta

import pytest

from examcenter.exams.models import Attempt
from examcenter.exams.services import (
    save_draft,
    settle_overdue_attempts,
    start_attempt,
    submit_code,
)
from examcenter.exams.tasks import settle_attempts
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def test_an_attempt_left_open_is_closed_at_its_deadline_with_its_drafts(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now + MINUTE, sequence=1)

    assert settle_overdue_attempts(now=now + 9 * MINUTE) == 0
    assert settle_overdue_attempts(now=now + 11 * MINUTE) == 1
    assert settle_overdue_attempts(now=now + 12 * MINUTE) == 0

    closed = Attempt.objects.get()
    assert closed.finished_at == now + 10 * MINUTE
    assert closed.finish_reason == "time"
    assert closed.responses.get(number=1).checks.count() == 1


def test_a_verdict_whose_news_got_lost_is_entered(attempt, now):
    submission = submit_code(
        attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now + MINUTE
    )
    # Written as the grader writes it, without the signal: the process died in between.
    Submission.objects.filter(pk=submission.pk).update(
        state="graded", verdict="accepted", score=1.0, graded_at=now + 2 * MINUTE
    )

    assert settle_overdue_attempts(now=now + 3 * MINUTE) == 1
    assert settle_overdue_attempts(now=now + 4 * MINUTE) == 0

    assert Attempt.objects.get().responses.get(number=3).score == 1.0


def test_the_task_tolerates_arguments_of_a_newer_sender(db):
    settle_attempts(from_a_newer_version=True)

    assert Attempt.objects.count() == 0
