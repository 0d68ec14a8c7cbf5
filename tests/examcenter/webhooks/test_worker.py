"""Real Redis, a real worker, a real receiver, and a worker that is killed in between."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from examcenter.local import child
from examcenter.local.redis_server import RedisServer
from tests.examcenter.webhooks.receiver import receiving
from tests.fixtures.servers import Running, run_manage, start, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.timeout(600)]
N_EVENTS = 30
# An endpoint, and events in several transactions; prints the ids.
_TELL = """
from django.utils import timezone
from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Event
from examcenter.webhooks.services.endpoints import Wishes, make_endpoint
user, _ = User.objects.get_or_create(username="tess")
course, is_new = Course.objects.get_or_create(slug="vision", title="Vision")
if is_new:
    make_endpoint(actor=user, course=course, wishes=Wishes(url={url!r}), now=timezone.now())
for number in range({n}):
    emit("roster.changed", course_id=course.pk, data={{}}, now=timezone.now())
for pk in Event.objects.values_list("pk", flat=True):
    print("event", pk)
"""


def start_worker(name: str, environment: dict[str, str], folder: Path) -> Running:
    """Start a worker of the queue of webhooks, with the scheduler in it."""
    return start(
        [
            *(sys.executable, "-m", "celery", "-A", "examcenter", "worker", "--beat"),
            *("--schedule", str(folder / f"{name}-beat"), "--queues", "hooks,maint"),
            *("--concurrency", "1", "--hostname", f"{name}@localhost", "--loglevel", "INFO"),
            *("--without-mingle", "--without-gossip"),
        ],
        log_path=folder / f"{name}.log",
        environment={**environment, "EXAMCENTER_IS_WORKER": "1"},
    )


def test_every_event_arrives_although_the_worker_is_killed_in_between(tmp_path):
    with RedisServer.start(tmp_path / "redis") as redis, receiving() as receiver:
        environment = {
            "EXAMCENTER_VAR_DIR": str(tmp_path),
            "EXAMCENTER_DATABASE_URL": f"sqlite://{tmp_path / 'db.sqlite3'}",
            "EXAMCENTER_BROKER_URL": redis.url,
            "EXAMCENTER_SWEEP_INTERVAL_S": "1",
            "EXAMCENTER_WEBHOOK_TIMEOUT_S": "2",
        }
        run_manage("migrate", "--verbosity", "0", environment=environment)
        receiver.delay_s = 0.2
        told = run_manage(
            *("shell", "--verbosity", "0", "-c", _TELL.format(url=receiver.url, n=N_EVENTS)),
            environment=environment,
        )
        expected = {line.split()[1] for line in told.splitlines() if line.startswith("event ")}
        assert len(expected) == N_EVENTS
        first = start_worker("first", environment, tmp_path)
        wait_until(
            lambda: len(receiver.got) >= 5, what="some deliveries", on_failure=lambda: first.log
        )
        _kill(first)
        n_before = len(receiver.got)
        assert n_before < N_EVENTS, "it was killed too late to show anything"
        second = start_worker("second", environment, tmp_path)
        try:
            wait_until(
                lambda: expected <= set(receiver.ids()),
                what="all deliveries",
                on_failure=lambda: second.log,
            )
        finally:
            second.stop()
        # Twice at the most what was under way, and always under its own id.
        assert set(receiver.ids()) == expected
        assert len(receiver.got) <= N_EVENTS + 2
        assert receiver.most_open <= 2


def _kill(worker: Running) -> None:
    """End a worker and its children as a crash of the machine does."""
    pids = [worker.process.pid, *child.children_of(worker.process.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    worker.process.wait()
    time.sleep(0.5)
