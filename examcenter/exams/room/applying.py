"""Bringing rules that have changed to attempts that run: at once, and told to who sits them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams.models import Attempt, Exam, RoomEvent
from examcenter.exams.room.granting import Place
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.room.telling import Tidings, lock_many, moment_text, tell_all
from examcenter.exams.room.words import moved_words
from examcenter.exams.rules import Rules, rules_of_people

# Attempts whose deadlines move in one transaction; whoever saves an answer waits for no more.
BATCH = 50


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
    concerned = [one.pk for one in attempts if _end_of(one, rules) != one.deadline_at]
    for first in range(0, len(concerned), BATCH):
        batch = concerned[first : first + BATCH]
        for pk, what in _apply(batch, rules, actor, now, may_shorten):
            moved[what].append(pk)
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


def _end_of(attempt: Attempt, rules: Mapping[int, Rules]) -> datetime | None:
    return rules[attempt.user_id].deadline(attempt.started_at, extra_s=attempt.extra_s)


def _apply(
    keys: Sequence[UUID],
    rules: Mapping[int, Rules],
    actor: User | None,
    now: datetime,
    may_shorten: bool,
) -> list[tuple[UUID, str]]:
    """Move some deadlines to where the rules put them; return what became of each attempt.

    One short transaction and six queries, however many attempts it is.
    """
    outcomes: list[tuple[UUID, str]] = []
    tidings: list[Tidings] = []
    with transaction.atomic():
        for attempt in lock_many(keys):
            before, after = attempt.deadline_at, _end_of(attempt, rules)
            if attempt.finished_at is not None or before == after:
                continue
            is_more = after is None or (before is not None and after > before)
            if not is_more and not may_shorten:
                outcomes.append((attempt.pk, "kept"))
                continue
            attempt.deadline_at = after
            outcomes.append((attempt.pk, "extended" if is_more else "shortened"))
            data = {
                "before": moment_text(before),
                "after": moment_text(after),
                "reasons": list(rules[attempt.user_id].reasons),
            }
            tidings.append(Tidings(attempt, moved_words(attempt, before, now), data))
        if tidings:
            Attempt.objects.bulk_update([one.attempt for one in tidings], ["deadline_at"])
            tell_all(tidings, RoomEvent.Kind.EXTENDED, actor=actor, now=now)
    return outcomes


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
