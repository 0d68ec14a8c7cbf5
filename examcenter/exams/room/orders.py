"""An order to attempts: what it would do, shown before it is given, and giving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.accounts.models import User
from examcenter.exams import timing
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.clocks import clock, span
from examcenter.exams.room.giving import (
    Outcome,
    close_attempts,
    extend_attempts,
    pause_attempts,
    resume_attempts,
)
from examcenter.exams.room.pages import Effect
from examcenter.exams.room.reopening import (
    TimeToHave,
    end_if_reopened,
    has_seen_results,
    reopen_attempts,
)
from examcenter.exams.rules import Rules, rules_of_people


class Action(StrEnum):
    """What can be done to attempts."""

    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Order:
    """What is to be done to which attempts; without attempts to all that are open."""

    action: Action
    attempts: tuple[UUID, ...] = ()
    minutes: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What an order would do, in words."""

    title: str
    button: str
    effects: tuple[Effect, ...]
    warnings: tuple[str, ...] = ()


def plan_order(exam: Exam, order: Order, now: datetime) -> Plan:
    """Return what an order would do to each attempt as it stands now."""
    attempts = [row for row in _attempts(exam, order) if _is_meant(row, order.action, now)]
    rules = rules_of_people(exam, {attempt.user_id for attempt in attempts})
    effects = tuple(
        Effect(
            name=attempt.user.display_name,
            before=_now_words(attempt, exam, now),
            after=_then_words(attempt, exam, order, rules, now),
        )
        for attempt in attempts
    )
    title = _title(order, len(effects))
    return Plan(
        title=title,
        button=title,
        effects=effects,
        warnings=_warnings(exam, order, len(effects), now),
    )


def carry_out(exam: Exam, order: Order, *, actor: User, now: datetime) -> Outcome:
    """Do what was ordered, attempt by attempt, to those of the exam that it still fits."""
    attempts = [row.pk for row in _attempts(exam, order) if _is_meant(row, order.action, now)]
    why = order.reason
    match order.action:
        case Action.EXTEND:
            minutes = order.minutes or 0
            return extend_attempts(
                attempts=attempts, minutes=minutes, actor=actor, now=now, reason=why
            )
        case Action.PAUSE:
            return pause_attempts(attempts=attempts, actor=actor, now=now, reason=why)
        case Action.RESUME:
            return resume_attempts(attempts=attempts, actor=actor, now=now, reason=why)
        case Action.CLOSE:
            return close_attempts(attempts=attempts, actor=actor, now=now, reason=why)
        case Action.REOPEN:
            time = _time_to_have(order)
            return reopen_attempts(attempts=attempts, time=time, actor=actor, now=now, reason=why)
        case _:
            assert_never(order.action)


def outcome_words(order: Order, outcome: Outcome) -> str:
    """Return what was done, for the message after it."""
    n = len(outcome.done)
    words = {
        Action.EXTEND: ngettext(
            "%(n)d attempt has more time.", "%(n)d attempts have more time.", n
        ),
        Action.PAUSE: ngettext("%(n)d attempt is paused.", "%(n)d attempts are paused.", n),
        Action.RESUME: ngettext("%(n)d attempt goes on.", "%(n)d attempts go on.", n),
        Action.CLOSE: ngettext("%(n)d attempt is closed.", "%(n)d attempts are closed.", n),
        Action.REOPEN: ngettext(
            "%(n)d attempt is open again.", "%(n)d attempts are open again.", n
        ),
    }[order.action] % {"n": n}
    if not outcome.passed:
        return words
    return (
        words
        + " "
        + ngettext(
            "%(n)d was left as it is, because it had changed meanwhile.",
            "%(n)d were left as they are, because they had changed meanwhile.",
            len(outcome.passed),
        )
        % {"n": len(outcome.passed)}
    )


def _attempts(exam: Exam, order: Order) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(exam=exam).select_related("user")
    if order.attempts:
        rows = rows.filter(pk__in=order.attempts)
    return rows.order_by("user__last_name", "user__username", "number")


