"""A watched process: started again after its end, with pauses that grow, and not for ever."""

import sys
from pathlib import Path

import pytest

from examcenter.local import service
from examcenter.local.child import Command
from examcenter.local.errors import LocalError
from examcenter.local.service import Service
from tests.fixtures.servers import wait_until

_ENDS = "print('no such setting'); raise SystemExit(3)"


def make_service(directory: Path, *, is_needed_to_start: bool = False) -> Service:
    command = Command("web", [sys.executable, "-c", _ENDS], directory / "web.log", environment={})
    return Service(command, "web server", is_needed_to_start)


def next_event(watched: Service) -> str:
    return wait_until(watched.watch, what="something to happen", timeout_s=60)


def test_what_was_well_until_now_is_started_again_at_once(tmp_path):
    watched = make_service(tmp_path)
    watched.start()
    assert "ended with code 3; it is started again (log:" in next_event(watched)
    assert watched.watch() == "The web server is started again."
    assert "ended with code 3; it is started again in 1 s" in next_event(watched)


def test_what_ends_again_and_again_ends_the_run_with_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(service, "_PAUSES_S", (0.0,) * 5)
    watched = make_service(tmp_path)
    watched.start()
    with pytest.raises(LocalError, match=r"(?s)for the 6th time in a row; .*no such setting"):
        while True:
            next_event(watched)


def test_what_is_needed_to_start_ends_the_start_with_its_log(tmp_path):
    watched = make_service(tmp_path, is_needed_to_start=True)
    watched.start()
    with pytest.raises(LocalError, match=r"(?s)ended with code 3; its log ends.*no such setting"):
        next_event(watched)
