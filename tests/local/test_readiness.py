"""What the supervisor makes of an answer of /readyz."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from examcenter.local import readiness
from examcenter.local.redis_server import find_free_port

STARTED = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {"ok": True, "problems": []}
LATER = (STARTED + timedelta(seconds=3)).isoformat()
EARLIER = (STARTED - timedelta(seconds=3)).isoformat()

Serve = Callable[[bytes, int], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve one answer to everything; return the address."""
    servers: list[ThreadingHTTPServer] = []

    def start(body: bytes, status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def ask(serve: Serve, **checks: dict[str, Any]) -> readiness.Readiness:
    everything = {
        "database": GOOD,
        "broker": GOOD,
        "worker": {**GOOD, "seen_at": LATER},
        "sandbox": GOOD,
        **checks,
    }
    body = json.dumps({"status": "-", "checks": everything}).encode()
    is_good = all(check["ok"] for check in everything.values())
    return readiness.ask(serve(body, 200 if is_good else 503), since=STARTED)


def test_all_good_is_ready(serve):
    assert ask(serve).is_ready


def test_a_sign_of_life_of_the_run_before_does_not_count(serve):
    found = ask(serve, worker={**GOOD, "seen_at": EARLIER})
    assert not found.is_ready
    assert not found.is_only_grading_missing
    assert found.names == ("worker",)


def test_a_broken_jail_alone_is_told_with_its_fix_and_holds_nobody_up(serve):
    problem = {"what": "bubblewrap is not installed.", "fix": "apt-get install bubblewrap"}
    found = ask(serve, sandbox={"ok": False, "problems": [problem]})
    assert found.is_only_grading_missing
    assert found.problems == ("bubblewrap is not installed. Fix: apt-get install bubblewrap",)


def test_what_a_worker_of_the_run_before_said_of_the_jail_does_not_count(serve):
    broken = {"ok": False, "problems": [{"what": "no bubblewrap", "fix": "install it"}]}
    found = ask(serve, sandbox=broken, worker={**GOOD, "seen_at": EARLIER})
    assert not found.is_only_grading_missing


def test_a_missing_worker_is_not_only_grading(serve):
    gone = {"ok": False, "seen_at": None, "problems": [{"what": "no worker", "fix": "start one"}]}
    assert not ask(serve, worker=gone).is_only_grading_missing


def test_an_answer_that_is_no_json_is_quoted(serve):
    found = readiness.ask(serve(b"<h1>Bad Request (400)</h1>", 400), since=STARTED)
    assert not found.is_ready
    assert "Bad Request (400)" in found.problems[0]


def test_no_answer_is_waited_for():
    found = readiness.ask(f"http://127.0.0.1:{find_free_port()}/", since=STARTED)
    assert found == readiness.NO_ANSWER
