"""The rules of an exam as they hold for one person: its own, and what they were granted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from examcenter.accounts.models import User
from examcenter.courses.models import Group
from examcenter.exams import timing
from examcenter.exams.models import Accommodation, Attempt, Exam
from examcenter.prepared import PreparedRead


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
    # By how much the end of the window moves for an attempt of a person with more time; the
    # closing would eat it otherwise. Nothing where a teacher has set the person's own closing.
    end_extra_s: int = 0
    # Why they differ from the exam's own, as teachers wrote it; for teachers only.
    reasons: tuple[str, ...] = ()

    def deadline(self, started_at: datetime, *, extra_s: int = 0) -> datetime | None:
        """Return the last moment at which an answer counts in an attempt.

        Time that a teacher gave to the attempt itself moves the end of the window, too.
        """
        return timing.deadline(
            started_at,
            time_limit_s=None if self.time_limit_s is None else self.time_limit_s + extra_s,
            closes_at=timing.later(self.ends_at, self.end_extra_s + extra_s),
        )

    @property
    def over_at(self) -> datetime | None:
        """The last moment at which anything can be answered, time given to an attempt apart."""
        return timing.later(self.ends_at, self.end_extra_s)

    def may_start(self, now: datetime) -> bool:
        """Tell whether a new attempt may be started: in the window, and while late ones count."""
        return timing.may_start(now, opens_at=self.opens_at, closes_at=self.ends_at)

    def has_attempt_left(self, n_used: int) -> bool:
        """Tell whether one more sitting is allowed after so many."""
        return self.max_attempts is None or n_used < self.max_attempts

    def is_late(self, moment: datetime, *, extra_s: int = 0) -> bool:
        """Tell whether an answer given at that moment counts by the late factor only."""
        in_full_until = timing.later(self.closes_at, self.end_extra_s + extra_s)
        return timing.is_late(moment, closes_at=in_full_until)

    def factor_at(self, moment: datetime, *, extra_s: int = 0) -> float:
        """Return the share of its score that an answer given at that moment keeps."""
        return self.late_factor if self.is_late(moment, extra_s=extra_s) else 1.0


def _granted(user_id: int, exams: Q, courses: Q) -> QuerySet[Accommodation]:
    return Accommodation.objects.filter(
        Q(user=user_id) | Q(group__in=Group.objects.filter(members__user=user_id)),
        exams | Q(exam__isnull=True),
        courses,
        revoked_at__isnull=True,
    )


# Read for every start and every page of a question.
_GRANTED = PreparedRead(
    lambda user_id, exam_id, course_id: _granted(user_id, Q(exam=exam_id), Q(course=course_id)),
    {
        "user_id": models.BigIntegerField(),
        "exam_id": models.UUIDField(),
        "course_id": models.UUIDField(),
    },
)


def rules_for(exam: Exam, user: User) -> Rules:
    """Return the rules that hold for a person in an exam, at the price of one query."""
    return _rules_of([exam], user.pk)[exam.pk]


def rules_of_attempt(attempt: Attempt) -> Rules:
    """Return the rules that hold in an attempt for who sits it; one query."""
    return _rules_of([attempt.exam], attempt.user_id)[attempt.exam_id]


def rules_of_exams(exams: Iterable[Exam], user: User) -> dict[UUID, Rules]:
    """Return the rules that hold for a person in each exam, at the price of one query."""
    return _rules_of(exams, user.pk)


def _rules_of(exams: Iterable[Exam], user_id: int) -> dict[UUID, Rules]:
    listed = list(exams)
    if len(listed) == 1:
        (exam,) = listed
        granted = _GRANTED.all(user_id=user_id, exam_id=exam.pk, course_id=exam.course_id)
    else:
        of_exams = Q(exam__in=[exam.pk for exam in listed])
        of_courses = Q(course__in={exam.course_id for exam in listed})
        granted = list(_granted(user_id, of_exams, of_courses))
    return {
        exam.pk: combine(exam, [row for row in granted if _concerns(row, exam)]) for exam in listed
    }


def rules_of_people(exam: Exam, users: Iterable[int]) -> dict[int, Rules]:
    """Return the rules that hold in an exam for each person, by the person's key; two queries."""
    return {key: combine(exam, rows) for key, rows in grants_of_people(exam, users).items()}


def grants_of_people(exam: Exam, users: Iterable[int]) -> dict[int, list[Accommodation]]:
    """Return what each person was granted in an exam and still has; two queries."""
    granted: dict[int, list[Accommodation]] = {key: [] for key in users}
    rows = (
        Accommodation.objects.filter(
            Q(exam=exam) | Q(exam__isnull=True), course=exam.course_id, revoked_at__isnull=True
        )
        .select_related("group")
        .prefetch_related("group__members")
    )
    for row in rows:
        if row.user_id is not None:
            people = [row.user_id]
        else:
            people = [member.user_id for member in row.group.members.all()] if row.group else []
        for key in people:
            if key in granted:
                granted[key].append(row)
    return granted


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
    more_s = _more_time_s(exam, given)
    return Rules(
        opens_at=opens_at,
        closes_at=closes_at,
        ends_at=timing.latest(closes_at, exam.late_until_at),
        late_factor=exam.late_factor,
        time_limit_s=None if exam.time_limit_s is None else exam.time_limit_s + more_s,
        max_attempts=_more(exam.max_attempts, given.get("extra_attempts", 0)),
        max_tries=_more(exam.max_tries, given.get("extra_tries", 0)),
        end_extra_s=0 if "closes_at" in given or closes_at is None else more_s,
        reasons=reasons,
    )


def _more_time_s(exam: Exam, given: Mapping[str, object]) -> int:
    """Return the seconds granted: a share of the time that the exam gives, and seconds.

    An exam that everybody sits in one window, without a limit of its own, gives the window's time.
    """
    factor, extra_s = given.get("extra_time_factor", 0.0), given.get("extra_time_s", 0)
    assert isinstance(factor, int | float) and isinstance(extra_s, int)
    given_s = float(exam.time_limit_s or 0)
    has_window = exam.opens_at is not None and exam.closes_at is not None
    if exam.time_limit_s is None and exam.kind == Exam.Kind.EXAM and has_window:
        assert exam.opens_at is not None and exam.closes_at is not None
        given_s = (exam.closes_at - exam.opens_at).total_seconds()
    # Rounded first, so that the last bits of a product make no second of their own.
    return math.ceil(round(given_s * factor, 6)) + extra_s


def _more(limit: int | None, extra: object) -> int | None:
    assert isinstance(extra, int)
    return None if limit is None else limit + extra
