"""From handing in to the committed verdict: a real Redis, a real worker, an idle queue.

Each round grades the same source once through the queue and once in this process, with a warm jail
of its own; the machine's speed changes, so the difference is taken within each round.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection

from grader.grading import grade_source, new_seed
from grader.models import Submission
from grader.problems import get_problem
from grader.proving.solutions import read_references
from grader.services import create_submission
from tests.benchmarks.registry import Row, bench
from tests.fixtures.servers import Running, start, wait_until

_ROUNDS = 25
_N_POOL = 2
_N_WARM_UP = 6
# Time enough to fork and fence the spare, as there is between two submissions on an idle queue.
_PAUSE_S = 0.1
# How often the verdict is looked for; half of it is added to each measurement.
_LOOK_S = 0.001
_PATIENCE_S = 60


@bench
def end_to_end() -> Iterator[Row]:
    """The latency of a verdict, and what the queue adds to grading."""
    source = next(s.source for s in read_references("conv2d") if s.name == "lesson")
    problem = get_problem("conv2d")
    queued: list[float] = []
    here: list[float] = []
    with running_worker():
        _warm_up(source)
        for _ in range(_N_WARM_UP):
            _hand_in_and_wait(source)
            grade_source(problem, source, seed=new_seed())
        for _ in range(_ROUNDS):
            time.sleep(_PAUSE_S)
            queued.append(_hand_in_and_wait(source))
            time.sleep(_PAUSE_S)
            started = time.perf_counter()
            grade_source(problem, source, seed=new_seed())
            here.append(time.perf_counter() - started)
    added = [a - b for a, b in zip(queued, here, strict=True)]
    yield Row("end to end", median(queued) * 1000, "ms")
    yield Row("end to end, slowest of all", max(queued) * 1000, "ms")
    yield Row("the same grading in process", median(here) * 1000, "ms")
    yield Row("end to end - in process", median(added) * 1000, "ms", at_most=25)


@contextmanager
def running_worker() -> Iterator[Running]:
    """Start a worker as `make run` does."""
    worker = start(
        [
            *(sys.executable, "-m", "celery", "-A", "examcenter", "worker"),
            *("--queues", "grade,maint", "--concurrency", str(_N_POOL)),
            *("--loglevel", "INFO", "--without-mingle", "--without-gossip"),
        ],
        log_path=Path(settings.VAR_DIR) / "worker.log",
        environment={"EXAMCENTER_IS_WORKER": "1"},
    )
    try:
        wait_until(
            lambda: " ready." in worker.log,
            what="the worker",
            timeout_s=_PATIENCE_S,
            on_failure=lambda: worker.log,
        )
        yield worker
    finally:
        worker.stop()


def _warm_up(source: str) -> None:
    """Hand in so many at once that each process gets one, with which it starts its jail."""
    for _ in range(2 * _N_POOL):
        create_submission(problem="conv2d", source=source)
    wait_until(
        lambda: not Submission.objects.exclude(state=Submission.State.GRADED).exists(),
        what="the first verdicts",
    )


def _hand_in_and_wait(source: str) -> float:
    """Return the seconds from handing in until this process can read the verdict."""
    started = time.perf_counter()
    created = create_submission(problem="conv2d", source=source)
    verdict = Submission.objects.filter(pk=created.pk).values_list("verdict", flat=True)
    with connection.cursor() as cursor:
        seen = None
        while True:
            # SQLite's count of what others committed: who looks must not slow down who grades.
            now = cursor.execute("PRAGMA data_version").fetchone()
            if now != seen and (told := verdict.get()):
                break
            seen = now
            if time.perf_counter() - started > _PATIENCE_S:
                raise AssertionError(f"not graded in {_PATIENCE_S} s: {created.pk}")
            time.sleep(_LOOK_S)
    took_s = time.perf_counter() - started
    assert told == "accepted", told
    return took_s
