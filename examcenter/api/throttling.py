"""How often somebody may ask: buckets in Redis, so that an export cannot starve an exam.

Each bucket counts the requests of one person or program within a minute, by one small command.
While Redis is away everybody is let through, because an exam does not stop for a counter.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from examcenter.clients import address_of
from examcenter.integrations.models import AccessToken

logger = logging.getLogger(__name__)

WINDOW_S = 60
_PREFIX = "examcenter:asked"
_TIMEOUT_S = 0.2
# After Redis did not answer, nobody waits for it again so soon.
_PAUSE_S = 5.0


@dataclass(frozen=True)
class Limit:
    """How many requests a bucket takes in a minute."""

    person: int
    program: int


LIMITS = {
    # Answers, checks and code of an exam; a program may act for a whole hall.
    "exam": Limit(person=600, program=6000),
    # What reads much at once.
    "export": Limit(person=60, program=60),
    # Signing in; wrong passwords are counted by axes as well.
    "guess": Limit(person=60, program=60),
    "general": Limit(person=1200, program=1200),
}


@dataclass(frozen=True)
class Allowance:
    """What is left of a bucket after a request."""

    bucket: str
    limit: int
    n_asked: int
    wait_s: int

    @property
    def is_over(self) -> bool:
        """Whether this request was one too many."""
        return self.n_asked > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """The fields of the draft on RateLimit headers; nobody has to read them."""
        left = max(0, self.limit - self.n_asked)
        return {
            "RateLimit-Policy": f'"{self.bucket}";q={self.limit};w={WINDOW_S}',
            "RateLimit": f'"{self.bucket}";r={left};t={self.wait_s}',
        }


class TooManyRequests(APIException):
    """The bucket is empty."""

    status_code = 429
    default_code = "too_many_requests"

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(
            f"More than {allowance.limit} requests of this kind came within a minute; ask again "
            f"in {allowance.wait_s} s."
        )
        self.headers = {"Retry-After": str(allowance.wait_s), **allowance.headers}


def take(bucket: str, request: Request) -> Allowance | None:
    """Count a request, and return what is left; None while nothing can be counted.

    Raises
    ------
    TooManyRequests
    """
    who, is_program = _who_asks(request)
    limit = LIMITS[bucket]
    now = time.time()
    window = int(now // WINDOW_S)
    n_asked = _counter(str(settings.CELERY_BROKER_URL)).add(f"{_PREFIX}:{bucket}:{who}:{window}")
    if n_asked is None:
        return None
    allowance = Allowance(
        bucket=bucket,
        limit=limit.program if is_program else limit.person,
        n_asked=n_asked,
        wait_s=max(1, round((window + 1) * WINDOW_S - now)),
    )
    if allowance.is_over:
        raise TooManyRequests(allowance)
    return allowance


def _who_asks(request: Request) -> tuple[str, bool]:
    """Return whose bucket it is, and whether a program's."""
    if isinstance(request.auth, AccessToken) and request.auth.integration_id is not None:
        return f"program:{request.auth.integration_id}", True
    if request.user.is_authenticated:
        return f"person:{request.user.pk}", False
    return f"network:{address_of(request._request)}", False


class _Counter:
    """Counts in one Redis, and leaves it in peace for a while when it does not answer."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        self._paused_until = 0.0

    def add(self, key: str) -> int | None:
        """Return how often a key was counted within its time; None when that is not known."""
        if time.monotonic() < self._paused_until:
            return None
        try:
            n_asked = int(self._client.incr(key))
            if n_asked == 1:
                # Once is enough: no key is counted beyond its minute.
                self._client.expire(key, 2 * WINDOW_S)
            return n_asked
        except (redis.RedisError, OSError) as error:
            self._paused_until = time.monotonic() + _PAUSE_S
            logger.warning("Unable to count requests: %s", type(error).__name__)
            return None


@cache
def _counter(url: str) -> _Counter:
    return _Counter(url)
