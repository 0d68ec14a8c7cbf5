"""Times as the people of a course read them: in the zone of the course, with its name."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format

from examcenter.clocks import time_words
from examcenter.courses.models import Course
from examcenter.courses.zones import zone_of


def clock(moment: datetime, course: Course, *, now: datetime) -> str:
    """Return a moment such as ``15:15 CET``, with its day unless that is today."""
    local = moment.astimezone(zone_of(course))
    return _with_day(local, time_words(local), now)


def exact_clock(moment: datetime, course: Course, *, now: datetime) -> str:
    """Return a moment such as ``15:15:07``, for columns whose head or page names the zone."""
    local = moment.astimezone(zone_of(course))
    return _with_day(local, f"{local:%H:%M:%S}", now)


def _with_day(local: datetime, time: str, now: datetime) -> str:
    if local.date() == now.astimezone(local.tzinfo).date():
        return time
    return f"{date_format(local, 'DATE_FORMAT')}, {time}"


def span(seconds: float) -> str:
    """Return a span of time in words, such as ``1 h 15 min`` or ``4 min 30 s``.

    Examples
    --------
    >>> span(4500), span(270), span(60), span(0)
    ('1 h 15 min', '4 min 30 s', '1 min', '0 s')
    """
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if n]
    return " ".join(parts) or "0 s"


def minutes(seconds: float) -> str:
    """Return a length of time in minutes, as a limit is given: ``75 min``, ``12 min 30 s``.

    Examples
    --------
    >>> minutes(4500), minutes(750)
    ('75 min', '12 min 30 s')
    """
    whole, rest = divmod(round(seconds), 60)
    return f"{whole} min {rest} s" if rest else f"{whole} min"
