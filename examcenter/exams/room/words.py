"""The words for the student whose attempt a teacher acts on, in English as they are kept.

`examcenter.sentences` says them in the language of whoever reads them.
"""

from __future__ import annotations

from datetime import datetime

from examcenter.courses.models import Course
from examcenter.courses.zones import zone_of
from examcenter.exams import timing
from examcenter.exams.models import Attempt
from examcenter.exams.room.clocks import span
from examcenter.sentences import room


def more_time_words(
    seconds: int, deadline_at: datetime | None, course: Course, *, now: datetime
) -> str:
    """Return how a student is told of time given: how much, and until when."""
    whole, rest = divmod(seconds, 60)
    places = {"n": str(whole), "span": span(seconds)}
    if deadline_at is None:
        shape = room.MORE if rest else room.ONE_MORE if whole == 1 else room.MINUTES_MORE
        return shape % places
    shape = (
        room.MORE_UNTIL if rest else room.ONE_MORE_UNTIL if whole == 1 else room.MINUTES_MORE_UNTIL
    )
    return shape % {**places, "time": _clock(deadline_at, course, now)}


def moved_words(attempt: Attempt, before: datetime | None, now: datetime) -> str:
    """Return how a student is told that the rules put the end elsewhere."""
    course, after = attempt.exam.course, attempt.deadline_at
    if after is None:
        return room.UNLIMITED
    if before is None or after < before:
        return room.ENDS % {"time": _clock(after, course, now)}
    return more_time_words(round((after - before).total_seconds()), after, course, now=now)


def resumed_words(attempt: Attempt, now: datetime) -> str:
    """Return how a student is told that the clock goes on."""
    return _left_words(attempt, now, room.RESUMED, room.RESUMED_UNTIL)


def reopened_words(attempt: Attempt, now: datetime) -> str:
    """Return how a student is told that the attempt is open again."""
    return _left_words(attempt, now, room.REOPENED, room.REOPENED_UNTIL)


def _left_words(attempt: Attempt, now: datetime, endless: str, until: str) -> str:
    if attempt.deadline_at is None:
        return endless
    left = timing.seconds_left(now, deadline_at=attempt.deadline_at) or 0.0
    return until % {
        "left": span(left),
        "time": _clock(attempt.deadline_at, attempt.exam.course, now),
    }


def _clock(moment: datetime, course: Course, now: datetime) -> str:
    """Return a moment such as ``15:15 CET``; its day, unless that is today, in figures only."""
    local = moment.astimezone(zone_of(course))
    time = f"{local:%H:%M:%S %Z}" if local.second else f"{local:%H:%M %Z}"
    is_today = local.date() == now.astimezone(local.tzinfo).date()
    return time if is_today else f"{local:%Y-%m-%d}, {time}"