def _is_meant(attempt: Attempt, action: Action, now: datetime) -> bool:
    """Tell whether an action fits the state of an attempt."""
    is_open = attempt.finished_at is None
    match action:
        case Action.EXTEND:
            return is_open and attempt.deadline_at is not None
        case Action.PAUSE:
            return attempt.paused_at is None and timing.is_running(
                now, deadline_at=attempt.deadline_at, finished_at=attempt.finished_at
            )
        case Action.RESUME:
            return is_open and attempt.paused_at is not None
        case Action.CLOSE:
            return is_open
        case Action.REOPEN:
            return not is_open
        case _:
            assert_never(action)


def _now_words(attempt: Attempt, exam: Exam, now: datetime) -> str:
    if attempt.finished_at is not None:
        return _("ended %(time)s") % {"time": clock(attempt.finished_at, exam.course, now=now)}
    if attempt.deadline_at is None:
        return _("without an end")
    ends = clock(attempt.deadline_at, exam.course, now=now)
    if attempt.paused_at is not None:
        left = timing.seconds_left(
            now, deadline_at=attempt.deadline_at, paused_at=attempt.paused_at
        )
        return _("paused with %(left)s left") % {"left": span(left or 0)}
    return _("ends %(time)s") % {"time": ends}


def _then_words(
    attempt: Attempt, exam: Exam, order: Order, rules: Mapping[int, Rules], now: datetime
) -> str:
    match order.action:
        case Action.EXTEND:
            later = timing.later(attempt.deadline_at, 60 * (order.minutes or 0))
            return _ends(later, exam, now)
        case Action.PAUSE:
            left = timing.seconds_left(now, deadline_at=attempt.deadline_at)
            if left is None:
                return _("paused")
            return _("paused with %(left)s left") % {"left": span(left)}
        case Action.RESUME:
            pause_s = timing.pause_s(attempt.paused_at, now) if attempt.paused_at else 0
            return _ends(timing.later(attempt.deadline_at, pause_s), exam, now)
        case Action.CLOSE:
            return _("closed now; drafts count")
        case Action.REOPEN:
            seconds = _time_to_have(order).of(attempt)
            if attempt.deadline_at is None:
                return _("open again")
            if seconds <= 0:
                return _("stays closed: no time was left, so say how many minutes")
            return _ends(end_if_reopened(attempt, rules[attempt.user_id], seconds, now), exam, now)
        case _:
            assert_never(order.action)


def _ends(moment: datetime | None, exam: Exam, now: datetime) -> str:
    if moment is None:
        return _("without an end")
    return _("ends %(time)s") % {"time": clock(moment, exam.course, now=now)}


def _time_to_have(order: Order) -> TimeToHave:
    return TimeToHave(None if order.minutes is None else 60 * order.minutes)


def _title(order: Order, n: int) -> str:
    people = ngettext("%(n)d student", "%(n)d students", n) % {"n": n}
    match order.action:
        case Action.EXTEND:
            return ngettext(
                "Give %(minutes)d minute to %(people)s",
                "Give %(minutes)d minutes to %(people)s",
                order.minutes or 0,
            ) % {"minutes": order.minutes or 0, "people": people}
        case Action.PAUSE:
            return _("Pause %(people)s") % {"people": people}
        case Action.RESUME:
            return _("Let %(people)s go on") % {"people": people}
        case Action.CLOSE:
            return _("Close the attempts of %(people)s") % {"people": people}
        case Action.REOPEN:
            return _("Reopen the attempts of %(people)s") % {"people": people}
        case _:
            assert_never(order.action)


def _warnings(exam: Exam, order: Order, n: int, now: datetime) -> tuple[str, ...]:
    if n == 0:
        return (_("None of the chosen attempts is in a state that this fits."),)
    if order.action is Action.REOPEN and has_seen_results(exam, now):
        return (
            _(
                "After finishing, students of this exam can see what was right. Whoever has looked "
                "can profit from it."
            ),
        )
    if order.action is Action.CLOSE:
        return (_("Nobody can go on after that unless you reopen the attempt."),)
    return ()
