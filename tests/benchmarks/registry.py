"""What a measurement is, and the list of them; a module adds its own with ``@bench``."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measured number; ``at_most`` is its goal, None where it is only watched."""

    name: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether the goal is met."""
        return self.at_most is None or self.value <= self.at_most

    def to_json(self) -> dict[str, object]:
        """Return the row as var/bench.json holds it."""
        return {
            "name": self.name,
            "value": round(self.value, 6),
            "unit": self.unit,
            "goal": self.at_most,
            "ok": self.is_good,
        }


Bench = Callable[[], Iterator[Row]]
BENCHES: dict[str, Bench] = {}


def bench(function: Bench) -> Bench:
    """Register a measurement under its function's name."""
    BENCHES[function.__name__] = function
    return function


def time_of(function: Callable[[], object], *, n_runs: int, n_warm_up: int = 1) -> float:
    """Return the median time of a call, in seconds."""
    for _ in range(n_warm_up):
        function()
    times = []
    for _ in range(n_runs):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return median(times)
