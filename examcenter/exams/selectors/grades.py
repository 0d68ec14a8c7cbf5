"""Grades: one row for each student of an exam, with the attempt that counts.

While an exam is marked without names its rows carry numbers, and come in an order that tells
nothing about who is who.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams import anonymity, changes
from examcenter.exams.models import PENDING, Attempt, Exam, Response, ResponseSubmission, Slot
from examcenter.exams.services import close_if_over

Place = tuple[UUID, int]


@dataclass(frozen=True)
class GradeRow:
    """What one student reached in an exam; without an attempt that counts there is no score."""

    exam_id: UUID
    user_id: UUID
    username: str
    name: str
    external_id: str
    n_attempts: int
    attempt_id: UUID | None
    score: float | None
    points: float | None
    points_possible: float
    bonus_points: float
    finished_at: datetime | None
    is_pending: bool
    is_adjusted: bool  # a mark was set by hand
    is_released: bool  # who has finished sees the score
    updated_at: datetime | None  # None while there is no attempt


def list_students(exam: Exam) -> QuerySet[Enrollment]:
    """Return the students of an exam's course, in a stable order."""
    return students_of(exam.course_id)


def students_of(course_id: UUID) -> QuerySet[Enrollment]:
    """Return the students of a course, in a stable order."""
    return (
        Enrollment.objects.filter(course_id=course_id, role=Enrollment.Role.STUDENT)
        .select_related("user")
        .order_by("created_at", "id")
    )


def list_sitters(exam: Exam) -> dict[str, Attempt]:
    """Return the first attempt of each student who sits an exam, in an order that tells nothing.

    By itself an attempt's id is random, but lists of attempts show it beside a name; so they come
    by the ids that stand for students where names are hidden.
    """
    first = _of_students(Attempt.objects.filter(exam=exam, number=1), exam.course_id)
    listed = {
        str(anonymity.id_of(exam, attempt.user)): attempt
        for attempt in first.select_related("user")
    }
    return dict(sorted(listed.items()))


def list_changes(course: Course, exams: Sequence[Exam], now: datetime) -> QuerySet[Attempt]:
    """Return the attempts of students in these exams of a course, as their grades have changed.

    Those that have changed since the last reading get their moments first. A student who sat
    several times is there several times.

    Those of an exam that is marked without names are left out: the room tells by name who finished
    at such a moment. When the names are shown, all of them have changed.
    """
    named = [exam for exam in exams if not anonymity.hides_names(exam, now)]
    changes.hand_out(course, named, now)
    attempts = Attempt.objects.filter(exam__in=named, is_grade_new=False)
    return _of_students(attempts, course.pk).order_by("grade_changed_at", "pk")


def _of_students(attempts: QuerySet[Attempt], course_id: UUID) -> QuerySet[Attempt]:
    students = Enrollment.objects.filter(course=course_id, role=Enrollment.Role.STUDENT)
    return attempts.filter(user__in=students.values("user"))


def list_grades(exam: Exam, students: Sequence[Enrollment], now: datetime) -> list[GradeRow]:
    """Return the grades of students in an exam; attempts that the clock has ended close first.

    Of finished attempts the best counts; practice also counts while it runs.
    """
    return _rows([(exam, student) for student in students], now)


def grades_of_attempts(
    exams: Mapping[UUID, Exam], attempts: Sequence[Attempt], now: datetime
) -> list[GradeRow]:
    """Return the grades to which these attempts belong, each once, in the order of the attempts."""
    people = {attempt.user_id for attempt in attempts}
    courses = {exam.course_id for exam in exams.values()}
    students = {
        (row.course_id, row.user_id): row
        for row in Enrollment.objects.filter(
            course__in=courses, user__in=people, role=Enrollment.Role.STUDENT
        ).select_related("user")
    }
    places = dict.fromkeys((attempt.exam_id, attempt.user_id) for attempt in attempts)
    pairs = [
        (exams[exam_id], student)
        for exam_id, user_id in places
        if (student := students.get((exams[exam_id].course_id, user_id))) is not None
    ]
    return _rows(pairs, now)


