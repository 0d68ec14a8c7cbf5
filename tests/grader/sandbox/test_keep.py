"""One jail serves many submissions, none sees another, and whatever dies is replaced."""

import gc
import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from grader import sandbox
from grader.sandbox import Call, Limits, Outcome, ReturnKind, RunResult, keep, run
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.evidence import Ending
from grader.sandbox.session import Session
from tests.grader.sandbox.conftest import (
    CONV2D,
    assert_a_neighbour_is_right,
    processes_in_jails,
    wait_until_settled,
)

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=2, wall_s=4)
SLEEPER = "import time\ndef f():\n    print('asleep', flush=True)\n    time.sleep(60)\n"
TRACES = """
import gc, json, os, signal, sys
import numpy as np

seen = []
for where in (json, np, sys, os):
    if hasattr(where, "mark"):
        seen.append(where.__name__)
    where.mark = 1
if "MARK" in os.environ:
    seen.append("environment")
os.environ["MARK"] = "1"
if signal.getsignal(signal.SIGUSR1) is not signal.SIG_DFL:
    seen.append("signal handler")
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
if any(type(o) is bytes and b"SECRET" + b"OF" + b"ANOTHER" in o for o in gc.get_objects()):
    seen.append("bytes")
np.seterr(all="ignore")
held = b"SECRET" + b"OFANOTHER"

def f():
    print(os.getpid(), *seen)
    return len(seen)
"""
# What is inherited and what would be visible if children shared a namespace with each other.
NAMESPACES = """
import ctypes, os
def f(number):
    libc = ctypes.CDLL(None, use_errno=True)
    print(os.getpid(), os.getppid(), os.uname().nodename)
    for pid in (1, 2, 3, 4, 5):
        try:
            os.kill(pid, 0)
            print("alive", pid)
        except OSError as error:
            print(type(error).__name__, pid)
"""


def zygote_and_bubblewrap() -> list[int]:
    """Return the pids of this thread's jail that stay from run to run."""
    return processes_in_jails()[:2]


def run_while(action) -> RunResult:
    """Do something once a sleeping submission runs; return what became of the run."""
    wait_until_settled()
    before = processes_in_jails()
    with ThreadPoolExecutor(1) as pool:
        # The jail belongs to its thread, so the pool's thread starts one of its own.
        keep.close()
        future = pool.submit(run, SLEEPER, "f", [Call()], Limits(cpu_s=2, wall_s=3))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            now = [pid for pid in processes_in_jails() if pid not in before]
            if len(now) == 4:
                break
            time.sleep(0.01)
        time.sleep(0.5)
        action(now)
        return future.result(timeout=20)


def test_the_same_jail_serves_the_second_and_the_fiftieth_submission():
    wait_until_settled()
    jail = zygote_and_bubblewrap()
    children = set()
    for _ in range(50):
        result = run(TRACES, "f", [Call()], LIMITS)
        array = result.calls[0].array
        assert array is not None and array == 0, (result, result.stdout)
        wait_until_settled()
        children.update(processes_in_jails()[2:])
    assert zygote_and_bubblewrap() == jail
    # A keeper and a child for each run.
    assert len(children) == 100


def test_without_a_spare_it_serves_as_well():
    sandbox.configure(has_spare=False)
    keep.close()
    keepers: set[int] = set()
    for _ in range(3):
        assert_a_neighbour_is_right()
        # The keeper of the next cell is there, and no child. The last run's keeper leaves only
        # after the verdict, so three processes may still be the old three.
        deadline = time.monotonic() + 5
        while True:
            now = processes_in_jails()
            is_settled = len(now) == 3 and now[-1] not in keepers
            if is_settled or time.monotonic() > deadline:
                break
            time.sleep(0.005)
        assert is_settled, (now, keepers)
        keepers.add(now[-1])
    keep.close()
    sandbox.configure(has_spare=True)


def test_the_next_child_is_ordered_while_this_one_answers(monkeypatch: pytest.MonkeyPatch):
    orders: list[bool] = []
    order, end = keep._Kept.order_spare, Session.end

    def note_order(self: keep._Kept, limits: Limits) -> None:
        orders.append(self.spare is None)
        order(self, limits)

    def look_first(self: Session, cause: str) -> Ending:
        assert orders == [True]
        return end(self, cause)

    with monkeypatch.context() as patched:
        patched.setattr(keep._Kept, "order_spare", note_order)
        patched.setattr(Session, "end", look_first)
        assert_a_neighbour_is_right()
    # Once more after it, for a run that came to no last batch.
    assert orders == [True, False]


