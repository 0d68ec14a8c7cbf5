"""When a misconception counts as met, and when as overcome: pure rules; knows no database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

# Right answers in a row, each to a question that would have shown it.
PASSES_TO_OVERCOME = 3


@dataclass(frozen=True)
class Standing:
    """How somebody stands with one misconception."""

    n_met: int
    met_at: datetime
    n_passed: int = 0
    overcome_at: datetime | None = None


@dataclass(frozen=True)
class Evidence:
    """One marked part: whether it is right, what it fits, what it would have shown."""

    is_right: bool
    diagnosis: Collection[str]
    separates: Collection[str]


def is_met(name: str, evidence: Evidence) -> bool:
    """Tell whether an answer shows a misconception: it fits this one, and no other."""
    return tuple(evidence.diagnosis) == (name,)


def standing_after(
    name: str, before: Standing | None, evidence: Evidence, now: datetime
) -> Standing | None:
    """Return how somebody stands with a misconception after an answer; None while never met.

    An answer that fits several misconceptions starts none of them, but ends a row of right ones.
    """
    if is_met(name, evidence):
        n_met = before.n_met if before else 0
        return Standing(n_met=n_met + 1, met_at=now)
    if before is None or before.overcome_at is not None:
        return before
    if name in evidence.diagnosis:
        return replace(before, n_passed=0)
    if not (evidence.is_right and name in evidence.separates):
        return before
    n_passed = before.n_passed + 1
    return replace(
        before,
        n_passed=n_passed,
        overcome_at=now if n_passed >= PASSES_TO_OVERCOME else None,
    )