def _rows(pairs: Sequence[tuple[Exam, Enrollment]], now: datetime) -> list[GradeRow]:
    exams = {exam.pk: exam for exam, _ in pairs}
    users = {student.user_id for _, student in pairs}
    sat = _read_attempts(exams, users, now)
    facts = _Facts(
        points=points_of(exams),
        shown=changes.shown_of(list(exams.values()), now),
        adjusted=_adjusted(sat),
    )
    rows = []
    for exam, student in pairs:
        row = _row(exam, student, sat.get((exam.pk, student.user_id), ()), facts)
        is_masked = facts.shown[exam.pk].hides_names
        rows.append(_masked(row, exam, student.user) if is_masked else row)
    return rows


@dataclass(frozen=True)
class _Facts:
    """What rows need beside the attempts, read for all of them at once."""

    points: Mapping[UUID, float]
    shown: Mapping[UUID, changes.Shown]
    adjusted: frozenset[UUID]


def _read_attempts(
    exams: Mapping[UUID, Exam], users: Iterable[int], now: datetime
) -> dict[Place, list[tuple[Attempt, bool]]]:
    """Return the attempts by exam and person, each with whether code waits for a verdict."""
    rows = Attempt.objects.filter(exam__in=list(exams), user__in=users)
    for late in rows.filter(finished_at=None, paused_at=None, deadline_at__lt=now):
        close_if_over(attempt=late, now=now)
    waiting = ResponseSubmission.objects.filter(PENDING, response__attempt=OuterRef("pk"))
    found: dict[Place, list[tuple[Attempt, bool]]] = {}
    for attempt in rows.annotate(has_waiting=Exists(waiting)).order_by("number"):
        place = attempt.exam_id, attempt.user_id
        found.setdefault(place, []).append((attempt, attempt.has_waiting))
    return found


def points_of(exams: Iterable[UUID]) -> dict[UUID, float]:
    """Return the points that can be reached in each exam; one query."""
    listed = list(exams)
    rows = (
        Slot.objects.filter(section__exam__in=listed)
        .values("section__exam")
        .annotate(points=Sum("points", filter=~Q(ruling=Slot.Ruling.DROPPED), default=0.0))
        .order_by()
    )
    found = {row["section__exam"]: float(row["points"]) for row in rows}
    return {key: found.get(key, 0.0) for key in listed}


def _adjusted(sat: Mapping[Place, Sequence[tuple[Attempt, bool]]]) -> frozenset[UUID]:
    attempts = [attempt.pk for listed in sat.values() for attempt, _ in listed]
    marked = Response.objects.filter(
        attempt__in=attempts, adjusted_score__isnull=False, is_current=True
    )
    return frozenset(marked.values_list("attempt_id", flat=True))


def _row(
    exam: Exam, student: Enrollment, sat: Sequence[tuple[Attempt, bool]], facts: _Facts
) -> GradeRow:
    counting = [
        (attempt, is_pending)
        for attempt, is_pending in sat
        if attempt.finished_at is not None or exam.kind == Exam.Kind.PRACTICE
    ]
    # Of equals the first.
    best, is_pending = max(
        counting, key=lambda one: (one[0].score, -one[0].number), default=(None, False)
    )
    total = facts.points[exam.pk]
    return GradeRow(
        exam_id=exam.pk,
        user_id=student.user.public_id,
        username=student.user.username,
        name=student.user.display_name,
        external_id=getattr(student, "external_id", ""),
        n_attempts=len(counting),
        attempt_id=None if best is None else best.pk,
        score=None if best is None else best.score,
        points=None if best is None else round(best.score * total, 6),
        points_possible=total,
        bonus_points=0.0 if best is None else best.bonus_points,
        finished_at=None if best is None else best.finished_at,
        is_pending=is_pending,
        is_adjusted=best is not None and best.pk in facts.adjusted,
        is_released=facts.shown[exam.pk].has_scores,
        updated_at=max((attempt.grade_changed_at for attempt, _ in sat), default=None),
    )


def _masked(row: GradeRow, exam: Exam, user: User) -> GradeRow:
    number = anonymity.number_of(exam, user)
    return replace(
        row,
        user_id=anonymity.id_of(exam, user),
        username=number,
        name=number,
        external_id="",
        # By its own id and its moments the room shows whose it is.
        attempt_id=row.attempt_id and anonymity.handle_of(exam.pk, row.attempt_id),
        finished_at=None,
        updated_at=None,
    )
