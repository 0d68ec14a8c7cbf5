"""One check of a certificate: what was found, and the tuples that break it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.engine.domain import AxisValue

MOST_TUPLES_NAMED = 5


@dataclass(frozen=True)
class Check:
    """What one check found; ``detail`` says how it was proved, or what is wrong."""

    name: str
    ok: bool
    detail: str
    tuples: tuple[Mapping[str, AxisValue], ...] = ()

    def describe(self) -> str:
        """Return the check on one line, with its tuples."""
        at = "; ".join(
            ", ".join(f"{name}={value}" for name, value in row.items()) for row in self.tuples
        )
        return f"{self.name}: {self.detail}{f' (at {at})' if at else ''}"

    def to_json(self) -> dict[str, Any]:
        """Return the check as JSON data."""
        return {
            "name": self.name,
            "ok": self.ok,
            "detail": self.detail,
            "tuples": [dict(row) for row in self.tuples],
        }
