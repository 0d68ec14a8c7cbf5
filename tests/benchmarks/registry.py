"""What a measurement is, and the list of them; a module adds its own with ``@bench``."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measured number and its goal: an upper or a lower bound, or none to only watch it."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        """Refuse two goals."""
        if self.at_most is not None and self.at_least is not None:
            raise ValueError(f"{self.name}: found two goals, expected at_most or at_least")

    @property
    def is_good(self) -> bool:
        """Whether the goal is met."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.at_most is None or self.value <= self.at_most

    @property
    def goal(self) -> float | None:
        """The number that the goal names, whichever bound it is."""
        return self.at_most if self.at_least is None else self.at_least

    @property
    def _bound(self) -> str | None:
        if self.goal is None:
            return None
        return "at_most" if self.at_least is None else "at_least"

    def to_text(self) -> str:
        """Return the row as the table shows it."""
        sign = "<=" if self.at_least is None else ">="
        goal = "-" if self.goal is None else f"{sign} {self.goal:g}"
        word = "" if self.is_good else "  MISSED"
        return f"{self.name:<44} {self.value:>10.3f} {self.unit:<6} {goal:>9}{word}"

    def to_json(self) -> dict[str, object]:
        """Return the row as var/bench.json holds it."""
        return {
            "name": self.name,
            "value": round(self.value, 6),
            "unit": self.unit,
            "goal": self.goal,
            "goal_is": self._bound,
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
