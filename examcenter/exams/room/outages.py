"""Giving back the time that an outage took: finding when nothing was heard, and giving it once.

Each attempt keeps in its events which intervals were given back to it. An interval that is given
twice, or overlaps one that was, or a pause, adds only what is new; so a second click gives nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.exams.errors import ExamError
from examcenter.exams.models import Attempt, Check, Exam, Pulse, Response, RoomEvent
from examcenter.exams.room.clocks import span
from examcenter.exams.room.giving import Outcome, add_time, each
from examcenter.exams.room.intervals import Interval, find_silences, is_shorter_than, uncovered_s
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.room.telling import lock_with_course, moment_text, tell
from examcenter.exams.room.words import more_time_words

# Pages speak every 20 s; three of them lost are no accident.
SILENCE_S = 75
_LONGEST = timedelta(hours=12)


class NoOutage(ExamError):
    """An interval that cannot have been an outage."""

    code = "no_outage"
    title = gettext_lazy("This interval cannot be given back")
    action = gettext_lazy("Enter when the outage began and when it was over.")
    status = 400


@dataclass(frozen=True)
class Silence:
    """A time in which nobody's page was heard though the exam was sat."""

    interval: Interval
    n_attempts: int


@dataclass(frozen=True)
class TimeBack:
    """What one attempt gets for an outage."""

    attempt_id: UUID
    seconds: int
    is_finished: bool


def note_pulses(*, now: datetime) -> int:
    """Note for every exam that is sat when its pages were last heard of; return how many."""
    heard = (
        Attempt.objects.filter(finished_at=None, presence__seen_at__gt=now - _LONGEST)
        .values("exam")
        .annotate(seen_at=Max("presence__seen_at"))
        .order_by()
    )
    pulses = [Pulse(exam_id=row["exam"], seen_at=row["seen_at"]) for row in heard]
    Pulse.objects.bulk_create(pulses, ignore_conflicts=True)
    return len(pulses)


def find_outages(exam: Exam, now: datetime) -> list[Silence]:
    """Return when nothing was heard in a running exam: no page, no save and no check."""
    attempts = list(Attempt.objects.filter(exam=exam).values_list("started_at", "finished_at"))
    first = min((start for start, _end in attempts), default=now)
    since = max(first, now - _LONGEST)
    silences = []
    for gap in find_silences(_signs(exam, since), shortest_s=SILENCE_S, until=now):
        n_open = sum(
            start <= gap.start and (end is None or end >= gap.end) for start, end in attempts
        )
        if n_open:
            silences.append(Silence(gap, n_open))
    return silences


def _signs(exam: Exam, since: datetime) -> list[datetime]:
    """Return every moment at which something was heard of the exam's pages."""
    responses = Response.objects.filter(attempt__exam=exam)
    columns = (
        Pulse.objects.filter(exam=exam, seen_at__gte=since).values_list("seen_at", flat=True),
        Attempt.objects.filter(exam=exam, presence__seen_at__gte=since).values_list(
            "presence__seen_at", flat=True
        ),
        Attempt.objects.filter(exam=exam, started_at__gte=since).values_list(
            "started_at", flat=True
        ),
        responses.filter(saved_at__gte=since).values_list("saved_at", flat=True),
        responses.filter(seen_at__gte=since).values_list("seen_at", flat=True),
        Check.objects.filter(response__attempt__exam=exam, created_at__gte=since).values_list(
            "created_at", flat=True
        ),
    )
    return [moment for column in columns for moment in column if moment is not None]


def require_outage(interval: Interval, now: datetime) -> None:
    """Refuse an interval that runs backwards, is longer than half a day or lies ahead.

    Raises
    ------
    NoOutage
    """
    if not is_shorter_than(interval, _LONGEST):
        raise NoOutage(
            _("Found %(span)s, expected an end after the beginning and at most 12 hours.")
            % {"span": span((interval.end - interval.start).total_seconds())}
        )
    if interval.end > now:
        raise NoOutage(_("The end lies ahead, expected an outage that is over."))


def list_time_back(exam: Exam, interval: Interval) -> list[TimeBack]:
    """Return whom an interval hit, and what of it they have not been given back yet."""
    hit = Attempt.objects.filter(
        Q(finished_at=None) | Q(finish_reason=Attempt.FinishReason.TIME),
        exam=exam,
        started_at__lt=interval.end,
    ).prefetch_related("events")
    found = [
        TimeBack(attempt.pk, seconds, attempt.finished_at is not None)
        for attempt in hit
        if (seconds := _owed_s(attempt, list(attempt.events.all()), interval)) > 0
    ]
    return found


