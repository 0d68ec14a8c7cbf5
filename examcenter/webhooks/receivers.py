"""From the news of other apps to events; heard within the transaction in which it happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from examcenter.courses.signals import roster_changed
from examcenter.exams import signals
from examcenter.exams.models import PENDING, Attempt, Exam, ResponseSubmission
from examcenter.webhooks.events import emit
from questions.signals import question_published


def _tell(attempt: Attempt, now: datetime, *kinds: str, **more: UUID) -> None:
    ids: dict[str, UUID] = {"exam_id": attempt.exam_id, "attempt_id": attempt.pk, **more}
    if not attempt.exam.is_anonymous:
        # Whoever marks without names must not find them here.
        ids["user_id"] = attempt.user.public_id
    emit(*kinds, course_id=attempt.exam.course_id, data=ids, now=now)


def _is_settled(attempt: Attempt) -> bool:
    """Tell whether no code of an attempt waits for a verdict."""
    return not ResponseSubmission.objects.filter(PENDING, response__attempt=attempt).exists()


@receiver(signals.attempt_started, dispatch_uid="webhooks.attempt_started")
def hear_start(sender: object, *, attempt: Attempt, now: datetime, **_: Any) -> None:
    """Tell that an attempt was started."""
    _tell(attempt, now, "attempt.started")


@receiver(signals.attempt_finished, dispatch_uid="webhooks.attempt_finished")
def hear_finish(sender: object, *, attempt: Attempt, now: datetime, **_: Any) -> None:
    """Tell that an attempt is over and has a score, which is final where no code waits."""
    final = ("attempt.graded",) if _is_settled(attempt) else ()
    _tell(attempt, now, "attempt.finished", "grade.changed", *final)


@receiver(signals.attempt_rescored, dispatch_uid="webhooks.attempt_rescored")
def hear_change(sender: object, *, attempt: Attempt, now: datetime, **_: Any) -> None:
    """Tell that a finished attempt has another score."""
    _tell(attempt, now, "grade.changed")


@receiver(signals.verdict_entered, dispatch_uid="webhooks.verdict_entered")
def hear_verdict(
    sender: object, *, attempt: Attempt, link: ResponseSubmission, now: datetime, **_: Any
) -> None:
    """Tell that code has its verdict, and the attempt its last one."""
    _tell(attempt, now, "submission.graded", submission_id=link.submission_id)
    if attempt.finished_at is not None and _is_settled(attempt):
        _tell(attempt, now, "attempt.graded")


@receiver(signals.results_released, dispatch_uid="webhooks.results_released")
def hear_release(sender: object, *, exam: Exam, now: datetime, **_: Any) -> None:
    """Tell that students see their results."""
    emit("grade.released", course_id=exam.course_id, data={"exam_id": exam.pk}, now=now)


@receiver(signals.exam_published, dispatch_uid="webhooks.exam_published")
def hear_publication(sender: object, *, exam: Exam, now: datetime, **_: Any) -> None:
    """Tell that students see an exam."""
    emit("exam.published", course_id=exam.course_id, data={"exam_id": exam.pk}, now=now)


@receiver(roster_changed, dispatch_uid="webhooks.roster_changed")
def hear_roster(sender: object, *, course_id: UUID, now: datetime, **_: Any) -> None:
    """Tell that the people or groups of a course changed."""
    emit("roster.changed", course_id=course_id, data={}, now=now)


@receiver(question_published, dispatch_uid="webhooks.question_published")
def hear_question(sender: object, *, slug: str, number: int, now: datetime, **_: Any) -> None:
    """Tell that a question has a new version: every course, because every course may draw it."""
    emit(
        "question.published",
        course_id=None,
        data={"question": slug, "version": number},
        now=now,
    )
