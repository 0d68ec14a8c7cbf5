"""The gradebook of a course: students by exams, each with the attempt that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum
from django.urls import reverse

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams import access, scoring
from examcenter.exams.anonymity import hides_names
from examcenter.exams.gradebook.book import attempt_that_counts, score_so_far
from examcenter.exams.models import Attempt, Exam, Slot
from examcenter.numerals import per_cent


@dataclass(frozen=True)
class ExamHead:
    """One exam of the course."""

    id: UUID
    title: str
    points: float
    points_words: str
    link: str
    is_hidden: bool  # marked by numbers, so what names reached does not stand here
    aria: str
    sort_link: str


@dataclass(frozen=True)
class CourseLine:
    """One student."""

    label: str
    sub_label: str
    cells: tuple[tuple[str, str], ...]  # words and link
    total: str
    share: str


@dataclass(frozen=True)
class CourseBook:
    """What the page shows."""

    course_id: UUID
    course_title: str
    role: str
    exams: tuple[ExamHead, ...]
    lines: tuple[CourseLine, ...]
    points_words: str
    total_aria: str


def open_course_desk(user: User, course_id: UUID) -> Enrollment:
    """Return the place of somebody of the staff in a course.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    return access.require_staff(access.get_enrollment_for(user, course_id))


def course_book(enrollment: Enrollment, now: datetime, sort: str) -> CourseBook:
    """Return the gradebook of a course; four queries."""
    course = enrollment.course
    # Nobody has sat a draft, and its points cannot be reached.
    exams = list(
        Exam.objects.filter(course=course, published_at__isnull=False).order_by("position", "id")
    )
    points: dict[UUID, float] = {
        row["section__exam"]: row["points"]
        for row in Slot.objects.filter(section__exam__course=course)
        .values("section__exam")
        .annotate(points=Sum("points", filter=~Q(ruling=Slot.Ruling.DROPPED), default=0.0))
        .order_by()
    }
    students = list(
        Enrollment.objects.filter(course=course, role=Enrollment.Role.STUDENT)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user__username")
    )
    best = _best(exams, course.pk)
    heads = tuple(
        ExamHead(
            id=exam.pk,
            title=exam.title,
            points=points.get(exam.pk, 0.0),
            points_words=scoring.number_words(points.get(exam.pk, 0.0)),
            link=reverse("exams:gradebook", args=[exam.pk]),
            is_hidden=hides_names(exam, now),
            aria="descending" if sort == str(exam.pk) else "",
            sort_link=f"?sort={exam.pk}",
        )
        for exam in exams
    )
    possible = sum(head.points for head in heads if not head.is_hidden)
    if sort:
        students.sort(key=lambda student: -_value(student.user_id, sort, heads, best))
    return CourseBook(
        course_id=course.pk,
        course_title=course.title,
        role=enrollment.role,
        exams=heads,
        lines=tuple(_line(student.user, heads, best, possible) for student in students),
        points_words=scoring.number_words(possible),
        total_aria="descending" if sort == "total" else "",
    )


def _best(exams: Sequence[Exam], course_id: UUID) -> dict[tuple[UUID, int], Attempt]:
    """Return the attempt that counts by exam and person."""
    sat: dict[tuple[UUID, int], list[Attempt]] = {}
    for attempt in Attempt.objects.filter(exam__course=course_id).order_by("number"):
        sat.setdefault((attempt.exam_id, attempt.user_id), []).append(attempt)
    listed = {exam.pk: exam for exam in exams}
    found = {
        place: attempt_that_counts(listed[place[0]], attempts)
        for place, attempts in sat.items()
        if place[0] in listed
    }
    return {place: attempt for place, attempt in found.items() if attempt is not None}


def _value(
    user: int, sort: str, heads: Sequence[ExamHead], best: Mapping[tuple[UUID, int], Attempt]
) -> float:
    return sum(
        best[head.id, user].score * head.points
        for head in heads
        if not head.is_hidden and (head.id, user) in best and sort in ("total", str(head.id))
    )


def _line(
    user: User,
    heads: Sequence[ExamHead],
    best: Mapping[tuple[UUID, int], Attempt],
    possible: float,
) -> CourseLine:
    cells = []
    for head in heads:
        attempt = best.get((head.id, user.pk))
        if attempt is None or head.is_hidden:
            cells.append(("", ""))
        else:
            link = reverse("exams:gradebook_attempt", args=[head.id, attempt.pk])
            score = score_so_far(attempt)
            words = "…" if score is None else scoring.number_words(score * head.points)
            cells.append((words, link))
    total = _value(user.pk, "total", heads, best)
    return CourseLine(
        label=user.display_name,
        sub_label=user.username,
        cells=tuple(cells),
        total=scoring.number_words(total),
        share=per_cent(total / possible) if possible else "",
    )
