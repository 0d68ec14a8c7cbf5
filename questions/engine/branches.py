"""The branching nodes of an expression: and, or, and ``x if c else y``.

Each operand is evaluated only on the rows that it decides, so a guard protects a solver call.
"""

from collections.abc import Iterable

import numpy as np

from questions.engine.arithmetic import RowFailure, Value, is_condition
from questions.engine.frames import Frame
from questions.engine.nodes import CONDITION, NUMBER, Run


def require_condition(value: Value) -> Value:
    """Return the value if it is true or false (a column of that); RowFailure if not."""
    if not is_condition(value):
        raise RowFailure(None, NUMBER, CONDITION)
    return value


def join(first: Run, second: Run, names: Iterable[str], *, is_and: bool) -> Run:
    """Return ``first and second`` (or ``or``); ``names`` are those that the second one needs."""

    def run(frame: Frame) -> Value:
        known = require_condition(first(frame))
        if not isinstance(known, np.ndarray):
            return require_condition(second(frame)) if known is is_and else known
        undecided = known if is_and else ~known
        if not undecided.any():
            return known
        if undecided.all():
            rest = require_condition(second(frame))
            return rest if isinstance(rest, np.ndarray) else np.full(known.shape, rest)
        result = known.copy()
        result[undecided] = require_condition(second(frame.narrow(undecided, names)))
        return result

    return run


def choose(
    test: Run, body: Run, other: Run, body_names: Iterable[str], other_names: Iterable[str]
) -> Run:
    """Return ``body if test else other``."""

    def run(frame: Frame) -> Value:
        mask = require_condition(test(frame))
        if not isinstance(mask, np.ndarray):
            return body(frame) if mask else other(frame)
        if mask.all() or not mask.any():
            chosen = (body if mask.any() else other)(frame)
            return chosen if isinstance(chosen, np.ndarray) else np.full(mask.shape, chosen)
        values = body(frame.narrow(mask, body_names)), other(frame.narrow(~mask, other_names))
        if is_condition(values[0]) != is_condition(values[1]):
            raise RowFailure(None, "a number beside a condition", "two of one kind")
        result = np.empty(mask.shape, dtype=np.result_type(*(np.asarray(v) for v in values)))
        result[mask], result[~mask] = values
        return result

    return run
