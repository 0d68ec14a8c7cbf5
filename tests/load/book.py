"""What a crowd notes: how long saves took, what failed, and what the server acknowledged."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_PERCENTS = (50, 95, 99)


def text_of(student: int, number: int, sequence: int) -> str:
    """Return what a student types in a question before a save: tells everything about itself."""
    return str((student + 1) * 10**8 + number * 10**6 + sequence)


def summary(times_s: Sequence[float]) -> dict[str, float]:
    """Return count, percentiles and the longest of some times, in milliseconds."""
    ordered = sorted(times_s)
    if not ordered:
        return {"n": 0}
    at = {f"p{p}_ms": ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in _PERCENTS}
    found = {**at, "max_ms": ordered[-1]}
    return {"n": len(ordered), **{name: round(1000 * s, 2) for name, s in found.items()}}


class Book:
    """Of one crowd. Acknowledgements go to a file at once, for whoever compares them with rows."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal.open("w", buffering=1)
        self.times_s: dict[str, list[float]] = {}
        self.failed: dict[str, Counter[str]] = {}
        self.examples: dict[str, str] = {}
        self.n_acknowledged = 0
        # When each student's last save was acknowledged, to see when a crowd is well again.
        self.heard_at: dict[int, float] = {}
        # From the first failure of a save to its acknowledgement.
        self.recoveries_s: list[float] = []

    def took(self, what: str, time_s: float) -> None:
        """Note how long something took."""
        self.times_s.setdefault(what, []).append(time_s)

    def fail(self, what: str, kind: str, example: str = "") -> None:
        """Note that something went wrong, with the first example of its kind."""
        self.failed.setdefault(what, Counter())[kind] += 1
        if example:
            self.examples.setdefault(f"{what}: {kind}", example[:500])

    def acknowledge(self, student: int, attempt: str, number: int, sequence: int) -> None:
        """Note a save that the server has said it holds."""
        self.n_acknowledged += 1
        self.heard_at[student] = time.monotonic()
        self._journal.write(f"{student} {attempt} {number} {sequence}\n")

    def to_json(self) -> str:
        """Return everything but the journal."""
        return json.dumps(
            {
                "times": {what: summary(times) for what, times in self.times_s.items()},
                "failed": self.failed,
                "examples": self.examples,
                "n_acknowledged": self.n_acknowledged,
                "recoveries": summary(self.recoveries_s),
            }
        )
