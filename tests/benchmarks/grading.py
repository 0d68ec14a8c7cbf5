"""What the jail and the queue cost, against the same work without them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from examcenter.local.redis_server import RedisServer
from grader import sandbox
from grader.grading import grade_source, new_seed
from grader.models import Submission
from grader.problems import get_problem
from grader.services import create_submission
from tests.benchmarks.registry import Row, bench, time_of
from tests.fixtures.servers import start, wait_until

_REFERENCE = sorted(Path("grader/problems/conv2d/reference").glob("*.py"))[0]
_FLOOR = "import numpy as np; exec(open({path!r}).read()); conv2d(np.ones((6, 6)), np.ones((3, 3)))"


@bench
def sandbox_run() -> Iterator[Row]:
    """One call in a fresh jail, against a fresh Python that imports NumPy and calls the same."""
    import numpy as np

    source = _REFERENCE.read_text()
    call = sandbox.Call((np.ones((6, 6)), np.ones((3, 3))), {})

    def run_in_jail() -> None:
        sandbox.configure(is_warm=False)
        result = sandbox.run(source, "conv2d", [call], sandbox.Limits())
        assert result.outcome is sandbox.Outcome.FINISHED, result

    def run_bare() -> None:
        code = _FLOOR.format(path=str(_REFERENCE))
        subprocess.run([sys.executable, "-c", code], check=True)

    jailed_s = time_of(run_in_jail, n_runs=9)
    sandbox.configure(is_warm=True)
    bare_s = time_of(run_bare, n_runs=9)
    yield Row("one call in a fresh jail", jailed_s * 1000, "ms")
    yield Row("fresh jail / fresh Python", jailed_s / bare_s, "ratio", at_most=3)


@bench
def grade_conv2d() -> Iterator[Row]:
    """All cases of conv2d, from source to report."""
    problem, source = get_problem("conv2d"), _REFERENCE.read_text()
    time_s = time_of(lambda: grade_source(problem, source, seed=new_seed()), n_runs=5)
    yield Row("grade conv2d", time_s, "s", at_most=3)


@bench
def grade_through_queue() -> Iterator[Row]:
    """From handing in to the verdict, through a real Redis and a real worker that is idle."""
    from celery import current_app

    var_dir = Path(settings.VAR_DIR)
    with RedisServer.start(var_dir / "redis") as redis:
        current_app.conf.update(broker_url=redis.url)
        worker = start(
            [
                *(sys.executable, "-m", "celery", "-A", "examcenter", "worker"),
                *("--queues", "grade,maint", "--concurrency", "1", "--loglevel", "INFO"),
            ],
            log_path=var_dir / "worker.log",
            environment={"EXAMCENTER_BROKER_URL": redis.url, "EXAMCENTER_IS_WORKER": "1"},
        )
        try:
            wait_until(
                lambda: " ready." in worker.log,
                what="the worker",
                timeout_s=60,
                on_failure=lambda: worker.log,
            )
            # The first submission also waits for the jail's self-test.
            queued_s = time_of(_hand_in_and_wait, n_runs=5, n_warm_up=1)
        finally:
            worker.stop()
    problem, source = get_problem("conv2d"), _REFERENCE.read_text()
    direct_s = time_of(lambda: grade_source(problem, source, seed=new_seed()), n_runs=5)
    yield Row("from handing in to the verdict", queued_s, "s", at_most=5)
    yield Row("through the queue / grading alone", queued_s / direct_s, "ratio", at_most=2)


def _hand_in_and_wait() -> None:
    created = create_submission(problem="conv2d", source=_REFERENCE.read_text())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        row = Submission.objects.get(pk=created.id)
        if row.state == Submission.State.GRADED:
            assert row.verdict == "accepted", row.verdict
            return
        time.sleep(0.01)
    raise AssertionError(f"not graded in 60 s: {created.id}")
