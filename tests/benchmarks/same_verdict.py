"""Fifty gradings of the same source, idle and with every core busy: one verdict each."""

from collections.abc import Iterator

from tests.benchmarks.registry import Row, bench
from tests.grader.repeats import count_verdicts, every_core_busy, programs

_N = 50


@bench
def same_verdict() -> Iterator[Row]:
    """Count how many different verdicts a source gets; one is the goal."""
    for name, (source, _) in programs().items():
        idle = count_verdicts(source, n=_N)
        with every_core_busy():
            busy = count_verdicts(source, n=_N)
        yield Row(f"verdicts in {2 * _N} gradings: {name}", len(idle + busy), "", at_most=1)