def test_a_spare_with_another_fence_is_exchanged_and_its_limits_hold():
    body = "import numpy as np\ndef f():\n    return int(np.ones(80 << 20, dtype=np.uint8).sum())\n"
    small = Limits(cpu_s=2, wall_s=4, memory_bytes=64 << 20)
    large = Limits(cpu_s=3, wall_s=4, memory_bytes=128 << 20)
    for limits, outcome in ((small, Outcome.FINISHED), (large, Outcome.FINISHED)) * 2:
        result = run(body, "f", [Call()], limits)
        if limits is small:
            error = result.calls[0].error
            assert result.outcome is Outcome.MEMORY_LIMIT or (error and "Memory" in error.type)
        else:
            assert result.outcome is outcome, result


def test_a_spare_adopts_the_limits_that_only_the_worker_enforces():
    print_much = "def f():\n    print('y' * 5000)\n    return 1\n"
    run(print_much, "f", [Call()], Limits(cpu_s=2, wall_s=4))
    cut = run(print_much, "f", [Call()], Limits(cpu_s=2, wall_s=4, stdout_bytes=100))
    assert len(cut.stdout) == 100
    huge = "import numpy as np\ndef f():\n    return np.zeros(1 << 20)\n"
    small = run(huge, "f", [Call()], Limits(cpu_s=2, wall_s=4, result_bytes=1 << 20))
    assert small.outcome is Outcome.OUTPUT_LIMIT


def test_a_spare_that_waited_long_has_its_whole_time_left():
    assert_a_neighbour_is_right()
    short = Limits(cpu_s=1, wall_s=0.6)
    run("def f(): return 1", "f", [Call()], short)
    time.sleep(0.8)
    result = run("def f(): return 1", "f", [Call()], short)
    assert result.outcome is Outcome.FINISHED
    assert result.wall_s < 0.6


def test_a_child_sees_its_keeper_and_itself_and_reaches_neither_the_zygote_nor_bubblewrap():
    result = run(NAMESPACES, "f", [Call((1,))], LIMITS)
    lines = result.stdout.splitlines()
    assert lines[0] == "2 0 sandbox"
    # The filter refuses before the kernel is asked whether there is such a process.
    assert lines[1:] == [
        "PermissionError 1",
        "alive 2",
        *(f"PermissionError {pid}" for pid in (3, 4, 5)),
    ]


def test_a_keeper_holds_nothing_and_sleeps():
    if os.geteuid() != 0:
        # Only root may look.
        return
    wait_until_settled()
    keeper = processes_in_jails()[2]
    status = Path(f"/proc/{keeper}/status").read_text()
    said = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert [said[name] for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd")] == [
        "0" * 16
    ] * 5
    assert (said["NoNewPrivs"], said["SigCgt"], said["NSpid"].split()[-1]) == ("1", "0" * 16, "1")
    assert said["State"].startswith("S")
    assert os.listdir(f"/proc/{keeper}/fd") == []


def test_a_keepers_code_is_in_no_child():
    if os.geteuid() != 0:
        return
    wait_until_settled()
    _, zygote, keeper, child = processes_in_jails()
    mappings = {pid: Path(f"/proc/{pid}/maps").read_text() for pid in (zygote, keeper, child)}
    # Machine code that is of no file.
    own = [line for line in mappings[zygote].splitlines() if line.split()[1:5:3] == ["r-xp", "0"]]
    own = [line for line in own if "[" not in line]
    assert len(own) == 1
    assert own[0] in mappings[keeper]
    assert own[0] not in mappings[child]


@pytest.mark.parametrize("index", range(4), ids=["bubblewrap", "zygote", "keeper", "child"])
def test_what_was_killed_between_two_runs_is_replaced_unnoticed(index: int):
    wait_until_settled()
    victim = processes_in_jails()[index]
    os.kill(victim, signal.SIGKILL)
    if index != 1:
        time.sleep(0.05)
    assert_a_neighbour_is_right()
    # On a busy machine that run was over before the victim was.
    while victim in processes_in_jails():
        time.sleep(0.005)
    assert_a_neighbour_is_right()
    wait_until_settled()
    assert len(processes_in_jails()) == 4


@pytest.mark.parametrize("index", [0, 1], ids=["bubblewrap", "zygote"])
def test_a_run_that_dies_with_its_jail_is_repeated_once(index: int):
    result = run_while(lambda pids: os.kill(pids[index], signal.SIGKILL))
    # Repeated, it sleeps until its own limit; a second death would have been BROKEN.
    assert (result.outcome, result.reason) == (Outcome.TIME_LIMIT, "wall")
    assert result.stdout == "asleep\n"


