"""What is handed in under chaos: programs of every kind, each with the only right verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from grader.proving.solutions import read_references, read_wrong

_LOOP = "def conv2d(*a):\n    while True:\n        pass\n"
_RAISE = "def conv2d(*a):\n    raise KeyError('no')\n"
_SYNTAX = "def conv2d(*a:\n"
# Long enough to be hit; the processor's time, so that a busy machine does not make it longer.
_SLOW = """
import time
_end = time.process_time() + 0.3
while time.process_time() < _end:
    pass
"""
_WRONG = ("kernel_flipped", "padding_ignored", "output_transposed")


@dataclass(frozen=True)
class Program:
    """A source and its verdict."""

    source: str
    verdict: str


def choose_programs(n: int, *, loop_every: int) -> list[Program]:
    """Return ``n`` programs, one in ``loop_every`` of them without an end."""
    others = cycle(_programs_that_end())
    loop = Program(_LOOP, "time_limit")
    return list(islice((loop if k % loop_every == 3 else next(others) for k in range(n)), n))


def _programs_that_end() -> Iterator[Program]:
    for sample in read_references("conv2d"):
        yield Program(sample.source, "accepted")
        yield Program(sample.source + _SLOW, "accepted")
    for sample in read_wrong("conv2d"):
        if sample.name in _WRONG:
            yield Program(sample.source, sample.verdict)
    yield Program(_RAISE, "runtime_error")
    yield Program(_SYNTAX, "refused")
