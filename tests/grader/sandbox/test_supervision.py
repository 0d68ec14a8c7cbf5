"""Whatever dies or hangs around a run, it ends in time, blames the right side, leaves nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Call, Limits, Outcome, ReturnKind, RunResult, jail, keep, run
from tests.grader.sandbox.conftest import CONV2D, own_uid, processes_in_jails, right_answer

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
PROJECT = Path(__file__).parents[3]
LIMITS = Limits(cpu_s=2, wall_s=4)
SLEEPER = "import time\ndef f():\n    print('asleep')\n    time.sleep(60)\n"


@pytest.fixture
def no_jail(nothing_left: None) -> None:
    """Let the test start its jail itself."""
    keep.close()


def wait_for(condition, *, timeout_s: float = 10.0):
    """Return the condition's first true value; fails after the timeout."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def run_and_kill(index: int) -> RunResult:
    """Run a sleeper in a cold jail and kill one process: bwrap, pid 1 or the child, in order."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run, SLEEPER, "f", [Call()], Limits(cpu_s=2, wall_s=20))
        pids = wait_for(lambda: p if len(p := processes_in_jails()) == 3 else None)
        # The child must have been fenced: before, its death is another kind of fault of ours.
        time.sleep(0.5)
        os.kill(pids[index], signal.SIGKILL)
        return future.result(timeout=10)


@pytest.mark.usefixtures("cold")
def test_a_child_killed_by_somebody_else_is_our_fault():
    result = run_and_kill(2)
    assert (result.outcome, result.reason) == (Outcome.BROKEN, "killed_from_outside")
    assert result.calls[0].kind is ReturnKind.NOT_RUN


@pytest.mark.usefixtures("cold")
@pytest.mark.parametrize("index", [0, 1], ids=["bubblewrap", "zygote"])
def test_a_jail_that_dies_is_our_fault(index: int):
    result = run_and_kill(index)
    assert (result.outcome, result.reason) == (Outcome.BROKEN, "jail_died")


@pytest.mark.parametrize(("is_warm", "n_processes"), [("0", 3), ("1", 4)], ids=["cold", "warm"])
def test_nothing_survives_a_killed_worker(is_warm: str, n_processes: int):
    keep.close()
    code = f"from grader.sandbox import *; run({SLEEPER!r}, 'f', [Call()], Limits(wall_s=60))"
    environment = {**os.environ, "EXAMCENTER_SANDBOX_UID": str(own_uid())}
    environment["EXAMCENTER_GRADER_WARM"] = is_warm
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, env=environment)
    try:
        wait_for(lambda: len(processes_in_jails()) == n_processes)
        worker.kill()
        worker.wait(5)
        wait_for(lambda: not processes_in_jails(), timeout_s=2)
    finally:
        worker.kill()
        worker.wait(5)


@pytest.mark.usefixtures("both_ways")
def test_an_exception_in_the_worker_ends_the_jail():
    class SoftTimeLimit(Exception):
        pass

    def interrupt(number, frame):
        raise SoftTimeLimit

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        with pytest.raises(SoftTimeLimit):
            run(SLEEPER, "f", [Call()], Limits(wall_s=60))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("both_ways")
def test_parallel_runs_keep_apart():
    inputs = [(np.full((5, 5), float(n)), np.full((2, 2), 1.0 + n)) for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        results = pool.map(lambda pair: run(CONV2D, "conv2d", [Call(pair)], LIMITS), inputs)
        for result, pair in zip(results, inputs, strict=True):
            array = result.calls[0].array
            assert array is not None, result
            np.testing.assert_allclose(array, right_answer(*pair))


@pytest.mark.usefixtures("both_ways")
def test_it_runs_in_a_daemonic_process_as_celery_forks_them():
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def work() -> None:
        queue.put(run(CONV2D, "conv2d", [Call((np.ones((3, 3)), np.ones((2, 2))))], LIMITS))

    process = context.Process(target=work, daemon=True)
    process.start()
    result = queue.get(timeout=20)
    process.join(5)
    queue.close()
    queue.join_thread()
    process.close()
    assert result.outcome is Outcome.FINISHED


@pytest.mark.usefixtures("both_ways")
def test_clocks_stop_a_spinner_and_a_sleeper_at_their_limits():
    spinner = "def f():\n    while True: pass\n"
    spun = run(spinner, "f", [Call()], Limits(cpu_s=0.5, wall_s=8))
    assert (spun.outcome, spun.reason) == (Outcome.TIME_LIMIT, "cpu")
    assert 0.5 <= spun.cpu_s < 1.0
    slept = run(SLEEPER, "f", [Call()], Limits(cpu_s=8, wall_s=0.5))
    assert (slept.outcome, slept.reason) == (Outcome.TIME_LIMIT, "wall")
    assert slept.cpu_s < 0.2
    assert 0.5 <= slept.wall_s < 1.5
    assert slept.stdout == "asleep\n"


@pytest.mark.usefixtures("both_ways")
def test_time_is_counted_for_each_call_and_from_outside():
    source = """
import time
time.process_time = time.perf_counter = lambda: 0
def f(n):
    x = 0
    for i in range(n): x += i
    return x
"""
    result = run(source, "f", [Call((3_000_000,)), Call((10,))], LIMITS)
    long_s, short_s = (call.time_s for call in result.calls)
    assert long_s > 0.05 > short_s
    assert long_s + short_s <= result.cpu_s + 0.01


@pytest.mark.usefixtures("both_ways")
def test_peak_memory_is_about_what_was_touched():
    body = "import numpy as np\ndef f():\n    return int(np.ones(50 << 20, dtype=np.uint8).sum())\n"
    result = run(body, "f", [Call()], LIMITS)
    assert 50 << 20 <= result.peak_memory_bytes < 64 << 20


@pytest.mark.usefixtures("no_jail")
def test_without_bubblewrap_a_run_is_broken_and_says_why(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = run(CONV2D, "conv2d", [Call()], LIMITS)
    assert result.outcome is Outcome.BROKEN
    assert "apt-get install bubblewrap" in result.detail
    assert result.calls == (result.calls[0],)
    monkeypatch.undo()


@pytest.mark.usefixtures("no_jail")
def test_a_jail_that_cannot_start_is_broken_and_repeats_its_last_words(monkeypatch):
    monkeypatch.setattr(jail, "_BOOT", "raise SystemExit('no NumPy in here {control}')")
    result = run(CONV2D, "conv2d", [Call()], LIMITS)
    assert result.outcome is Outcome.BROKEN
    assert "no NumPy in here" in result.detail
    monkeypatch.undo()


@pytest.mark.usefixtures("no_jail")
def test_a_jail_that_never_says_hello_is_given_up(monkeypatch):
    monkeypatch.setattr(jail, "_BOOT", "import time; time.sleep(60)  # {control}")
    monkeypatch.setattr(jail, "START_TIMEOUT_S", 0.5)
    result = run(CONV2D, "conv2d", [Call()], LIMITS)
    assert result.outcome is Outcome.BROKEN
    assert "not ready" in result.detail
    # Without its hello its pid is not known; it dies with bubblewrap, a moment later.
    wait_for(lambda: not processes_in_jails(), timeout_s=1)
    monkeypatch.undo()


@pytest.mark.usefixtures("both_ways")
def test_many_runs_in_threads_leave_no_descriptor():
    before = len(os.listdir("/proc/self/fd"))
    threads = [threading.Thread(target=run, args=(CONV2D, "conv2d", [], LIMITS)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(os.listdir("/proc/self/fd")) == before
