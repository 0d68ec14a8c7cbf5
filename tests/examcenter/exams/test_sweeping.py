"""Attempts that nobody touches still end at their deadline and still get their verdicts."""

from datetime import timedelta

import pytest

from examcenter.exams.models import Attempt
from examcenter.exams.services import (
    save_draft,
    settle_attempt,
    settle_overdue_attempts,
    start_attempt,
    submit_code,
    sweeping,
)
from examcenter.exams.tasks import settle_attempts
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE, enroll, make_user

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


def test_a_whole_class_is_closed_though_one_attempt_cannot_be(
    attempt, timed, cast, now, monkeypatch, caplog
):
    monkeypatch.setattr(sweeping, "_BATCH", 2)
    others = [
        start_attempt(user=student, exam_id=timed.pk, now=now)
        for student in (cast.ben, *_more_students(cast.course))
    ]

    def settle_or_break(*, attempt, now):
        if attempt.pk == others[1].pk:
            raise RuntimeError("something in this one")
        return settle_attempt(attempt=attempt, now=now)

    monkeypatch.setattr(sweeping, "settle_attempt", settle_or_break)
    assert settle_overdue_attempts(now=now + 11 * MINUTE) == 5
    assert list(Attempt.objects.filter(finished_at=None)) == [others[1]]
    assert f"Unable to settle attempt {others[1].pk}" in caplog.text
    monkeypatch.undo()
    assert settle_overdue_attempts(now=now + 12 * MINUTE) == 1


def _more_students(course):
    users = [make_user(f"more{n}") for n in range(4)]
    for user in users:
        enroll(course, user)
    return users


def test_a_run_stops_when_the_next_begins(attempt, timed, cast, now, settings):
    start_attempt(user=cast.ben, exam_id=timed.pk, now=now)
    settings.SWEEP_INTERVAL_S = 0

    assert [settle_overdue_attempts(now=now + 11 * MINUTE) for _ in range(3)] == [1, 1, 0]


def test_a_paused_attempt_is_left_alone(attempt, now):
    Attempt.objects.update(paused_at=now + MINUTE)

    assert settle_overdue_attempts(now=now + 60 * MINUTE) == 0
    assert Attempt.objects.get().finished_at is None


def test_a_class_costs_each_attempt_the_same_few_queries(
    attempt, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        settle_overdue_attempts(now=now + 11 * MINUTE)


def test_the_task_tolerates_arguments_of_a_newer_sender(db):
    settle_attempts(from_a_newer_version=True)

    assert Attempt.objects.count() == 0
