"""A program: works off as much as each line on its input says, as one of several side by side.

``grade 10`` claims, grades and finishes ten submissions, as a worker's pool process does with ten
messages; ``floor 10`` runs the same source on the same number of cases ten times, without a jail.
"""

import contextlib
import io
import math
import sys
from typing import Any

import django


def main() -> None:
    """Answer each line with another one when its work is done."""
    django.setup()
    from grader import publishing

    # There is no broker here.
    publishing.breaker.closed_at = math.inf
    from grader.problems import get_problem

    problem = get_problem("conv2d")
    for line in sys.stdin:
        work, n = line.split()
        for _ in range(int(n)):
            if work == "grade":
                _grade(problem)
            else:
                _run_here(problem)
        sys.stdout.write("done\n")
        sys.stdout.flush()


def _grade(problem: Any) -> None:
    from django.utils import timezone

    from grader import claims, processes
    from grader.grading import grade_source

    me = claims.Claimant("lane", processes.name_own_process(), processes.name_parent_process())
    claim = claims.claim_next(now=timezone.now(), claimant=me)
    assert claim is not None, "nothing waits"
    report = grade_source(problem, claim.source, seed=claim.seed)
    assert report.verdict == "accepted", report
    assert claims.finish_submission(claim, report, now=timezone.now())


def _run_here(problem: Any) -> None:
    import numpy as np

    from grader.grading import new_seed
    from tests.benchmarks.two_workers import SOURCE

    rng = np.random.default_rng(int(new_seed(), 16))
    cases = (*problem.visible_cases, *problem.draw_cases(rng), *problem.draw_probes(rng))
    space: dict[str, Any] = {}
    # The lesson's source prints an example; the output of this program is its answers.
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(SOURCE, "submission.py", "exec"), space)
        for case in cases:
            space["conv2d"](*case.given(), **case.named())


if __name__ == "__main__":
    main()
