"""Named, versioned wrong solvers: used for diagnosis, distractors, mutants and statistics."""

from questions.misconceptions.errors import UnknownMisconception
from questions.misconceptions.model import Misconception
from questions.misconceptions.registry import (
    MISCONCEPTIONS,
    get_misconception,
    misconceptions_of,
)

__all__ = [
    "MISCONCEPTIONS",
    "Misconception",
    "UnknownMisconception",
    "get_misconception",
    "misconceptions_of",
]
