"""`make run`: everything comes up, what dies is dealt with, and nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from examcenter.local.redis_server import find_free_port
from tests.fixtures.seeded import copy_seeded
from tests.fixtures.servers import ROOT, wait_until
from tests.local.processes import descendants, still_there
from tests.local.supervised import SupervisedRun, supervised

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of all runs of this file, below a path with a space."""
    return tmp_path_factory.mktemp("a run") / "var"


@pytest.fixture(scope="module")
def run(var_dir: Path) -> Iterator[SupervisedRun]:
    """One run that the tests share; each leaves it running."""
    with supervised(var_dir) as started:
        started.wait_ready()
        yield started


def test_it_prints_the_address_and_the_demo_logins(run):
    assert f"http://127.0.0.1:{run.port}/" in run.output
    for word in ("ada", "convolve-ada", "ben", "convolve-ben", "teacher", "convolve-teacher"):
        assert word in run.output


def test_it_serves_pages_and_is_ready_in_every_part(run):
    status, page = run.ask("/")
    assert (status, "<html" in page) == (200, True)
    assert run.ask("/healthz")[0] == 200
    # A pulse may be late on a machine that others load.
    found = wait_until(
        lambda: (told := run.readiness())["status"] == "ready" and told,
        what="every part to be ready",
        on_failure=lambda: run.ask("/readyz")[1],
    )
    assert all(check["ok"] for check in found["checks"].values())
    assert set(found["checks"]) == {"database", "broker", "worker", "sandbox"}


def test_readiness_shows_no_secret(run, var_dir):
    body = run.ask("/readyz")[1]
    secrets = json.loads((var_dir / "secrets.json").read_text()).values()
    password = (var_dir / "redis" / "redis.conf").read_text().split("requirepass ")[1].split()[0]
    for secret in (*secrets, password, str(var_dir)):
        assert secret not in body


def test_an_lms_does_all_it_needs_over_rest_and_again(run, var_dir):
    assert str(var_dir / "demo-token") in run.output
    client = [
        *(sys.executable, str(ROOT / "docs" / "examples" / "lms_client.py")),
        *("--url", f"http://127.0.0.1:{run.port}"),
        *("--token", (var_dir / "demo-token").read_text().strip()),
    ]
    for _ in range(2):
        done = subprocess.run(client, capture_output=True, text=True, timeout=280)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "FAILED" not in done.stdout
        assert done.stdout.count("\nok ") >= 10


