"""Finds certified tuples without proving the whole question: what a preview walks through.

The list of certified tuples is in the domain's order, so the first tuples give the first variants
with the indices that they have in the whole list. Only the prefix is kept; what lies beyond is
walked when somebody asks for it, for a bounded time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from examcenter.authoring.reading import read_text
from questions.engine.arithmetic import is_condition
from questions.engine.errors import ExpressionError
from questions.engine.evaluation import Names, add_derived, add_key, key_values
from questions.engine.expressions import Expression, compile_expression
from questions.engine.parts import size_names
from questions.engine.question import Question
from questions.engine.survey import BLOCK, MOST_FAILURES, Failure
from questions.engine.tuple_errors import TupleError
from questions.engine.variants import Certified
from questions.engine.walk import Walk

# Two blocks of the walk: tens of milliseconds for a document of the bank.
PREFIX = 2 * BLOCK
SEARCH_TIME_S = 2.0
LONGEST_CONDITION = 300
# A text that fails makes the certificate fail; its variant can be looked at all the same.
_TEXT_CHECKS = ("templates", "solution")
_MOST_IN_MEMORY = 32


@dataclass
class Scan:
    """The certified tuples of a domain's first part; ``is_whole`` if that is all of it."""

    question: Question
    numbers: NDArray[np.int64]
    is_whole: bool
    failures: tuple[Failure, ...] = field(default=())

    @property
    def certified(self) -> Certified:
        """The variants that are known."""
        return Certified(self.question, self.numbers)


@lru_cache(maxsize=_MOST_IN_MEMORY)
def scan_text(text: str, slug: str) -> Scan:
    """Return the scan of a text that can be read; the same text is walked once."""
    question = read_text(text, slug).question
    if question is None:
        raise ValueError(f"{slug}: found a text with problems, expected a document")
    failures: list[Failure] = []
    n_tuples = min(PREFIX, question.domain.n_tuples)
    blocks = [_walk(question, numbers, failures) for numbers in _ranges(0, n_tuples)]
    numbers = np.concatenate(blocks) if blocks else np.empty(0, dtype=np.int64)
    return Scan(question, numbers, n_tuples == question.domain.n_tuples, tuple(failures))


@dataclass(frozen=True)
class Found:
    """A certified tuple: its place in the domain, and among the variants."""

    number: int
    index: int


def find_index(scan: Scan, index: int) -> Found | None:
    """Return the variant of an index; beyond the prefix the domain is walked for a while."""
    if index < scan.numbers.size:
        return Found(int(scan.numbers[index]), index)
    n_before = int(scan.numbers.size)
    for numbers in _beyond(scan):
        if index < n_before + numbers.size:
            return Found(int(numbers[index - n_before]), index)
        n_before += int(numbers.size)
    return None


def find_where(scan: Scan, condition: str, after: int) -> Found | None:
    """Return the next variant behind an index for which a condition holds, from the first again.

    Raises ExpressionError for a condition that cannot be read or is a number.
    """
    expression = _read_condition(scan.question, condition)
    places = np.flatnonzero(_holds(scan.question, expression, scan.numbers))
    if places.size:
        later = places[places > after]
        place = int(later[0] if later.size else places[0])
        return Found(int(scan.numbers[place]), place)
    n_before = int(scan.numbers.size)
    for numbers in _beyond(scan):
        here = np.flatnonzero(_holds(scan.question, expression, numbers))
        if here.size:
            return Found(int(numbers[here[0]]), n_before + int(here[0]))
        n_before += int(numbers.size)
    return None


def find_in_stratum(scan: Scan, label: int, after: int) -> Found | None:
    """Return the next variant of a stratum behind an index, from its first one again."""
    strata = scan.certified.strata
    if not 0 <= label < len(strata):
        return None
    later = strata[label][strata[label] > after]
    place = int(later[0] if later.size else strata[label][0])
    return Found(int(scan.numbers[place]), place)


def condition_names(question: Question) -> list[str]:
    """Return the names that a condition may use: parameters, derived values, keys."""
    keys: list[str] = []
    for part in question.parts:
        if part.kind in ("integer", "decimal", "percent"):
            keys.append(part.name)
        keys += size_names(part)
    numbers = [axis.name for axis in question.domain.axes if not axis.is_text]
    return [*numbers, *(derived.name for derived in question.derive), *keys]


def _read_condition(question: Question, condition: str) -> Expression:
    if len(condition) > LONGEST_CONDITION:
        raise ExpressionError(
            condition, found=f"{len(condition)} characters", expected=f"at most {LONGEST_CONDITION}"
        )
    return compile_expression(condition, condition_names(question))


def _holds(
    question: Question, expression: Expression, numbers: NDArray[np.int64]
) -> NDArray[np.bool_]:
    names: Names = dict(question.domain.columns(numbers))
    add_derived(question, names)
    for part in question.parts:
        if part.is_markable:
            add_key(part, names, key_values(part, names))
    value = expression.value(names)
    if not is_condition(value):
        raise ExpressionError(
            expression.text, found="a number", expected="a condition, such as S > 1"
        )
    return np.broadcast_to(np.asarray(value), numbers.shape)


def _ranges(start: int, end: int) -> Iterator[NDArray[np.int64]]:
    for first in range(start, end, BLOCK):
        yield np.arange(first, min(first + BLOCK, end), dtype=np.int64)


def _beyond(scan: Scan) -> Iterator[NDArray[np.int64]]:
    """Yield the certified tuples behind the prefix until the time is over."""
    started = time.monotonic()
    if scan.is_whole:
        return
    for numbers in _ranges(PREFIX, scan.question.domain.n_tuples):
        if time.monotonic() - started > SEARCH_TIME_S:
            return
        yield _walk(scan.question, numbers, [])


def _walk(
    question: Question, numbers: NDArray[np.int64], failures: list[Failure]
) -> NDArray[np.int64]:
    """Return the certified tuples of a block; failing ones are noted and left out."""
    while numbers.size and len(failures) < MOST_FAILURES:
        walk = Walk(question, numbers)
        try:
            walk.run()
        except TupleError as error:
            number = int(walk.numbers[error.row])
            failures.append(Failure(error.check, error.detail, question.domain.row(number)))
            if error.check in _TEXT_CHECKS:
                return _numbers_of(walk)
            numbers = numbers[numbers != number]
            continue
        return _numbers_of(walk)
    return np.empty(0, dtype=np.int64)


def _numbers_of(walk: Walk) -> NDArray[np.int64]:
    numbers: NDArray[Any] = walk.numbers
    return numbers
