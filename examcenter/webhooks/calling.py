"""Wakes a worker for an endpoint; a broker that is away costs no request and no delivery."""

from __future__ import annotations

import time
from uuid import UUID

from celery import current_app

from grader.publishing import breaker

TASK_NAME = "webhooks.serve_endpoint"
# Of its own: what runs students' code has no way out, and what has one grades nothing.
QUEUE = "hooks"
# Many events in a second need one message: whoever gets it sends all that waits.
_PAUSE_S = 1.0
_KEPT = 1000


class _Calls:
    """Remembers, in this process only, from when on the next message says something new."""

    def __init__(self) -> None:
        self._free_at: dict[UUID, float] = {}

    def wait_for(self, endpoint_id: UUID) -> float | None:
        """Return after how many seconds a message is due, or None when one is on its way."""
        now = time.monotonic()
        free_at = self._free_at.get(endpoint_id, 0.0)
        if free_at > now + _PAUSE_S:
            return None
        if len(self._free_at) > _KEPT:
            self._free_at.clear()
        self._free_at[endpoint_id] = max(free_at, now) + _PAUSE_S
        return max(0.0, free_at - now)


_calls = _Calls()


def call_worker(endpoint_id: UUID) -> None:
    """Say that an endpoint has something to be sent; the rows are the truth, and beat looks too."""
    if breaker.is_open():
        return
    wait_s = _calls.wait_for(endpoint_id)
    if wait_s is not None:
        publish(endpoint_id, after_s=wait_s)


def publish(endpoint_id: UUID, *, after_s: float = 0.0) -> None:
    """Put a message for an endpoint on the queue, now or after a while."""
    if breaker.is_open():
        return
    with breaker:
        current_app.send_task(
            TASK_NAME,
            kwargs={"endpoint_id": str(endpoint_id)},
            queue=QUEUE,
            countdown=after_s or None,
            expires=600,
        )
