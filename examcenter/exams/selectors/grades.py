"""The grades of an exam: one row for each student, with the attempt that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from examcenter.courses.models import Enrollment
from examcenter.exams import anonymity
from examcenter.exams.models import PENDING, Attempt, Exam, ResponseSubmission
from examcenter.exams.services import close_if_over


@dataclass(frozen=True)
class GradeRow:
    """What one student reached; without an attempt that counts there is no score."""

    user_id: UUID
    username: str
    name: str
    n_attempts: int
    attempt_id: UUID | None
    score: float | None
    finished_at: datetime | None
    is_pending: bool


def list_students(exam: Exam) -> QuerySet[Enrollment]:
    """Return the students of an exam's course, in a stable order."""
    return (
        Enrollment.objects.filter(course_id=exam.course_id, role=Enrollment.Role.STUDENT)
        .select_related("user")
        .order_by("created_at", "id")
    )


def list_grades(exam: Exam, students: Sequence[Enrollment], now: datetime) -> list[GradeRow]:
    """Return the grades of these students; attempts that the clock has ended are closed first.

    Of finished attempts the best counts; practice also counts while it runs. While the exam is
    marked anonymously numbers stand for the students.
    """
    users = [enrollment.user_id for enrollment in students]
    for late in Attempt.objects.filter(
        exam=exam, user__in=users, finished_at=None, paused_at=None, deadline_at__lt=now
    ):
        close_if_over(attempt=late, now=now)
    waiting = ResponseSubmission.objects.filter(PENDING, response__attempt=OuterRef("pk"))
    counts = Q() if exam.kind == Exam.Kind.PRACTICE else Q(finished_at__isnull=False)
    best: dict[int, Attempt] = {}
    n_attempts: dict[int, int] = {}
    is_pending: dict[UUID, bool] = {}
    attempts = Attempt.objects.filter(counts, exam=exam, user__in=users)
    for attempt, pending in (
        (row, row.has_waiting)
        for row in attempts.annotate(has_waiting=Exists(waiting)).order_by("number")
    ):
        n_attempts[attempt.user_id] = n_attempts.get(attempt.user_id, 0) + 1
        is_pending[attempt.pk] = pending
        known = best.get(attempt.user_id)
        if known is None or attempt.score > known.score:
            best[attempt.user_id] = attempt
    rows = [_row(enrollment, best, n_attempts, is_pending) for enrollment in students]
    if not anonymity.hides_names(exam, now):
        return rows
    return [
        replace(
            row,
            user_id=anonymity.id_of(exam, enrollment.user),
            username=number,
            name=number,
            attempt_id=row.attempt_id and anonymity.handle_of(exam.pk, row.attempt_id),
            finished_at=None,
        )
        for row, enrollment in zip(rows, students, strict=True)
        for number in [anonymity.number_of(exam, enrollment.user)]
    ]


def _row(
    enrollment: Enrollment,
    best: dict[int, Attempt],
    n_attempts: dict[int, int],
    is_pending: dict[UUID, bool],
) -> GradeRow:
    attempt = best.get(enrollment.user_id)
    return GradeRow(
        user_id=enrollment.user.public_id,
        username=enrollment.user.username,
        name=enrollment.user.display_name,
        n_attempts=n_attempts.get(enrollment.user_id, 0),
        attempt_id=None if attempt is None else attempt.pk,
        score=None if attempt is None else attempt.score,
        finished_at=None if attempt is None else attempt.finished_at,
        is_pending=attempt is not None and is_pending[attempt.pk],
    )
