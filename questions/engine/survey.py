"""Walks through every tuple of a domain, block by block, and adds up what is true of it.

No loop runs over rows, and memory is bounded by the block, whatever the size of the domain.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Column
from questions.engine.domain import AxisValue
from questions.engine.question import Question
from questions.engine.tuple_errors import TupleError
from questions.engine.walk import Tally, Walk

BLOCK = 1 << 16
MOST_FAILURES = 5


@dataclass(frozen=True)
class Failure:
    """A tuple on which a check fails, and how."""

    check: str
    detail: str
    params: Mapping[str, AxisValue]


@dataclass
class Survey:
    """What the walk through the domain found; ``numbers`` are the certified tuples."""

    question: Question
    n_enumerated: int = 0
    n_removed: list[int] = field(default_factory=list)
    n_required: int = 0
    n_separated_out: int = 0
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    """By part and misconception."""
    collided: dict[str, int] = field(default_factory=dict)
    """Required tuples on which a misconception gives the key of some part."""
    failures: list[Failure] = field(default_factory=list)
    numbers: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    keys: dict[str, Column] = field(default_factory=dict)

    def add(self, walk: Walk) -> None:
        """Add the counts of a block that went all the way."""
        self.n_removed = [
            old + new for old, new in zip(self.n_removed, walk.n_removed, strict=True)
        ]
        self.n_required += walk.n_required
        self.n_separated_out += walk.n_required - walk.numbers.size
        for place, tally in walk.tallies.items():
            self.tallies.setdefault(place, Tally()).add(tally)
        for misconception_id, count in walk.collided.items():
            self.collided[misconception_id] = self.collided.get(misconception_id, 0) + count


def survey_domain(
    question: Question, *, on_progress: Callable[[int, int], None] | None = None
) -> Survey:
    """Return what holds on the whole domain; stops after a few failing tuples.

    ``on_progress`` is told after each block how many tuples are done, and of how many.
    """
    survey = Survey(question, n_removed=[0] * len(question.require))
    walks: list[Walk] = []
    for numbers in blocks(question.domain.n_tuples):
        survey.n_enumerated += numbers.size
        walk = _walk_block(survey, numbers)
        if walk is None:
            break
        survey.add(walk)
        if walk.numbers.size:
            walk.names.clear()
            walks.append(walk)
        if on_progress is not None:
            on_progress(survey.n_enumerated, question.domain.n_tuples)
    if walks:
        survey.numbers = np.concatenate([walk.numbers for walk in walks]).astype(np.int32)
        survey.keys = {
            name: np.concatenate([walk.keys[name] for walk in walks]) for name in walks[0].keys
        }
    return survey


def blocks(n_tuples: int) -> Iterator[NDArray[np.int64]]:
    """Yield the numbers of all tuples, block by block."""
    for start in range(0, n_tuples, BLOCK):
        yield np.arange(start, min(start + BLOCK, n_tuples), dtype=np.int64)


def _walk_block(survey: Survey, numbers: NDArray[np.int64]) -> Walk | None:
    """Return the walk of a block without its failing tuples; None when these get too many."""
    while True:
        walk = Walk(survey.question, numbers)
        try:
            walk.run()
        except TupleError as error:
            number = int(walk.numbers[error.row])
            row = survey.question.domain.row(number)
            survey.failures.append(Failure(error.check, error.detail, row))
            if len(survey.failures) >= MOST_FAILURES:
                return None
            numbers = numbers[numbers != number]
            if not numbers.size:
                return None
            continue
        return walk
