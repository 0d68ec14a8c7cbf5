"""When an exam may be started and answered: pure rules, told the time as an argument."""

from __future__ import annotations

import enum
import math
from datetime import datetime, timedelta


class Window(enum.Enum):
    """Where a moment lies in relation to an exam's opening and closing."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def window_at(now: datetime, *, opens_at: datetime | None, closes_at: datetime | None) -> Window:
    """Return where ``now`` lies in relation to an exam's window.

    Parameters
    ----------
    now : datetime
        The moment in question, with its zone.
    opens_at : datetime or None
        First moment of the window; None is open from ever.
    closes_at : datetime or None
        First moment after the window; None never closes.

    Returns
    -------
    Window
        ``COMING`` before the opening, ``CLOSED`` from the closing on, ``OPEN`` between.
    """
    if opens_at is not None and now < opens_at:
        return Window.COMING
    if closes_at is not None and now >= closes_at:
        return Window.CLOSED
    return Window.OPEN


def may_start(now: datetime, *, opens_at: datetime | None, closes_at: datetime | None) -> bool:
    """Tell whether a new attempt may be started.

    Parameters
    ----------
    now : datetime
        The moment in question.
    opens_at, closes_at : datetime or None
        The exam's window, as in `window_at`.

    Returns
    -------
    bool
        True inside the window.
    """
    return window_at(now, opens_at=opens_at, closes_at=closes_at) is Window.OPEN


def deadline(
    started_at: datetime, *, time_limit_s: int | None, closes_at: datetime | None
) -> datetime | None:
    """Return the last moment at which an answer counts.

    Parameters
    ----------
    started_at : datetime
        When the attempt began.
    time_limit_s : int or None
        Seconds that an attempt may take; None is without limit.
    closes_at : datetime or None
        When the exam's window ends; None never.

    Returns
    -------
    datetime or None
        The earlier of the two ends, or None when there is neither.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> start = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    >>> deadline(start, time_limit_s=1200, closes_at=None).isoformat()
    '2026-11-22T14:20:00+00:00'
    """
    ends = [] if closes_at is None else [closes_at]
    if time_limit_s is not None:
        ends.append(started_at + timedelta(seconds=time_limit_s))
    return min(ends, default=None)


def later(moment: datetime | None, seconds: int) -> datetime | None:
    """Return a moment moved towards the future.

    Parameters
    ----------
    moment : datetime or None
        A moment; None is never.
    seconds : int
        By how much, in seconds.

    Returns
    -------
    datetime or None
        The moved moment; None stays None.
    """
    return None if moment is None else moment + timedelta(seconds=seconds)


def latest(closes_at: datetime | None, late_until_at: datetime | None) -> datetime | None:
    """Return when answers stop counting at all.

    Parameters
    ----------
    closes_at : datetime or None
        When the window ends; None never.
    late_until_at : datetime or None
        Until when late answers count; None without a late rule.

    Returns
    -------
    datetime or None
        The later of both; None while the window never ends.

    Examples
    --------
    >>> latest(None, None) is None
    True
    """
    if closes_at is None or late_until_at is None:
        return closes_at
    return max(closes_at, late_until_at)


def is_over(
    now: datetime, *, deadline_at: datetime | None, paused_at: datetime | None = None
) -> bool:
    """Tell whether the deadline has passed; an answer at the deadline itself still counts.

    Parameters
    ----------
    now : datetime
        The moment in question.
    deadline_at : datetime or None
        The deadline; None is without end.
    paused_at : datetime or None, default=None
        Since when the clock stands still; None while it runs.

    Returns
    -------
    bool
        True after the deadline; what counts in a pause is the moment at which it began.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> noon, one = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 13, tzinfo=UTC)
    >>> is_over(one, deadline_at=noon)
    True
    >>> is_over(one, deadline_at=noon, paused_at=noon)
    False
    """
    moment = now if paused_at is None else min(now, paused_at)
    return deadline_at is not None and moment > deadline_at


def is_running(
    now: datetime,
    *,
    deadline_at: datetime | None,
    finished_at: datetime | None,
    paused_at: datetime | None = None,
) -> bool:
    """Tell whether an attempt is neither finished nor over; a paused one goes on later.

    Parameters
    ----------
    now : datetime
        The moment in question.
    deadline_at : datetime or None
        The attempt's deadline; None is without end.
    finished_at : datetime or None
        When the attempt was finished; None while it is open.
    paused_at : datetime or None, default=None
        Since when the clock stands still; None while it runs.

    Returns
    -------
    bool
        True while what is typed is saved.
    """
    return finished_at is None and not is_over(now, deadline_at=deadline_at, paused_at=paused_at)


def may_answer(
    now: datetime,
    *,
    deadline_at: datetime | None,
    finished_at: datetime | None,
    paused_at: datetime | None = None,
) -> bool:
    """Tell whether an attempt takes answers.

    Parameters
    ----------
    now : datetime
        The moment in question.
    deadline_at : datetime or None
        The attempt's deadline; None is without end.
    finished_at : datetime or None
        When the attempt was finished; None while it is open.
    paused_at : datetime or None, default=None
        Since when the clock stands still; None while it runs.

    Returns
    -------
    bool
        True while it is open, not paused, and its deadline has not passed.
    """
    return paused_at is None and is_running(now, deadline_at=deadline_at, finished_at=finished_at)


def seconds_left(
    now: datetime, *, deadline_at: datetime | None, paused_at: datetime | None = None
) -> float | None:
    """Return how much time is left for answers.

    Parameters
    ----------
    now : datetime
        The moment in question.
    deadline_at : datetime or None
        The deadline; None is without end.
    paused_at : datetime or None, default=None
        Since when the clock stands still; None while it runs.

    Returns
    -------
    float or None
        Seconds, at least 0; None without an end.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> seconds_left(noon, deadline_at=noon + timedelta(minutes=5))
    300.0
    """
    if deadline_at is None:
        return None
    moment = now if paused_at is None else min(now, paused_at)
    return max(0.0, (deadline_at - moment).total_seconds())


def pause_s(paused_at: datetime, now: datetime) -> int:
    """Return the whole seconds of a pause, rounded up: nobody loses a part of one.

    Parameters
    ----------
    paused_at : datetime
        When the clock was stopped.
    now : datetime
        When it goes on.

    Returns
    -------
    int
        Seconds, at least 0.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> pause_s(noon, noon + timedelta(seconds=90.2))
    91
    """
    return max(0, math.ceil((now - paused_at).total_seconds()))


def is_late(moment: datetime, *, closes_at: datetime | None) -> bool:
    """Tell whether an answer came in the late time, where it counts by a factor.

    Parameters
    ----------
    moment : datetime
        When the answer was given.
    closes_at : datetime or None
        When the time for answers that count in full ends; None never.

    Returns
    -------
    bool
        True after the closing; an answer at the closing itself is in time.
    """
    return closes_at is not None and moment > closes_at
