"""Bringing rules that have changed to attempts that run: at once, and told to who sits them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.exams.models import Attempt, Exam, RoomEvent
from examcenter.exams.room.clocks import clock, more_time_words
from examcenter.exams.room.granting import Place
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.room.telling import lock_with_course, moment_text, tell
from examcenter.exams.rules import Rules, rules_of_people


@dataclass(frozen=True)
class Applied:
    """What became of running attempts after rules changed."""

    extended: tuple[UUID, ...] = ()
    # The rules give less now, and nothing was taken: a teacher has to say so.
    kept: tuple[UUID, ...] = ()
    shortened: tuple[UUID, ...] = ()
    # Ended by the clock, within the time that is granted now.
    reopenable: tuple[UUID, ...] = ()
    reopened: tuple[UUID, ...] = ()


def apply_rules(
    *,
    exam: Exam,
    actor: User | None,
    now: datetime,
    may_shorten: bool = False,
    may_reopen: bool = False,
) -> Applied:
    """Bring the rules that hold now to the exam's running attempts, and tell who got more time.

    Time that an attempt has is not taken from it unless ``may_shorten``. Attempts that the clock
    closed within the time that the rules give now are named, and opened again with
    ``may_reopen``: they then have the time by which their deadline moved.
    """
    attempts = list(Attempt.objects.filter(exam=exam, finished_at=None))
    closed = list(
        Attempt.objects.filter(
            exam=exam, finish_reason=Attempt.FinishReason.TIME, deadline_at__isnull=False
        ).exclude(user__in=[attempt.user_id for attempt in attempts])
    )
    rules = rules_of_people(exam, {attempt.user_id for attempt in (*attempts, *closed)})
    moved: dict[str, list[UUID]] = {"extended": [], "kept": [], "shortened": []}
    for attempt in attempts:
        what = _apply(attempt.pk, rules[attempt.user_id], actor, now, may_shorten)
        if what:
            moved[what].append(attempt.pk)
    gained = {pk: s for pk, s in (_gain(row, rules[row.user_id], now) for row in closed) if s > 0}
    reopened: list[UUID] = []
    if may_reopen and actor is not None:
        for pk, seconds in gained.items():
            outcome = reopen_attempts(attempts=[pk], time=TimeToHave(seconds), actor=actor, now=now)
            reopened.extend(outcome.done)
    return Applied(
        extended=tuple(moved["extended"]),
        kept=tuple(moved["kept"]),
        shortened=tuple(moved["shortened"]),
        reopenable=tuple(pk for pk in gained if pk not in reopened),
        reopened=tuple(reopened),
    )


def _gain(attempt: Attempt, rules: Rules, now: datetime) -> tuple[UUID, int]:
    """Return the seconds by which the rules would move the end of an attempt that is over."""
    promised = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
    if attempt.deadline_at is None or promised is None or promised <= now:
        return attempt.pk, 0
    return attempt.pk, round((promised - attempt.deadline_at).total_seconds())


def _apply(
    attempt_id: UUID, rules: Rules, actor: User | None, now: datetime, may_shorten: bool
) -> str:
    """Move one deadline to where the rules put it; return what that was, "" for nothing."""
    with transaction.atomic():
        attempt = lock_with_course(attempt_id)
        before = attempt.deadline_at
        after = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
        if attempt.finished_at is not None or before == after:
            return ""
        is_more = after is None or (before is not None and after > before)
        if not is_more and not may_shorten:
            return "kept"
        attempt.deadline_at = after
        attempt.save(update_fields=["deadline_at"])
        tell(
            attempt,
            RoomEvent.Kind.EXTENDED,
            _moved_words(attempt, before, now),
            actor=actor,
            now=now,
            data={
                "before": moment_text(before),
                "after": moment_text(after),
                "reasons": list(rules.reasons),
            },
        )
        return "extended" if is_more else "shortened"


def _moved_words(attempt: Attempt, before: datetime | None, now: datetime) -> str:
    course, after = attempt.exam.course, attempt.deadline_at
    if after is None:
        return _("Your time is not limited any more.")
    if before is None or after < before:
        return _("Your time now ends at %(time)s.") % {"time": clock(after, course, now=now)}
    return more_time_words(round((after - before).total_seconds()), after, course, now=now)


def apply_everywhere(
    *, place: Place, actor: User, now: datetime, may_shorten: bool = False, may_reopen: bool = False
) -> Applied:
    """Bring the rules to the attempts of one exam, or of every exam of the course."""
    exams: Iterable[Exam] = (
        [place.exam]
        if place.exam is not None
        else Exam.objects.filter(course=place.course, attempts__isnull=False).distinct()
    )
    parts = [
        apply_rules(exam=exam, actor=actor, now=now, may_shorten=may_shorten, may_reopen=may_reopen)
        for exam in exams
    ]
    return Applied(
        **{
            name: tuple(pk for part in parts for pk in getattr(part, name))
            for name in ("extended", "kept", "shortened", "reopenable", "reopened")
        }
    )
