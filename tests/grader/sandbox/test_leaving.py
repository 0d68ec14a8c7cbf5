"""The verdict on a child that has answered everything does not wait for its end, nor miss it."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from grader.sandbox import Call, Limits, Outcome, RunResult, evidence, keep, run
from grader.sandbox.session import Session
from tests.grader.sandbox.conftest import (
    assert_a_neighbour_is_right,
    processes_in_jails,
    wait_until_settled,
)

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=2, wall_s=4)
# Takes the place of the harness's own last step, which shuts the answers and sleeps.
LEAVES = """
import ctypes, os, struct, sys, time
harness = sys.modules["child.harness"]
leave = harness._leave
spare = os.dup(4)
frame = struct.pack("<4sBIQ", b"ECF1", 21, 2, 0)
def leave_in_my_way():
    {way}
harness._leave = leave_in_my_way
def f():
    return 1
"""
SHUT = "os.close(4); os.close(spare); "


def run_leaver(way: str) -> RunResult:
    return run(LEAVES.format(way=way), "f", [Call()], LIMITS)


def zygote() -> int:
    """Return the pid of pid 1 in this thread's jail, which has a spare with these limits."""
    run("def f(): return 1", "f", [Call()], LIMITS)
    wait_until_settled()
    return processes_in_jails()[1]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_a_verdict_does_not_wait_for_the_burial():
    pid = zygote()
    # It could not tell anybody of an end now.
    os.kill(pid, signal.SIGSTOP)
    try:
        result = run("def f(): return 1", "f", [Call()], LIMITS)
        assert result.outcome is Outcome.FINISHED, result
        assert result.wall_s < 1
    finally:
        os.kill(pid, signal.SIGCONT)
    assert_a_neighbour_is_right()
    assert zygote() == pid


@pytest.mark.usefixtures("both_ways")
def test_what_was_used_is_known_without_the_end():
    use = """
import time
import numpy as np
def f():
    started = time.process_time()
    held = np.ones(60 << 20, dtype=np.uint8)
    while time.process_time() - started < 0.3:
        pass
    return 1
"""
    result = run(use, "f", [Call()], LIMITS)
    assert result.outcome is Outcome.FINISHED, result
    assert 60 << 20 <= result.peak_memory_bytes < 80 << 20
    assert 0.29 < result.cpu_s < 0.6


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    "way",
    [SHUT + "[None for _ in iter(int, 1)]", SHUT + "time.sleep(60)", SHUT + "os._exit(3)"],
    ids=["spins", "sleeps", "exits"],
)
def test_whatever_it_does_after_shutting_its_answers_it_is_gone_soon(way: str):
    before = len(processes_in_jails())
    started = time.monotonic()
    result = run_leaver(way)
    assert result.outcome is Outcome.FINISHED, result
    assert time.monotonic() - started < 2
    wait_for(lambda: len(processes_in_jails()) <= max(before, 4))


def test_a_forbidden_call_after_shutting_gains_nothing():
    pid = zygote()
    # It races with the kill; the verdict is about what was before, either way.
    result = run_leaver(SHUT + "ctypes.CDLL(None).ptrace(16, 1, 0, 0)")
    assert result.outcome in (Outcome.FINISHED, Outcome.POLICY)
    assert_a_neighbour_is_right()
    if result.outcome is Outcome.POLICY:
        assert zygote() != pid


@pytest.mark.usefixtures("both_ways")
def test_a_forbidden_call_before_shutting_is_one():
    result = run_leaver("ctypes.CDLL(None).ptrace(16, 1, 0, 0)")
    assert (result.outcome, result.reason) == (Outcome.POLICY, "forbidden_system_call")


@pytest.mark.usefixtures("both_ways")
def test_who_ends_by_itself_without_shutting_is_believed_its_answers():
    result = run_leaver("os._exit(3)")
    assert result.outcome is Outcome.FINISHED, result
    assert "wait status 768" in result.detail


@pytest.mark.usefixtures("both_ways")
def test_who_shuts_one_of_two_ends_may_still_be_heard():
    heard = run_leaver("os.close(4); os.write(spare, frame); time.sleep(60)")
    assert (heard.outcome, heard.reason) == (Outcome.CRASHED, "unasked_answer")


@pytest.mark.usefixtures("both_ways")
def test_who_never_shuts_is_killed_and_waited_for():
    result = run_leaver("time.sleep(60)")
    assert result.outcome is Outcome.FINISHED, result
    assert "wait status 9" in result.detail


@pytest.mark.usefixtures("both_ways")
def test_where_a_process_is_hidden_its_end_is_the_evidence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence, "read_peak_kib", lambda pid: None)
    result = run("def f(): return 1", "f", [Call()], LIMITS)
    assert result.outcome is Outcome.FINISHED, result
    assert "wait status 9" in result.detail
    assert result.cpu_s > 0


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    ("source", "outcome", "reason"),
    [
        ("def g(): pass", Outcome.REFUSED, "no_callable"),
        ("import os\nos._exit(3)", Outcome.CRASHED, "exited"),
        ("import ctypes\nctypes.CDLL(None).ptrace(16, 1, 0, 0)", Outcome.POLICY, ""),
    ],
)
def test_who_ends_before_the_worker_looks_is_judged_by_its_end(
    monkeypatch: pytest.MonkeyPatch, source: str, outcome: Outcome, reason: str
):
    look = Session._await_child

    def look_late(self: Session) -> None:
        time.sleep(0.5)
        look(self)

    run("def f(): return 1", "f", [Call()], LIMITS)
    wait_until_settled()
    monkeypatch.setattr(Session, "_await_child", look_late)
    result = run(source, "f", [Call()], LIMITS)
    assert result.outcome is outcome, result
    assert reason in result.reason
    assert result.cpu_s > 0


def test_who_ends_otherwise_than_by_our_kill_costs_the_jail():
    pid = zygote()
    kept = keep._thread.kept
    assert kept is not None
    assert run("def f(): return 1", "f", [Call()], LIMITS).outcome is Outcome.FINISHED
    wait_until_settled()
    # As if the last one had not been killed by us: the report that comes is of another kind.
    kept.jail.has_burial = True
    assert_a_neighbour_is_right()
    assert zygote() != pid


def test_who_dies_while_it_leaves_is_told_from_who_lives():
    dead = os.fork()
    if dead == 0:
        os._exit(0)
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
    status = evidence.open_status(dead)
    assert status >= 0 and evidence.read_peak_kib(status) is None
    os.waitpid(dead, 0)
    # It stands for that process, not for whoever has its number next.
    assert evidence.read_peak_kib(status) is None and evidence.open_status(dead) == -1
    os.close(status)
    status = evidence.open_status(os.getpid())
    peak_kib = evidence.read_peak_kib(status)
    assert peak_kib is not None and peak_kib > 10_000
    os.close(status)
