"""Puts a submission's id on the queue; a broker that is down costs no request and no submission.

The row is the truth: what could not be published is published later by the sweeper.
"""

import logging
import time
from datetime import timedelta
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

TASK_NAME = "grader.grade_submission"
QUEUE = "grade"
SWEEP_NAME = "grader.sweep_submissions"
SWEEP_QUEUE = "maint"

_FIRST_DELAY_S = 30
_LONGEST_DELAY_S = 600
# After a failure nothing is sent for a while, so that a silent broker slows one request, not all.
_PAUSE_S = 10.0


class _Breaker:
    """Remembers, in this process only, until when the broker is taken to be down."""

    def __init__(self) -> None:
        self.closed_at = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_at

    def trip(self) -> None:
        self.closed_at = time.monotonic() + _PAUSE_S

    def reset(self) -> None:
        self.closed_at = 0.0


breaker = _Breaker()


def publish_submission(submission_id: UUID) -> bool:
    """Send the id to the grading queue; return whether the broker took it."""
    if breaker.is_open():
        return False
    try:
        current_app.send_task(TASK_NAME, kwargs={"submission_id": str(submission_id)}, queue=QUEUE)
    except (OperationalError, RedisError, OSError) as error:
        breaker.trip()
        logger.warning(
            "Unable to queue submission %s, the sweeper will: %s",
            submission_id,
            type(error).__name__,
        )
        return False
    return True


def publish_delay(n_publishes: int) -> timedelta:
    """Return how long to wait before a row that was published so often is published again.

    A long queue is no lost message: the delay doubles, so that waiting rows do not multiply.
    """
    return timedelta(seconds=min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2 ** min(n_publishes - 1, 10)))
