"""What a second grading process gains, against what a second process without a jail gains.

What two processes share shows here: the database, the lock of the grading room, cgroups, and spare
children that are forked while others grade. What the machine itself does not give to two processes
it does not give to the floor's two either.

One worker alone does not leave the second core idle: the next child is forked and fenced there
while answers are checked. So one that is kept on one core is measured too; what two gain over that
is what a second core is worth.
"""

import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

from django.db.transaction import atomic

from grader import publishing
from grader.models import Submission
from grader.proving.solutions import read_references
from grader.services import create_submission
from tests.benchmarks.registry import Row, bench
from tests.fixtures.servers import ROOT
from tests.local.processes import descendants

_ROUNDS = 15
_N_GRADED, _N_FLOOR = 12, 24
SOURCE = next(s.source for s in read_references("conv2d") if s.name == "lesson")


@bench
def two_workers() -> Iterator[Row]:
    """Throughput of two over one, with the jail and without, in turns."""
    _hand_in(4 * _N_GRADED * (_ROUNDS + 1))
    gains: dict[str, list[float]] = {"grade": [], "floor": []}
    gains_over_one_core: list[float] = []
    rates: list[float] = []
    try:
        with _lanes() as lanes:
            for number in range(_ROUNDS + 1):
                for work, n in (("floor", _N_FLOOR), ("grade", _N_GRADED)):
                    one_s = _time(lanes[:1], work, n)
                    two_s = _time(lanes, work, n)
                    # The first round starts the jails.
                    if number:
                        gains[work].append(2 * one_s / two_s)
                    if number and work == "grade":
                        rates.append(2 * n / two_s)
                        with _on_one_core(lanes[0]):
                            alone_s = _time(lanes[:1], work, n)
                        gains_over_one_core.append(2 * alone_s / two_s)
    finally:
        Submission.objects.all().delete()
        publishing.breaker.reset()
    yield Row("two workers, gradings a second", median(rates), "1/s")
    yield Row("two floors' gain", median(gains["floor"]), "ratio")
    yield Row("two workers' gain", median(gains["grade"]), "ratio")
    relative = _ratio(gains["grade"], gains["floor"])
    yield Row("two workers' gain / two floors' gain", relative, "ratio", at_least=0.95)
    relative = _ratio(gains_over_one_core, gains["floor"])
    yield Row("the same, over one worker on one core", relative, "ratio")


def _ratio(above: list[float], below: list[float]) -> float:
    return median(a / b for a, b in zip(above, below, strict=True))


def _hand_in(n: int) -> None:
    # Taken from the rows, without a broker.
    publishing.breaker.closed_at = math.inf
    with atomic():
        for _ in range(n):
            create_submission(problem="conv2d", source=SOURCE)


@contextmanager
def _lanes() -> "Iterator[list[subprocess.Popen[str]]]":
    lanes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.lane"],
            cwd=ROOT,
            env={**os.environ, "EXAMCENTER_IS_WORKER": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        yield lanes
    finally:
        for lane in lanes:
            lane.kill()
            lane.communicate()


@contextmanager
def _on_one_core(lane: "subprocess.Popen[str]") -> Iterator[None]:
    """Keep a process, its jail and what they start on one core."""
    cores = os.sched_getaffinity(0)
    _allow(lane.pid, {min(cores)})
    yield
    _allow(lane.pid, cores)


def _allow(pid: int, cores: set[int]) -> None:
    # What is started later inherits it; what ends meanwhile needs none.
    for one in (pid, *(below for below, _ in descendants(pid))):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(one, cores)


def _time(lanes: "list[subprocess.Popen[str]]", work: str, n: int) -> float:
    """Return the seconds until every lane has done its work."""
    started = time.perf_counter()
    for lane in lanes:
        assert lane.stdin is not None
        lane.stdin.write(f"{work} {n}\n")
        lane.stdin.flush()
    for lane in lanes:
        assert lane.stdout is not None
        assert lane.stdout.readline() == "done\n", f"a lane ended while it had to {work}"
    return time.perf_counter() - started