def test_a_run_whose_jail_dies_twice_is_our_fault():
    def kill_twice(pids: list[int]) -> None:
        os.kill(pids[1], signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            fresh = [pid for pid in processes_in_jails() if pid not in pids]
            if len(fresh) == 4:
                time.sleep(0.5)
                os.kill(fresh[1], signal.SIGKILL)
                return
            time.sleep(0.01)

    result = run_while(kill_twice)
    assert (result.outcome, result.reason) == (Outcome.BROKEN, "jail_died")
    assert result.calls[0].kind is ReturnKind.NOT_RUN


def test_a_child_killed_by_somebody_else_is_our_fault_and_costs_the_jail():
    result = run_while(lambda pids: os.kill(pids[3], signal.SIGKILL))
    assert (result.outcome, result.reason) == (Outcome.BROKEN, "killed_from_outside")


def test_a_forbidden_call_costs_the_jail():
    wait_until_settled()
    jail = zygote_and_bubblewrap()
    result = run(
        "import ctypes\ndef f(): ctypes.CDLL(None).ptrace(16, 1, 0, 0)", "f", [Call()], LIMITS
    )
    assert result.outcome is Outcome.POLICY
    assert_a_neighbour_is_right()
    assert not set(jail) & set(processes_in_jails())


@pytest.mark.parametrize(("name", "value"), [("MAX_RUNS", 2), ("MAX_AGE_S", 0.0)])
def test_a_jail_is_renewed_after_many_runs_or_long_time(monkeypatch, name: str, value: float):
    monkeypatch.setattr(keep, name, value)
    jails = set()
    for _ in range(3):
        assert_a_neighbour_is_right()
        jails.update(processes_in_jails()[:1])
        assert len(processes_in_jails()) <= 4
    assert len(jails) >= 2


def test_a_forked_process_starts_its_own_jail_and_leaves_its_parents_alone():
    wait_until_settled()
    mine = processes_in_jails()
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def work() -> None:
        result = run(CONV2D, "conv2d", [Call((np.ones((3, 3)), np.ones((2, 2))))], LIMITS)
        queue.put((result.outcome, processes_in_jails()))

    process = context.Process(target=work, daemon=True)
    process.start()
    outcome, theirs = queue.get(timeout=20)
    process.join(5)
    queue.close()
    queue.join_thread()
    process.close()
    assert outcome is Outcome.FINISHED
    assert set(mine) < set(theirs)
    deadline = time.monotonic() + 5
    while processes_in_jails() != mine and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes_in_jails() == mine
    assert_a_neighbour_is_right()
    assert zygote_and_bubblewrap() == mine[:2]


def test_two_workers_grade_at_the_same_time():
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def work(number: int) -> None:
        for step in range(10):
            image, kernel = np.full((4, 4), float(number)), np.full((2, 2), 1.0 + step)
            array = run(CONV2D, "conv2d", [Call((image, kernel))], LIMITS).calls[0].array
            queue.put(array is not None and bool((array == 4.0 * number * (1 + step)).all()))

    processes = [context.Process(target=work, args=(n,), daemon=True) for n in (1, 2)]
    for process in processes:
        process.start()
    assert [queue.get(timeout=30) for _ in range(20)] == [True] * 20
    for process in processes:
        process.join(5)
        process.close()
    queue.close()
    queue.join_thread()


def test_a_thread_that_ends_takes_its_jail_with_it():
    before = len(os.listdir("/proc/self/fd")), len(processes_in_jails())
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run, CONV2D, "conv2d", [], LIMITS).result().outcome is Outcome.FINISHED
        assert len(processes_in_jails()) > before[1]
    gc.collect()
    assert (len(os.listdir("/proc/self/fd")), len(processes_in_jails())) == before


def test_an_interrupted_run_costs_the_jail_and_nothing_else():
    class SoftTimeLimit(Exception):
        pass

    wait_until_settled()
    jail = zygote_and_bubblewrap()
    with pytest.raises(SoftTimeLimit), keep.lend(LIMITS):
        raise SoftTimeLimit
    assert processes_in_jails() == []
    assert_a_neighbour_is_right()
    assert zygote_and_bubblewrap() != jail


def test_nothing_is_lent_before_a_jail_is_there():
    no_jail = pytest.raises(SandboxBroken, match="no jail to lend")
    with keep.set_aside(), no_jail, keep.lend(LIMITS):
        raise AssertionError("lent")
