"""What students are shown when: the form of the column ``Exam.review``, and its usual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = 1
ITEMS = ("correctness", "score", "diagnosis", "key", "solution")
MOMENTS = ("during", "after", "released")


@dataclass(frozen=True)
class Policy:
    """Which items are seen from which moment on."""

    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    released: tuple[str, ...] = ()

    @classmethod
    def of(cls, column: Mapping[str, Any] | None) -> Policy:
        """Return the policy of a column; null is the usual one, where nothing waits."""
        if column is None:
            return USUAL
        return cls(*(tuple(column.get(moment, ())) for moment in MOMENTS))

    def to_json(self) -> dict[str, Any]:
        """Return the policy as the column holds it."""
        shown: dict[str, Any] = {
            moment: [item for item in ITEMS if item in getattr(self, moment)] for moment in MOMENTS
        }
        return {"format": FORMAT, **shown}


USUAL = Policy(ITEMS, ITEMS, ITEMS)
# Keys and solutions wait until nobody can use them any more.
CAREFUL = Policy(ITEMS[:3], ITEMS[:3], ITEMS)
