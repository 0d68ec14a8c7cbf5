"""The rules of an exam as they hold for one person: its own, and what they were granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from examcenter.accounts.models import User
from examcenter.exams import timing
from examcenter.exams.models import Accommodation, Exam


@dataclass(frozen=True)
class Rules:
    """When one person may sit an exam, for how long and how often; None is without limit."""

    opens_at: datetime | None
    closes_at: datetime | None
    # Until then answers count, times the factor; equal to ``closes_at`` without a late rule.
    ends_at: datetime | None
    late_factor: float
    time_limit_s: int | None
    max_attempts: int | None
    max_tries: int | None
    # Why they differ from the exam's own, as teachers wrote it; for teachers only.
    reasons: tuple[str, ...] = ()

    def deadline(self, started_at: datetime, *, extra_s: int = 0) -> datetime | None:
        """Return the last moment at which an answer counts in an attempt.

        Time that a teacher gave to the attempt itself moves the end of the window, too.
        """
        return timing.deadline(
            started_at,
            time_limit_s=None if self.time_limit_s is None else self.time_limit_s + extra_s,
            closes_at=timing.later(self.ends_at, extra_s),
        )


def rules_for(exam: Exam, user: User) -> Rules:
    """Return the rules that hold for a person in an exam, at the price of one query."""
    return rules_of_exams([exam], user)[exam.pk]


def rules_of_exams(exams: Iterable[Exam], user: User) -> dict[UUID, Rules]:
    """Return the rules that hold for a person in each exam, at the price of one query."""
    listed = list(exams)
    granted = list(
        Accommodation.objects.filter(
            Q(user=user) | Q(group__members__user=user),
            Q(exam__in=[exam.pk for exam in listed]) | Q(exam__isnull=True),
            course__in={exam.course_id for exam in listed},
            revoked_at__isnull=True,
        )
    )
    return {
        exam.pk: combine(exam, [row for row in granted if _concerns(row, exam)]) for exam in listed
    }


def rules_of_people(exam: Exam, users: Iterable[int]) -> dict[int, Rules]:
    """Return the rules that hold in an exam for each person, by the person's key; two queries."""
    listed = list(users)
    granted: dict[int, list[Accommodation]] = {key: [] for key in listed}
    rows = Accommodation.objects.filter(
        Q(exam=exam) | Q(exam__isnull=True), course=exam.course_id, revoked_at__isnull=True
    ).prefetch_related("group__members")
    for row in rows:
        if row.user_id is not None:
            people = [row.user_id]
        else:
            people = [member.user_id for member in row.group.members.all()] if row.group else []
        for key in people:
            if key in granted:
                granted[key].append(row)
    return {key: combine(exam, rows) for key, rows in granted.items()}


def _concerns(row: Accommodation, exam: Exam) -> bool:
    return row.course_id == exam.course_id and row.exam_id in (None, exam.pk)


def combine(exam: Exam, granted: Iterable[Accommodation]) -> Rules:
    """Return an exam's rules with what was granted on top of them.

    A person's own entry beats a group's, one for the exam beats one for the course, and the later
    beats the earlier: field by field.
    """
    rows = sorted(
        granted,
        key=lambda row: (row.user_id is not None, row.exam_id is not None, row.created_at),
    )
    given: dict[str, object] = {}
    for row in rows:
        given.update({name: value for name, value in _fields(row).items() if value is not None})
    return _with(exam, given, tuple(row.reason for row in rows))


_GIVEN = (
    "extra_time_factor",
    "extra_time_s",
    "opens_at",
    "closes_at",
    "extra_attempts",
    "extra_tries",
)


def _fields(row: Accommodation) -> dict[str, object]:
    return {name: getattr(row, name) for name in _GIVEN}


def _with(exam: Exam, given: Mapping[str, object], reasons: tuple[str, ...]) -> Rules:
    closes_at = given.get("closes_at", exam.closes_at)
    assert closes_at is None or isinstance(closes_at, datetime)
    opens_at = given.get("opens_at", exam.opens_at)
    assert opens_at is None or isinstance(opens_at, datetime)
    limit = exam.time_limit_s
    if limit is not None:
        factor, extra = given.get("extra_time_factor", 0.0), given.get("extra_time_s", 0)
        assert isinstance(factor, float) and isinstance(extra, int)
        limit = round(limit * (1 + factor)) + extra
    return Rules(
        opens_at=opens_at,
        closes_at=closes_at,
        ends_at=timing.latest(closes_at, exam.late_until_at),
        late_factor=exam.late_factor,
        time_limit_s=limit,
        max_attempts=_more(exam.max_attempts, given.get("extra_attempts", 0)),
        max_tries=_more(exam.max_tries, given.get("extra_tries", 0)),
        reasons=reasons,
    )


def _more(limit: int | None, extra: object) -> int | None:
    assert isinstance(extra, int)
    return None if limit is None else limit + extra
