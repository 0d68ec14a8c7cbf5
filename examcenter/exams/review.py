"""What a student may see of an attempt and when: the review policy of an exam, and its moments.

Pages, the REST interface and receipts all ask here; none of them decides on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from examcenter.courses.models import TEACHING_ROLES
from examcenter.exams import timing
from examcenter.exams.models import Accommodation, Attempt, Exam

FORMAT = 1
MOMENTS = ("during", "after", "released")
ITEMS = ("correctness", "score", "diagnosis", "key", "solution")
# Who is told the one knows the other: no policy can keep back what it gives away.
_IMPLIES = {
    "diagnosis": frozenset({"correctness"}),
    "key": frozenset({"correctness"}),
    "solution": frozenset({"correctness", "key"}),
}


@dataclass(frozen=True)
class Seen:
    """What may be seen now of one attempt."""

    correctness: bool = False  # right, partly right or not, of each part
    score: bool = False  # points; of single questions only together with `correctness`
    diagnosis: bool = False  # what is said about an answer, and the mistakes it looks like
    key: bool = False
    solution: bool = False

    @property
    def points(self) -> bool:
        """Whether the points of single questions may be seen, which tell what was right."""
        return self.score and self.correctness


EVERYTHING = Seen(*(True for _ in ITEMS))
NOTHING = Seen()


@dataclass(frozen=True)
class Policy:
    """Which items are seen from which moment on; what was seen once stays seen."""

    during: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policy:
        """Return the policy that `to_json` wrote, with what its items imply.

        Raises
        ------
        ValueError
            If the data has another form.
        """
        _require_form(data)
        return cls(**{moment: _closed(data.get(moment, ())) for moment in MOMENTS})

    def to_json(self) -> dict[str, Any]:
        """Return the policy as the column `Exam.review` holds it."""
        lists = {
            moment: [item for item in ITEMS if item in getattr(self, moment)] for moment in MOMENTS
        }
        return {"format": FORMAT, **lists}

    def seen(self, *, is_during: bool, is_finished: bool, is_released: bool) -> Seen:
        """Return what is seen; ``is_during`` tells whether checks say anything at all."""
        items = self.during if is_during else frozenset()
        if is_finished:
            items = items | self.after
            if is_released:
                items = items | self.released
        return Seen(**{item: item in items for item in ITEMS})

    def waits(self, *, is_during: bool) -> bool:
        """Tell whether something is kept back until the results are released."""
        usual = self.after | (self.during if is_during else frozenset())
        return not self.released <= usual


def _require_form(data: Mapping[str, Any]) -> None:
    if data.get("format") != FORMAT:
        raise ValueError(f"review: found format {data.get('format')!r}, expected {FORMAT}")
    unknown = sorted(set(data) - {"format", *MOMENTS})
    if unknown:
        raise ValueError(f"review: found {unknown[0]!r}, expected {', '.join(MOMENTS)}")
    for moment in MOMENTS:
        for item in data.get(moment, ()):
            if item not in ITEMS:
                raise ValueError(
                    f"review, {moment}: found {item!r}, expected one of {', '.join(ITEMS)}"
                )


def _closed(items: Iterable[str]) -> frozenset[str]:
    named = frozenset(items)
    return named.union(*(_IMPLIES.get(item, frozenset()) for item in named))


_ALL = frozenset(ITEMS)
# Of an exam without a policy of its own. A worked solution during an attempt also waits until
# nothing can be gained from it (`services.marking.may_see_solution`).
USUAL = Policy(during=_ALL - {"key"}, after=_ALL, released=_ALL)
# What the builder proposes for exams: what the others could still use waits for them.
CAREFUL = Policy(
    during=frozenset({"correctness", "score", "diagnosis"}),
    after=frozenset({"correctness", "score", "diagnosis"}),
    released=_ALL,
)


def policy_of(exam: Exam) -> Policy:
    """Return the policy of an exam: its own, or the usual one."""
    return USUAL if exam.review is None else Policy.from_json(exam.review)


def is_during(exam: Exam) -> bool:
    """Tell whether checks say something at once."""
    return bool(exam.feedback == Exam.Feedback.DURING)


@dataclass(frozen=True)
class Closing:
    """When an exam is over for everybody; ``ends_at`` is None where its window never ends."""

    ends_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class Release:
    """Whether the results of an exam are released, and from when on if that is known."""

    is_released: bool
    at: datetime | None


def closings_of(exams: Iterable[Exam], now: datetime) -> dict[UUID, Closing]:
    """Return when each exam is over for everybody, at the price of one query.

    Later windows of single people count, the late rule, and whoever still sits.
    """
    listed = {exam.pk: exam for exam in exams}
    later = Accommodation.objects.filter(
        Q(exam=OuterRef("pk")) | Q(exam__isnull=True),
        course=OuterRef("course_id"),
        closes_at__isnull=False,
        revoked_at__isnull=True,
    )
    sitting = Attempt.objects.filter(
        Q(deadline_at__isnull=True) | Q(deadline_at__gt=now) | Q(paused_at__isnull=False),
        exam=OuterRef("pk"),
        finished_at__isnull=True,
    )
    rows = (
        Exam.objects.filter(pk__in=listed)
        .order_by()
        .values_list(
            "pk",
            Subquery(later.order_by("-closes_at").values("closes_at")[:1]),
            Exists(sitting),
        )
    )
    return {pk: _closing(listed[pk], granted, sits, now) for pk, granted, sits in rows}


def _closing(exam: Exam, granted: datetime | None, sits: bool, now: datetime) -> Closing:
    if exam.closes_at is None:
        return Closing(ends_at=None, is_over=False)
    closes_at = exam.closes_at if granted is None else max(exam.closes_at, granted)
    ends_at = timing.latest(closes_at, exam.late_until_at)
    return Closing(ends_at=ends_at, is_over=timing.is_over(now, deadline_at=ends_at) and not sits)


def releases_of(exams: Iterable[Exam], now: datetime) -> dict[UUID, Release]:
    """Return what is released of each exam; one query, or none where nobody waits for it."""
    listed = list(exams)
    waiting = [
        exam
        for exam in listed
        if exam.released_at is None
        and exam.release == Exam.Release.CLOSING
        and policy_of(exam).waits(is_during=is_during(exam))
    ]
    closings = closings_of(waiting, now) if waiting else {}
    return {exam.pk: _release(exam, closings.get(exam.pk), now) for exam in listed}


def _release(exam: Exam, closing: Closing | None, now: datetime) -> Release:
    if exam.released_at is not None:
        return Release(is_released=exam.released_at <= now, at=exam.released_at)
    if closing is None:
        return Release(is_released=False, at=None)
    return Release(is_released=closing.is_over, at=closing.ends_at)


def release_of(exam: Exam, now: datetime) -> Release:
    """Return what is released of an exam; one query, or none."""
    return releases_of([exam], now)[exam.pk]


def seen_of(exam: Exam, release: Release, *, is_finished: bool) -> Seen:
    """Return what is seen of attempts at an exam, finished ones or open ones."""
    return policy_of(exam).seen(
        is_during=is_during(exam), is_finished=is_finished, is_released=release.is_released
    )


def view_of(attempt: Attempt, now: datetime) -> Seen:
    """Return what the student of an attempt may see of it now; one query, or none."""
    exam = attempt.exam
    return seen_of(exam, release_of(exam, now), is_finished=attempt.finished_at is not None)


def may_see_keys(exam: Exam, role: str, now: datetime) -> bool:
    """Tell whether somebody of the staff may see right answers, solutions and hidden cases.

    Teachers may at any time; assistants once the exam is over for everybody.
    """
    return role in TEACHING_ROLES or closings_of([exam], now)[exam.pk].is_over
