"""Keeps messages on the grading queue; a broker that is down costs no request and no submission.

The rows are the truth, and a message means only that there is work. So the broker never holds more
than some: enough for every worker to find one, however many submissions wait. Whoever grades tops
them up, and so does the sweep, which also covers a broker that forgot them all.
"""

import logging
import time
from datetime import datetime
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from grader.turns import list_next

logger = logging.getLogger(__name__)

TASK_NAME = "grader.grade_submission"
QUEUE = "grade"
SWEEP_NAME = "grader.sweep_submissions"
SWEEP_QUEUE = "maint"

# A message lasts at least as long as a grading, some 30 ms; each process that grades tops up after
# each one. So this many keep as many processes busy.
ENOUGH = 100
# After a failure nothing is sent for a while, so that a silent broker slows one request, not all.
_PAUSE_S = 10.0


class _Breaker:
    """Remembers, in this process only, until when the broker is taken to be down.

    As a context it takes the broker's errors, and only those, for the broker being down.
    """

    def __init__(self) -> None:
        self.closed_at = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_at

    def trip(self) -> None:
        self.closed_at = time.monotonic() + _PAUSE_S

    def reset(self) -> None:
        self.closed_at = 0.0

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, (OperationalError, RedisError, OSError)):
            return False
        self.trip()
        logger.warning("Unable to queue submissions, the sweeper will: %s", kind.__name__)
        return True


breaker = _Breaker()


def publish_submission(submission_id: UUID, *, after_s: float = 0) -> bool:
    """Say that there is work, now or after a while, unless enough messages say so already.

    Returns whether the broker was there to hear it.
    """
    if breaker.is_open():
        return False
    with breaker:
        if after_s or _count() < ENOUGH:
            _send(submission_id, after_s=after_s)
        return True
    return False


def top_up(*, now: datetime) -> int:
    """Publish what is missing for all that waits, up to enough; return how many were sent."""
    n_sent = 0
    if breaker.is_open():
        return n_sent
    with breaker:
        n_there = _count()
        if n_there < ENOUGH:
            for submission_id in list_next(ENOUGH, now=now)[n_there:]:
                _send(submission_id)
                n_sent += 1
    return n_sent


def _count() -> int:
    """Return how many messages wait in the broker; those that a worker has taken do not count."""
    with current_app.producer_or_acquire() as producer:
        # Not passive: Redis knows no empty queue, which is no error here.
        return int(producer.channel.queue_declare(QUEUE).message_count)


def _send(submission_id: UUID, *, after_s: float = 0) -> None:
    current_app.send_task(
        TASK_NAME,
        kwargs={"submission_id": str(submission_id)},
        queue=QUEUE,
        countdown=after_s or None,
    )
