"""Intervals of time in which nothing was heard, or which were given back: pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Interval:
    """A span of time from one moment to a later one."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it is; nothing when it ends before it starts."""
        return max(0.0, (self.end - self.start).total_seconds())

    def within(self, other: Interval) -> Interval:
        """Return what lies in both; empty when nothing does."""
        return Interval(max(self.start, other.start), min(self.end, other.end))


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same time as intervals that neither touch nor overlap, in order.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda n: datetime(2026, 11, 22, 14, n, tzinfo=UTC)
    >>> joined = merged([Interval(at(5), at(9)), Interval(at(0), at(6)), Interval(at(20), at(20))])
    >>> [(i.start.minute, i.end.minute) for i in joined]
    [(0, 9)]
    """
    joined: list[Interval] = []
    for interval in sorted(part for part in intervals if part.seconds > 0):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def uncovered_s(interval: Interval, given: Iterable[Interval]) -> float:
    """Return the seconds of an interval that lie in none of those given before.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda n: datetime(2026, 11, 22, 14, n, tzinfo=UTC)
    >>> uncovered_s(Interval(at(0), at(10)), [Interval(at(5), at(20)), Interval(at(6), at(7))])
    300.0
    """
    inside = merged(interval.within(other) for other in given)
    return interval.seconds - sum(part.seconds for part in inside)


def find_silences(
    signs: Iterable[datetime], *, shortest_s: float, until: datetime
) -> list[Interval]:
    """Return the gaps between signs of life that last at least so long, the newest first.

    The time from the last sign until now is a gap, too: an outage that is not over.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda n: datetime(2026, 11, 22, 14, n, tzinfo=UTC)
    >>> found = find_silences([at(0), at(1), at(9), at(10)], shortest_s=120, until=at(11))
    >>> [(i.start.minute, i.end.minute) for i in found]
    [(1, 9)]
    """
    moments = sorted({sign for sign in signs if sign <= until} | {until})
    gaps = (Interval(a, b) for a, b in zip(moments, moments[1:], strict=False))
    return [gap for gap in gaps if gap.seconds >= shortest_s][::-1]


def is_shorter_than(interval: Interval, longest: timedelta) -> bool:
    """Tell whether an interval runs forward and is not too long to be believed."""
    return timedelta(0) < interval.end - interval.start <= longest
