"""The gradebook of one exam: a row for each student, with the attempt that counts.

The number of queries is the same for five students and for five hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams import scoring, timing
from examcenter.exams.building.selectors import pool_words
from examcenter.exams.gradebook.desk import Desk
from examcenter.exams.models import PENDING, Attempt, Exam, Response, ResponseSubmission, Slot
from examcenter.exams.rules import rules_of_people
from examcenter.exams.services.drawing import Pool

# In the order in which they are listed and sorted.
STATUS_WORDS = {
    "not_started": gettext_lazy("not started"),
    "running": gettext_lazy("running"),
    "overdue": gettext_lazy("time is over"),
    "finished": gettext_lazy("finished"),
    "late": gettext_lazy("late"),
    "pending": gettext_lazy("waits for a verdict"),
    "adjusted": gettext_lazy("adjusted"),
}


@dataclass(frozen=True)
class Column:
    """A question of the exam, or a section."""

    key: int
    number: int
    title: str
    section: int
    section_title: str
    points: float
    ruling: str

    @property
    def counts(self) -> bool:
        """Whether its points can be reached."""
        return self.ruling != Slot.Ruling.DROPPED


@dataclass(frozen=True)
class Cell:
    """What a student reached in a question."""

    score: float | None
    number: int  # of the question in this attempt, which may be shuffled
    is_adjusted: bool


@dataclass(frozen=True)
class Row:
    """One student."""

    user: User
    label: str
    sub_label: str
    attempt: Attempt | None
    n_attempts: int
    statuses: tuple[str, ...]
    cells: Mapping[int, Cell] = field(default_factory=dict)  # by the key of a slot

    @property
    def score(self) -> float | None:
        """What the attempt reached; None while nothing is marked."""
        return None if self.attempt is None else score_so_far(self.attempt)


def columns_of(exam: Exam) -> tuple[Column, ...]:
    """Return the questions of an exam in their order; one query, two where it draws from lists."""
    slots = list(
        Slot.objects.filter(section__exam=exam)
        .select_related("question", "section")
        .order_by("section__position", "position")
    )
    listed = _titles_of_lists([slot.pk for slot in slots if slot.source == Slot.Source.LIST])
    return tuple(
        Column(
            key=slot.pk,
            number=number,
            title=_title(slot, listed.get(slot.pk, ())),
            section=slot.section.position,
            section_title=slot.section.title
            or _("Section %(number)d") % {"number": slot.section.position},
            points=slot.points,
            ruling=slot.ruling,
        )
        for number, slot in enumerate(slots, start=1)
    )


def _titles_of_lists(slots: Sequence[int]) -> dict[int, list[str]]:
    """Return the titles that slots draw from, by the slot; no query where there is none."""
    titles: dict[int, list[str]] = {}
    if slots:
        chosen = Slot.choices.through.objects.filter(slot__in=slots).order_by("question__title")
        for slot, title in chosen.values_list("slot_id", "question__title"):
            titles.setdefault(slot, []).append(title)
    return titles


def _title(slot: Slot, listed: Sequence[str]) -> str:
    """Return what a slot draws: a question, one of a list, or a topic with its levels."""
    if slot.question is not None:
        return str(slot.question.title)
    if slot.source == Slot.Source.POOL:
        return pool_words(Pool.from_json(slot.pool))
    # By its first: an exam with several lists would have several columns of one name.
    first, n_more = (listed[0] if listed else ""), len(listed) - 1
    if n_more < 1:
        return first
    return ngettext("%(first)s or %(n)d other", "%(first)s or one of %(n)d others", n_more) % {
        "first": first,
        "n": n_more,
    }


def points_of(columns: Iterable[Column]) -> float:
    """Return the points that can be reached."""
    return sum(column.points for column in columns if column.counts)


def students_of(desk: Desk, *, group: UUID | None = None) -> QuerySet[Enrollment]:
    """Return the students of the course, or those of a group where names may be seen."""
    students = Enrollment.objects.filter(
        course_id=desk.exam.course_id, role=Enrollment.Role.STUDENT
    ).select_related("user")
    if group is not None and not desk.hides_names:
        students = students.filter(groups=group)
    return students.order_by("user__last_name", "user__first_name", "user__username", "id")


def rows_of(desk: Desk, students: Iterable[Enrollment]) -> list[Row]:
    """Return a row for each student without its cells; three queries, two more for a late rule.

    Where numbers stand for names the rows come by number: whoever sorts them keeps that order among
    equals, and the order of names would tell whose they are.
    """
    exam, now = desk.exam, desk.now
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(exam=exam).order_by("number"):
        attempts.setdefault(attempt.user_id, []).append(attempt)
    waiting = set(
        ResponseSubmission.objects.filter(PENDING, response__attempt__exam=exam).values_list(
            "response__attempt_id", flat=True
        )
    )
    adjusted = set(
        Response.objects.filter(
            attempt__exam=exam, adjusted_score__isnull=False, is_current=True
        ).values_list("attempt_id", flat=True)
    )
    late = _late_attempts(exam, attempts)
    rows = []
    for enrollment in students:
        user = enrollment.user
        sat = attempts.get(user.pk, [])
        best = attempt_that_counts(exam, sat)
        rows.append(
            Row(
                user=user,
                label=desk.label(user),
                sub_label=desk.sub_label(user),
                attempt=best,
                n_attempts=len(sat),
                statuses=_statuses(best, now, waiting, adjusted, late),
            )
        )
    return sorted(rows, key=lambda row: row.label) if desk.hides_names else rows


def attempt_that_counts(exam: Exam, sat: Sequence[Attempt]) -> Attempt | None:
    """Return the best finished attempt, of equals the first; else the one that runs."""
    finished = [attempt for attempt in sat if attempt.finished_at is not None]
    if exam.kind == Exam.Kind.PRACTICE or not finished:
        finished = list(sat)
    return max(finished, key=lambda attempt: (attempt.score, -attempt.number), default=None)


def score_so_far(attempt: Attempt) -> float | None:
    """Return what an attempt reached; None while it runs and nothing was marked in it."""
    return attempt.score if attempt.finished_at or attempt.scored_at else None


def _late_attempts(exam: Exam, attempts: Mapping[int, Sequence[Attempt]]) -> set[UUID]:
    """Return the attempts that went on after the closing of who sat them."""
    if exam.late_until_at is None:
        return set()
    rules = rules_of_people(exam, attempts)
    return {
        attempt.pk
        for user, sat in attempts.items()
        for attempt in sat
        if attempt.finished_at is not None
        and rules[user].is_late(attempt.finished_at, extra_s=attempt.extra_s)
    }


def _statuses(
    attempt: Attempt | None,
    now: datetime,
    waiting: set[UUID],
    adjusted: set[UUID],
    late: set[UUID],
) -> tuple[str, ...]:
    if attempt is None:
        return ("not_started",)
    if attempt.finished_at is not None:
        first = "late" if attempt.pk in late else "finished"
    elif timing.is_over(now, deadline_at=attempt.deadline_at) and attempt.paused_at is None:
        first = "overdue"
    else:
        first = "running"
    more = (("pending", waiting), ("adjusted", adjusted))
    return (first, *(name for name, found in more if attempt.pk in found))


def cells_of(rows: Sequence[Row], *, slot: int | None = None) -> dict[UUID, dict[int, Cell]]:
    """Return what each attempt reached in each question, or in one of them; one query.

    Of the variants that a student asked for in practice the best counts.
    """
    attempts = [row.attempt.pk for row in rows if row.attempt is not None]
    responses = Response.objects.filter(attempt__in=attempts)
    if slot is not None:
        responses = responses.filter(slot=slot)
    cells: dict[UUID, dict[int, Cell]] = {attempt: {} for attempt in attempts}
    values = responses.values_list(
        "attempt_id", "slot_id", "slot__ruling", "number", "score", "adjusted_score"
    )
    for attempt, key, ruling, number, marked, adjusted in values:
        score = scoring.settled_score(marked, adjusted=adjusted, is_full=ruling == Slot.Ruling.FULL)
        known = cells[attempt].get(key)
        if known is None or (score or 0.0) > (known.score or 0.0):
            cells[attempt][key] = Cell(score, number, is_adjusted=adjusted is not None)
    return cells


def reached(columns: Iterable[Column], cells: Mapping[int, Cell]) -> float | None:
    """Return the points reached in some questions; None where nothing was marked."""
    scores = [
        (column.points, cells[column.key].score)
        for column in columns
        if column.counts and column.key in cells
    ]
    if all(score is None for _, score in scores):
        return None
    return sum(points * (score or 0.0) for points, score in scores)
