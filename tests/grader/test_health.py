"""What the workers say of themselves, and the thread that says it."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from grader import health, heartbeat, sandbox
from grader.heartbeat import Heartbeat, ask_for_sweep, start_heartbeat, stop_heartbeats
from grader.models import WorkerHeartbeat
from grader.sandbox import SandboxProblem, SandboxStatus
from grader.tasks import sweep_submissions

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
READY = SandboxStatus(True, "jail")
BROKEN = SandboxStatus(False, "", (SandboxProblem("no bubblewrap", "apt install bubblewrap"),))


@pytest.mark.django_db
def test_without_any_worker_it_names_the_cure():
    status = health.worker_status(now=NOW)
    assert (status.is_alive, status.may_grade, status.seen_at) == (False, False, None)
    assert "celery" in status.sandbox.problems[0].fix


@pytest.mark.django_db
def test_a_worker_is_alive_for_twenty_seconds_after_its_last_beat():
    health.record_worker("one", READY, now=NOW)
    assert health.worker_status(now=NOW + timedelta(seconds=19)).may_grade
    late = health.worker_status(now=NOW + timedelta(seconds=21))
    assert (late.is_alive, late.may_grade, late.seen_at) == (False, False, NOW)


@pytest.mark.django_db
def test_it_tells_cause_and_cure_of_a_sandbox_that_does_not_work():
    health.record_worker("one", BROKEN, now=NOW)
    status = health.worker_status(now=NOW)
    assert status.is_alive and not status.may_grade
    assert status.sandbox == BROKEN


@pytest.mark.django_db
def test_one_working_sandbox_among_several_workers_is_enough():
    health.record_worker("one", READY, now=NOW)
    health.record_worker("two", BROKEN, now=NOW + timedelta(seconds=1))
    assert health.worker_status(now=NOW).may_grade
    assert not health.is_known_to_be_impossible(now=NOW)


@pytest.mark.django_db
def test_a_dead_worker_s_good_sandbox_helps_nobody():
    health.record_worker("dead", READY, now=NOW - timedelta(hours=1))
    health.record_worker("alive", BROKEN, now=NOW)
    assert not health.worker_status(now=NOW).may_grade
    assert health.is_known_to_be_impossible(now=NOW)


@pytest.mark.django_db
def test_a_worker_has_one_row_however_often_it_beats():
    health.record_worker("one", READY, now=NOW)
    health.record_worker("one", BROKEN, now=NOW + timedelta(seconds=5))
    row = WorkerHeartbeat.objects.get()
    assert row.seen_at == NOW + timedelta(seconds=5)


@pytest.fixture
def beats(monkeypatch):
    """Record what the thread would write; its own connection would not see a test's data."""
    written: list[tuple[str, object]] = []
    monkeypatch.setattr(
        health, "record_worker", lambda name, status, now: written.append((name, status))
    )
    monkeypatch.setattr(health, "forget_worker", lambda name: written.append((name, "gone")))
    monkeypatch.setattr(heartbeat, "_BEAT_S", 0.01)
    # A thread that is asked to stop may have to wait for a processor.
    monkeypatch.setattr(heartbeat, "_STOP_S", 60)
    yield written
    stop_heartbeats()


def wait_for(beats: list[tuple[str, object]], n: int) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    while len(beats) < n:
        assert datetime.now(UTC) < deadline, f"{len(beats)} beats, expected {n}"
        time.sleep(0.005)


def test_the_heartbeat_goes_on_until_it_is_stopped_and_takes_its_row_away(fake_sandbox, beats):
    pulse = Heartbeat("one")
    pulse.start()
    wait_for(beats, 3)
    pulse.stop()
    assert beats[0] == ("one", fake_sandbox.status)
    assert beats[-1] == ("one", "gone")
    assert not pulse._thread.is_alive()


def test_the_heartbeat_follows_the_sandbox(fake_sandbox, beats):
    fake_sandbox.status = BROKEN
    pulse = Heartbeat("one")
    pulse.start()
    wait_for(beats, 1)
    fake_sandbox.status = READY
    wait_for(beats, len(beats) + 2)
    pulse.stop()
    assert beats[0] == ("one", BROKEN)
    assert beats[-2] == ("one", READY)


def test_a_locked_database_does_not_end_the_heartbeat(fake_sandbox, beats, monkeypatch, caplog):
    n_tries = []

    def locked(name, status, now):
        n_tries.append(name)
        if len(n_tries) < 3:
            raise OperationalError("database is locked")
        beats.append((name, status))

    monkeypatch.setattr(health, "record_worker", locked)
    pulse = Heartbeat("one")
    pulse.start()
    wait_for(beats, 1)
    pulse.stop()
    assert "database is locked" in caplog.text


def worker(*queues: str) -> SimpleNamespace:
    amqp = SimpleNamespace(queues=SimpleNamespace(consume_from=dict.fromkeys(queues)))
    return SimpleNamespace(hostname="celery@here", app=SimpleNamespace(amqp=amqp))


def test_only_a_worker_that_grades_has_a_heartbeat(fake_sandbox, beats):
    start_heartbeat(sender=worker("maint"))
    assert heartbeat._running == {}
    start_heartbeat(sender=worker("maint", "grade"))
    start_heartbeat(sender=worker("grade"))
    assert list(heartbeat._running) == ["celery@here"]
    wait_for(beats, 1)
    stop_heartbeats()
    assert beats[-1] == ("celery@here", "gone")


@pytest.mark.django_db
def test_a_worker_is_silent_after_thirty_seconds_without_a_beat():
    health.record_worker("dead", READY, now=NOW - timedelta(seconds=31))
    health.record_worker("late", READY, now=NOW - timedelta(seconds=29))
    health.record_worker("stopped", READY, now=NOW - timedelta(hours=1))
    health.forget_worker("stopped")
    assert health.find_silent_workers(now=NOW) == {"dead"}


class Sender:
    """The Celery application of a worker; remembers or refuses what is sent."""

    def __init__(self, *queues: str, error: Exception | None = None) -> None:
        self.amqp = worker(*queues).app.amqp
        self.error = error
        self.sent: list[tuple[str, str]] = []

    def send_task(self, name: str, *, queue: str) -> None:
        if self.error:
            raise self.error
        self.sent.append((name, queue))


def test_a_worker_that_starts_asks_at_once_what_its_predecessor_left():
    grading, other = Sender("grade", "maint"), Sender("maint")
    for app in (grading, other):
        ask_for_sweep(sender=SimpleNamespace(app=app))
    assert grading.sent == [(sweep_submissions.name, "maint")]
    assert other.sent == []


def test_a_broker_that_is_down_keeps_no_worker_from_starting(caplog):
    ask_for_sweep(sender=SimpleNamespace(app=Sender("grade", error=ConnectionRefusedError())))
    assert "Unable to ask for a sweep" in caplog.text


def test_one_disturbed_proof_stops_no_worker(fake_sandbox, beats, monkeypatch):
    proofs = iter([READY, BROKEN, READY, BROKEN, BROKEN])
    asked = []

    def check(*, fresh=False):
        asked.append(fresh)
        return next(proofs, BROKEN)

    monkeypatch.setattr(sandbox, "check_sandbox", check)
    pulse = Heartbeat("one")
    pulse.start()
    wait_for(beats, 4)
    pulse.stop()
    assert [status for _, status in beats[:4]] == [READY, READY, BROKEN, BROKEN]
    assert asked[:6] == [False, False, True, False, True, False]
