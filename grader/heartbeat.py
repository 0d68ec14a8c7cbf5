"""The pulse of a grading worker: a thread in its main process that writes one row.

A thread, because a task would only show that the queue moves: with every pool process busy it
would wait like any other, and a busy worker would look dead.
"""

import logging
import threading
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.db import DatabaseError, connections
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from grader import health, sandbox
from grader.publishing import QUEUE, SWEEP_NAME, SWEEP_QUEUE
from grader.sandbox import SandboxStatus

logger = logging.getLogger(__name__)

_BEAT_S = 5.0
_STOP_S = 2.0


class Heartbeat:
    """Writes a worker's row every few seconds until it is stopped."""

    def __init__(self, name: str) -> None:
        """Prepare the pulse of the worker with this name."""
        self.name = name
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat, at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and remove the row, so that nobody waits for a worker that has gone."""
        self._stopped.set()
        self._thread.join(timeout=_STOP_S)

    def _run(self) -> None:
        is_ready = True
        while True:
            # Proven anew by the sandbox itself when its last proof has aged.
            status = sandbox.check_sandbox()
            if is_ready and not status.is_ready:
                # A proof that was disturbed, by a kill or a full machine, stops no worker.
                status = sandbox.check_sandbox(fresh=True)
            is_ready = status.is_ready
            self._write(status)
            if self._stopped.wait(_BEAT_S):
                self._erase()
                return

    def _write(self, status: SandboxStatus) -> None:
        try:
            health.record_worker(self.name, status, now=timezone.now())
        except DatabaseError:
            logger.warning("Unable to write the heartbeat of %s", self.name, exc_info=True)
        finally:
            # No open connection between beats: the pool forks, and SQLite's must not be inherited.
            connections.close_all()

    def _erase(self) -> None:
        try:
            health.forget_worker(self.name)
        except DatabaseError:
            logger.warning("Unable to remove the heartbeat of %s", self.name, exc_info=True)
        finally:
            connections.close_all()


_running: dict[str, Heartbeat] = {}


@worker_ready.connect
def start_heartbeat(sender: Any, **_: Any) -> None:
    """Begin to beat in a worker that grades; one that serves other queues has nothing to say."""
    if QUEUE not in sender.app.amqp.queues.consume_from:
        return
    name = str(sender.hostname)
    if name not in _running:
        _running[name] = Heartbeat(name)
        _running[name].start()


@worker_ready.connect
def ask_for_sweep(sender: Any, **_: Any) -> None:
    """Have what a killed predecessor left queued again at once, not at the next beat."""
    if QUEUE not in sender.app.amqp.queues.consume_from:
        return
    try:
        sender.app.send_task(SWEEP_NAME, queue=SWEEP_QUEUE)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("Unable to ask for a sweep: %s", type(error).__name__)


@worker_shutting_down.connect
def stop_heartbeats(**_: Any) -> None:
    """Stop beating when the worker is asked to stop."""
    while _running:
        _running.popitem()[1].stop()
