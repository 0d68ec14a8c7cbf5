"""When a delivery that failed is tried again; pure arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# Seconds before each further try; after the last one the delivery is given up, and can be replayed.
DELAYS_S = (5, 30, 120, 600, 3600, 21_600, 86_400)
# A receiver may ask for more patience than ours, up to a day.
LONGEST_S = 86_400
# Of the delay, so that what failed together is not tried together again.
JITTER = 0.2
# Of a receiver that does not answer in time: one try, then it rests, whatever else waits for it.
_RESTS_S = (5, 30, 120, 600)


def delay_after(n_tries: int, *, chance: float, asked_s: float = 0.0) -> timedelta | None:
    """Return how long to wait after so many tries, or None when that was the last.

    ``chance`` in [0, 1) spreads the delay; ``asked_s`` is what the receiver asked for.
    """
    if n_tries > len(DELAYS_S):
        return None
    wait_s = DELAYS_S[max(n_tries, 1) - 1] * (1 + JITTER * chance)
    return timedelta(seconds=max(wait_s, min(asked_s, LONGEST_S)))


def rest_after(n_silent: int) -> timedelta:
    """Return how long a receiver rests that was silent so many times in a row."""
    return timedelta(seconds=_RESTS_S[min(max(n_silent, 1), len(_RESTS_S)) - 1])


def read_retry_after(text: str, now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` header asks for; 0 where it asks for nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_S))
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, min((moment - now).total_seconds(), LONGEST_S))
    except (TypeError, ValueError):
        return 0.0
