"""What a cold jail costs against a bare Python, and what grading and proving a problem take."""

import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from grader import sandbox
from grader.grading import grade_source, new_seed
from grader.problems import get_problem
from tests.benchmarks.registry import Row, bench, time_of

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
def check_problem() -> Iterator[Row]:
    """The proof that conv2d's cases test, as an author's command makes it."""
    output = StringIO()
    started = time.perf_counter()
    try:
        call_command("check_problem", "conv2d", stdout=output)
    except SystemExit as end:
        assert end.code == 0, output.getvalue()
    yield Row("check_problem conv2d", time.perf_counter() - started, "s")
