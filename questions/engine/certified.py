"""The variants that a certificate found, and the strata that they fall into."""

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.counting import label_rows
from questions.engine.evaluation import Names, add_needed, block_size
from questions.engine.question import Question
from questions.engine.trace import add_trace


@dataclass(frozen=True, eq=False)
class Certified:
    """A question and the numbers of its certified tuples, in the domain's order."""

    question: Question
    numbers: NDArray[np.int32] | NDArray[np.int64]

    @property
    def n_variants(self) -> int:
        """How many variants there are."""
        return int(self.numbers.size)

    def pack(self) -> bytes:
        """Return the list in a small form that is stored with a published version."""
        is_certified = np.zeros(self.question.domain.n_tuples, dtype=np.bool_)
        is_certified[self.numbers] = True
        return zlib.compress(np.packbits(is_certified).tobytes(), 9)

    @classmethod
    def unpack(cls, question: Question, packed: bytes) -> "Certified":
        """Return the list from its stored form, which no later change of code can alter."""
        bits = np.frombuffer(zlib.decompress(packed), dtype=np.uint8)
        is_certified = np.unpackbits(bits, count=question.domain.n_tuples)
        return cls(question, np.flatnonzero(is_certified).astype(np.int32))

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """The stratum of each variant, counted from 0."""
        columns = stratum_columns(self.question, self.numbers)
        return label_rows(columns, self.n_variants)[0].astype(np.int32)

    @cached_property
    def strata(self) -> tuple[NDArray[np.int64], ...]:
        """The indices of the variants, stratum by stratum; each in rising order."""
        order = np.argsort(self.labels, kind="stable")
        ends = np.flatnonzero(np.diff(self.labels[order])) + 1
        return tuple(np.split(order, ends)) if self.n_variants else ()


def stratum_columns(question: Question, numbers: NDArray[Any]) -> list[NDArray[np.generic]]:
    """Return the value of each stratum expression for the numbered tuples."""
    size = block_size(question)
    found = [
        _stratum_columns(question, numbers[start : start + size])
        for start in range(0, max(numbers.size, 1), size)
    ]
    return [np.concatenate(columns) for columns in zip(*found, strict=True)]


def _stratum_columns(question: Question, numbers: NDArray[Any]) -> list[NDArray[np.generic]]:
    domain = question.domain
    names: Names = dict(domain.columns(numbers))
    for axis, places in zip(domain.axes, domain.places(numbers), strict=True):
        if axis.is_text:
            names[axis.name] = places
    wanted = frozenset[str]().union(*(stratum.names for stratum in question.strata))
    add_needed(question, names, wanted)
    add_trace(question, names, wanted, numbers.size)
    return [
        np.broadcast_to(np.asarray(stratum.value(names)), numbers.shape)
        for stratum in question.strata
    ]
