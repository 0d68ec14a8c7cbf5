"""The long form of the chaos test: 500 submissions, 60 kills; ``make bench ONLY=chaos``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.registry import Row, bench
from tests.grader.chaos.run import Plan, run_chaos

_PLAN = Plan(
    n=500,
    hand_in_s=60,
    n_kills=60,
    kill_every_s=(0.5, 4),
    loop_every=20,
    patience_s=900,
    seed=500,
)


@bench
def chaos() -> Iterator[Row]:
    """Kill parts at random moments of 500 submissions; what counts is that nothing is wrong."""
    with tempfile.TemporaryDirectory(prefix="examcenter-chaos-") as directory:
        outcome = run_chaos(Path(directory), _PLAN)
    print(outcome)
    yield Row("chaos: submissions", outcome.n, "")
    for kind, n in sorted(outcome.kills.items()):
        yield Row(f"chaos: kills, {kind}", n, "")
    for n_runs, n in sorted(outcome.runs.items()):
        yield Row(f"chaos: submissions with {n_runs} runs", n, "")
    yield Row("chaos: without a final verdict", len(outcome.unfinished), "", at_most=0)
    yield Row("chaos: with a wrong verdict", len(outcome.wrong), "", at_most=0)
    yield Row("chaos: system errors", outcome.verdicts["system_error"], "", at_most=0)
    yield Row("chaos: results told twice", len(outcome.told_twice), "", at_most=0)
    yield Row("chaos: results told otherwise", len(outcome.told_otherwise), "", at_most=0)
    yield Row("chaos: results not told", outcome.n_untold, "", at_most=outcome.kills.total())
    yield Row("chaos: from first to last verdict", outcome.time_s, "s")
