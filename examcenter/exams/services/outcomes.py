"""What services hand back to pages and to the REST interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from examcenter.exams.records import PartState
from questions.figures import Figure


@dataclass(frozen=True)
class SavedDraft:
    """The acknowledgement of a save that is durable."""

    saved_at: datetime
    sequence: int


@dataclass(frozen=True)
class PartFeedback:
    """What a student may read about one part; texts are Markdown, ``understood`` is plain."""

    state: PartState
    understood: str = ""
    feedback: str = ""
    code: str = ""  # stable reason of an answer that could not be read
    diagnosis: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    figure: Figure | None = None  # goes with the solution: it shows the answer
    right_answer: str = ""  # where the policy shows it without the solution, which ends with it


@dataclass(frozen=True)
class CheckOutcome:
    """What a check said; ``score`` is None while the policy hides it or nothing is marked."""

    parts: Mapping[str, PartFeedback]
    score: float | None
    saved_at: datetime
    sequence: int
