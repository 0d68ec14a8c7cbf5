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

import numpy as np
from numpy.typing import NDArray

from examcenter.authoring.reading import read_text
from questions.engine.arithmetic import is_condition
from questions.engine.certified import Certified
from questions.engine.errors import ExpressionError
from questions.engine.expressions import Expression, compile_expression
from questions.engine.parts import size_names
from questions.engine.question import Question
from questions.engine.survey import MOST_FAILURES, Failure
from questions.engine.trace import TRACE_NAMES, add_trace
from questions.engine.tuple_errors import TupleError
from questions.engine.walk import Walk

# What is walked at once, and how much of a domain a preview walks at most: milliseconds, and tens
# of them, for a document of the bank. A document that takes longer is walked less far.
BLOCK = 1 << 14
PREFIX = 1 << 17
PREFIX_TIME_S = 0.25
SEARCH_TIME_S = 2.0
LONGEST_CONDITION = 300
# A text that fails makes the certificate fail; its variant can be looked at all the same.
_TEXT_CHECKS = ("templates", "solution")
_MOST_IN_MEMORY = 32


@dataclass
class Scan:
    """The certified tuples among the first ``n_walked`` of a domain."""

    question: Question
    numbers: NDArray[np.int64]
    n_walked: int
    failures: tuple[Failure, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether the whole domain was walked."""
        return self.n_walked == self.question.domain.n_tuples

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
    started = time.monotonic()
    found: list[NDArray[np.int64]] = []
    n_walked = 0
    for numbers in _ranges(0, min(PREFIX, question.domain.n_tuples)):
        walk = _walk(question, numbers, failures)
        found.append(_numbers_of(walk))
        n_walked += int(numbers.size)
        if time.monotonic() - started > PREFIX_TIME_S:
            break
    return Scan(question, np.concatenate(found), n_walked, tuple(failures))


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
    for walk in _beyond(scan):
        numbers = _numbers_of(walk)
        if index < n_before + numbers.size:
            return Found(int(numbers[index - n_before]), index)
        n_before += int(numbers.size)
    return None


def find_where(scan: Scan, condition: str, after: int) -> Found | None:
    """Return the next variant behind an index for which a condition holds, from the first again.

    Raises ExpressionError for a condition that cannot be read or is a number.
    """
    expression = _read_condition(scan.question, condition)
    first: Found | None = None
    n_before = 0
    for walk in _known(scan):
        numbers = _numbers_of(walk)
        places = n_before + np.flatnonzero(_holds(expression, walk))
        later = places[places > after]
        for place in (*later[:1], *places[:1]):
            found = Found(int(numbers[place - n_before]), int(place))
            if place > after:
                return found
            first = first or found
        n_before += int(numbers.size)
    if first is not None:
        return first
    for walk in _beyond(scan):
        numbers = _numbers_of(walk)
        here = np.flatnonzero(_holds(expression, walk))
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
    """Return the names that a condition may use: parameters, derived values, keys, the trace."""
    keys: list[str] = []
    for part in question.parts:
        if part.kind in ("integer", "decimal", "percent"):
            keys.append(part.name)
        keys += size_names(part)
    numbers = [axis.name for axis in question.domain.axes if not axis.is_text]
    own = [*numbers, *(derived.name for derived in question.derive), *keys]
    return [*own, *(name for name in TRACE_NAMES if name not in own)]


def _read_condition(question: Question, condition: str) -> Expression:
    if len(condition) > LONGEST_CONDITION:
        raise ExpressionError(
            condition, found=f"{len(condition)} characters", expected=f"at most {LONGEST_CONDITION}"
        )
    return compile_expression(condition, condition_names(question))


def _holds(expression: Expression, walk: Walk | None) -> NDArray[np.bool_]:
    """Tell for each certified tuple of a block whether a condition holds."""
    if walk is None or not walk.numbers.size:
        return np.zeros(0, dtype=np.bool_)
    names = dict(walk.names)
    add_trace(walk.question, names, expression.names, int(walk.numbers.size))
    value = expression.value(names)
    if not is_condition(value):
        raise ExpressionError(
            expression.text, found="a number", expected="a condition, such as S > 1"
        )
    return np.broadcast_to(np.asarray(value), walk.numbers.shape)


def _ranges(start: int, end: int) -> Iterator[NDArray[np.int64]]:
    for first in range(start, end, BLOCK):
        yield np.arange(first, min(first + BLOCK, end), dtype=np.int64)


def _known(scan: Scan) -> Iterator[Walk | None]:
    """Yield the walks of the tuples that are known to be certified, with their names."""
    for start in range(0, int(scan.numbers.size), BLOCK):
        yield _walk(scan.question, scan.numbers[start : start + BLOCK], [])


def _beyond(scan: Scan) -> Iterator[Walk | None]:
    """Yield the walks behind the prefix until the time is over."""
    started = time.monotonic()
    for numbers in _ranges(scan.n_walked, scan.question.domain.n_tuples):
        if time.monotonic() - started > SEARCH_TIME_S:
            return
        yield _walk(scan.question, numbers, [])


def _walk(question: Question, numbers: NDArray[np.int64], failures: list[Failure]) -> Walk | None:
    """Return the walk of a block; failing tuples are noted and left out."""
    while numbers.size and len(failures) < MOST_FAILURES:
        walk = Walk(question, numbers)
        try:
            walk.run()
        except TupleError as error:
            number = int(walk.numbers[error.row])
            failures.append(Failure(error.check, error.detail, question.domain.row(number)))
            if error.check in _TEXT_CHECKS:
                return walk
            numbers = numbers[numbers != number]
            continue
        return walk
    return None


def _numbers_of(walk: Walk | None) -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64) if walk is None else np.asarray(walk.numbers)