def test_a_client_whose_step_fails_says_what_it_found(run):
    client = str(ROOT / "docs" / "examples" / "lms_client.py")
    url = f"http://127.0.0.1:{run.port}"
    done = subprocess.run(
        [sys.executable, client, "--url", url, "--token", "ect_none"],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1
    assert "FAILED" in done.stdout and "found 401" in done.stdout


@pytest.mark.parametrize("pattern", ["secrets.json", "db.sqlite3*", "demo-token", "log", "redis"])
def test_what_is_kept_is_for_its_owner_only(run, var_dir, pattern):
    found = list(var_dir.glob(pattern))
    assert found
    assert [path for path in found if path.stat().st_mode & 0o077] == []


def test_a_second_run_at_the_same_time_says_who_is_first(run, var_dir):
    with supervised(var_dir, port=find_free_port()) as second:
        assert second.process.wait(120) == 1
        assert "already running" in second.output
        assert f"http://127.0.0.1:{run.port}/ (process {run.process.pid})" in second.output


def test_a_killed_worker_is_started_again(run):
    (pid,) = run.find(r"celery.*worker")
    orphans = descendants(pid)
    os.kill(pid, signal.SIGKILL)
    killed_at = datetime.now(UTC)
    wait_until(
        lambda: [new for new in run.find(r"celery.*worker") if new != pid],
        what="a new worker",
        on_failure=lambda: run.output,
    )
    assert "The worker was ended by signal 9; it is started again" in run.output
    wait_until(
        lambda: datetime.fromisoformat(run.readiness()["checks"]["worker"]["seen_at"]) > killed_at,
        what="a sign of life of the new worker",
        on_failure=lambda: run.ask("/readyz")[1],
    )
    wait_until(
        lambda: run.readiness()["status"] == "ready",
        what="the run to be ready again",
        on_failure=lambda: run.ask("/readyz")[1],
    )
    wait_until(
        lambda: not orphans & descendants(run.process.pid),
        what="the killed worker's processes to be gone",
        on_failure=lambda: "\n".join(still_there(orphans)),
    )


def test_a_run_ends_on_ctrl_c_and_the_next_one_finds_everything(tmp_path):
    var_dir = tmp_path / "var"
    copy_seeded(var_dir / "db.sqlite3")
    with supervised(var_dir) as first:
        first.wait_ready()
        assert first.end(signal.SIGINT) == 0, first.output
        assert first.left_behind() == []
        assert "no process is left" in first.output
    secrets = (var_dir / "secrets.json").read_text()
    with supervised(var_dir) as second:
        second.wait_ready()
        assert (var_dir / "secrets.json").read_text() == secrets
        assert second.end(signal.SIGTERM) == 0, second.output
        assert second.left_behind() == []


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path):
    copy_seeded(tmp_path / "var" / "db.sqlite3")
    with supervised(tmp_path / "var") as killed:
        killed.wait_ready()
        killed.end(signal.SIGKILL)
        wait_until(
            lambda: not killed.left_behind(),
            what="every process to be gone",
            on_failure=lambda: "\n".join(killed.left_behind()),
        )
        # What the kill left in the directory is no obstacle.
        with supervised(tmp_path / "var", port=killed.port) as next_run:
            next_run.wait_ready()


def test_a_killed_web_server_is_started_again(run):
    (pid,) = run.find("gunicorn")
    orphans = descendants(pid)
    os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: [new for new in run.find("gunicorn") if new != pid],
        what="a new web server",
        on_failure=lambda: run.output,
    )
    told = "The web server was ended by signal 9; it is started again"
    wait_until(lambda: told in run.output, what="the word on it", on_failure=lambda: run.output)
    wait_until(lambda: _answers(run), what="the web server to answer")
    assert not orphans & descendants(run.process.pid)


def _answers(run: SupervisedRun) -> bool:
    with suppress(OSError):
        return run.ask("/healthz")[0] == 200
    return False


def test_a_killed_redis_comes_back_where_it_was_and_with_what_it_held(run, var_dir):
    port, password = _redis_address(var_dir)
    with redis.Redis(port=port, password=password) as client:
        client.set("kept", "value")
    (pid,) = run.find("valkey|redis-server")
    os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: [new for new in run.find("valkey|redis-server") if new != pid],
        what="a new Redis server",
        on_failure=lambda: run.output,
    )
    told = "The Redis server was ended by signal 9; it is started again"
    wait_until(lambda: told in run.output, what="the word on it", on_failure=lambda: run.output)
    assert _redis_address(var_dir) == (port, password)
    wait_until(
        lambda: run.readiness()["status"] == "ready",
        what="the run to be ready again",
        on_failure=lambda: run.ask("/readyz")[1],
    )
    with redis.Redis(port=port, password=password) as client:
        assert client.get("kept") == b"value"


def _redis_address(var_dir: Path) -> tuple[int, str]:
    words = (var_dir / "redis" / "redis.conf").read_text().split()
    return int(words[words.index("port") + 1]), words[words.index("requirepass") + 1]


def test_a_taken_port_is_told_with_the_fix(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with supervised(tmp_path / "var", port=port) as refused:
            assert refused.process.wait(120) == 1
            assert f"port {port} of 127.0.0.1 is taken" in refused.output
            assert f"Fix: PORT={port + 1 if port < 65535 else 8001} make run" in refused.output


def test_it_stops_at_once_when_asked_while_starting(tmp_path):
    with supervised(tmp_path / "var") as early:
        wait_until(lambda: "Redis runs" in early.output, what="the first step")
        assert early.end(signal.SIGINT) == 0, early.output
        assert early.left_behind() == []
