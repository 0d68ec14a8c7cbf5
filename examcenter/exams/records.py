"""What is remembered of one marked part; the form of the JSON columns ``marks``."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from examcenter.exams.scoring import Terms
from questions.marking import Mark


class PartState(enum.StrEnum):
    """What was said about a part."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    NOT_ANSWERED = "not_answered"
    SAVED = "saved"
    NO_TRIES_LEFT = "no_tries_left"


MARKED_STATES = frozenset({PartState.RIGHT, PartState.PARTLY, PartState.WRONG})
FORMAT = 1


@dataclass(frozen=True)
class PartRecord:
    """One part as it was understood and marked; the receipt stays on the server."""

    raw: str
    state: PartState
    score: float = 0.0
    understood: str = ""
    feedback: str = ""
    code: str = ""  # why it could not be read
    diagnosis: tuple[str, ...] = ()
    receipt: Mapping[str, Any] = field(default_factory=dict)
    # In a check only: what the score counts, and why that is less.
    counted: float | None = None
    terms: Terms | None = None

    @property
    def is_marked(self) -> bool:
        """Tell whether the part got a score."""
        return self.state in MARKED_STATES

    @classmethod
    def of_mark(cls, raw: str, mark: Mark) -> PartRecord:
        """Return the record of a marked answer."""
        if mark.is_right:
            state = PartState.RIGHT
        else:
            state = PartState.PARTLY if mark.score > 0 else PartState.WRONG
        return cls(
            raw=raw,
            state=state,
            score=mark.score,
            understood=mark.understood,
            feedback=mark.feedback,
            diagnosis=tuple(mark.diagnosis),
            receipt=dict(mark.receipt),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON data."""
        terms = None if self.terms is None else dict(vars(self.terms))
        return {"format": FORMAT, **vars(self), "state": self.state.value, "terms": terms}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PartRecord:
        """Return the record that `to_json` wrote."""
        return cls(
            raw=data["raw"],
            state=PartState(data["state"]),
            score=data["score"],
            understood=data["understood"],
            feedback=data["feedback"],
            code=data["code"],
            diagnosis=tuple(data["diagnosis"]),
            receipt=data["receipt"],
            counted=data.get("counted"),
            terms=Terms(**data["terms"]) if data.get("terms") else None,
        )


def read_records(column: Mapping[str, Any]) -> dict[str, PartRecord]:
    """Return the records of a JSON column by part name."""
    return {name: PartRecord.from_json(data) for name, data in column.items()}