def _owed_s(attempt: Attempt, events: list[RoomEvent], interval: Interval) -> int:
    """Return the whole seconds of an interval that an attempt lost and was not given back."""
    ends = [moment for moment in (attempt.finished_at, attempt.paused_at) if moment is not None]
    hit = interval.within(Interval(attempt.started_at, min([interval.end, *ends])))
    if attempt.deadline_at is None:
        return 0
    return math.ceil(uncovered_s(hit, _given_back(events)))


def _given_back(events: list[RoomEvent]) -> list[Interval]:
    """Return the intervals that an attempt got back before: outages, pauses, and being closed."""
    given = []
    for event in events:
        data = event.data
        if event.kind in (RoomEvent.Kind.EXTENDED, RoomEvent.Kind.RESUMED) and "from" in data:
            given.append(_interval(data["from"], data["to"]))
        if event.kind == RoomEvent.Kind.REOPENED and "finished_at" in data:
            given.append(Interval(_moment(data["finished_at"]), event.created_at))
    return given


def _interval(start: str, end: str) -> Interval:
    return Interval(_moment(start), _moment(end))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def give_time_back(
    *,
    exam: Exam,
    interval: Interval,
    reason: str,
    actor: User,
    now: datetime,
    may_reopen: bool = False,
) -> Outcome:
    """Give everybody whom an outage hit as much time as it took from them, once.

    Attempts that are over are passed over, or opened again with ``may_reopen`` where the clock
    ended them: they then have the time that they lost.

    Raises
    ------
    NoOutage
        If the interval runs backwards, lasts longer than half a day or is not over.
    """
    require_outage(interval, now)
    owed = {back.attempt_id: back for back in list_time_back(exam, interval)}

    def give(attempt_id: UUID) -> bool:
        if owed[attempt_id].is_finished:
            return may_reopen and _reopen(attempt_id, interval, reason, actor, now)
        return _give(attempt_id, interval, reason, actor, now)

    outcome = each(owed, give)
    audit.record(
        action="time-given-back",
        course=exam.course,
        exam=exam,
        actor=actor,
        data={
            "from": moment_text(interval.start),
            "to": moment_text(interval.end),
            "reason": reason,
            "n_attempts": len(outcome.done),
        },
        now=now,
    )
    return outcome


def _give(attempt_id: UUID, interval: Interval, reason: str, actor: User, now: datetime) -> bool:
    with transaction.atomic():
        attempt = lock_with_course(attempt_id)
        seconds = _owed_s(attempt, list(attempt.events.all()), interval)
        if attempt.finished_at is not None or seconds <= 0:
            return False
        before = attempt.deadline_at
        add_time(attempt, seconds)
        _tell_time_back(attempt, interval, seconds, before, reason, actor, now)
    return True


def _reopen(attempt_id: UUID, interval: Interval, reason: str, actor: User, now: datetime) -> bool:
    """Open an attempt that the clock ended with the time that the outage took from it."""
    with transaction.atomic():
        attempt = lock_with_course(attempt_id)
        seconds = _owed_s(attempt, list(attempt.events.all()), interval)
        if attempt.finish_reason != Attempt.FinishReason.TIME or seconds <= 0:
            return False
        before = attempt.deadline_at
        outcome = reopen_attempts(
            attempts=[attempt_id], time=TimeToHave(seconds), actor=actor, now=now, reason=reason
        )
        if not outcome.done:
            return False
        _tell_time_back(lock_with_course(attempt_id), interval, seconds, before, reason, actor, now)
    return True


def _tell_time_back(
    attempt: Attempt,
    interval: Interval,
    seconds: int,
    before: datetime | None,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    tell(
        attempt,
        RoomEvent.Kind.EXTENDED,
        more_time_words(seconds, attempt.deadline_at, attempt.exam.course, now=now),
        actor=actor,
        now=now,
        data={
            "from": moment_text(interval.start),
            "to": moment_text(interval.end),
            "seconds": seconds,
            "before": moment_text(before),
            "after": moment_text(attempt.deadline_at),
            "reason": reason,
        },
    )
