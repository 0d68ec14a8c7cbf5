"""Grades the same source again and again, idle or with every core busy."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from grader.grading import grade_source, new_seed
from grader.problems import get_problem
from grader.proving.solutions import read_references, read_wrong
from grader.sandbox import Limits

LIMITS = Limits(cpu_s=0.3, wall_s=12)
# Half of what is allowed, which a machine that is twice as slow would turn into a time limit if
# the wall clock decided.
_HALF = """
import time
_end = time.process_time() + 0.12
while time.process_time() < _end:
    pass
"""
_LOOP = "def conv2d(*a):\n    while True:\n        pass\n"
_MEMORY = "def conv2d(*a):\n    return [bytes(1 << 20) for _ in range(1 << 20)]\n"


def programs() -> dict[str, tuple[str, str]]:
    """Return sources by name, each with its verdict."""
    lesson = next(s.source for s in read_references("conv2d") if s.name == "lesson")
    flipped = next(s for s in read_wrong("conv2d") if s.name == "kernel_flipped")
    return {
        "right": (lesson, "accepted"),
        "right, half the time limit": (lesson + _HALF, "accepted"),
        "wrong": (flipped.source, flipped.verdict),
        "endless": (_LOOP, "time_limit"),
        "greedy": (_MEMORY, "memory_limit"),
    }


@contextmanager
def every_core_busy() -> Iterator[None]:
    """Burn processor time on every core until the block ends."""
    burners = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def count_verdicts(source: str, *, n: int, limits: Limits = LIMITS) -> Counter[tuple[str, float]]:
    """Grade a source ``n`` times, each with its own hidden cases; count verdicts with scores."""
    problem = replace(get_problem("conv2d"), limits=limits)
    reports = [grade_source(problem, source, seed=new_seed()) for _ in range(n)]
    return Counter((report.verdict, report.score or 0.0) for report in reports)
