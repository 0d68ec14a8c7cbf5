"""Names that strata may use beside the question's own: the trace of its solver calls.

``floor_active``, ``padded``, ``strided`` and ``dilated`` are true where some call behind a key
comes upon that; ``steps`` counts how often in all; ``digits`` is the length of the longest key.
"""

from collections.abc import Collection, Iterator

import numpy as np

from questions.engine.arithmetic import Column, Value
from questions.engine.evaluation import Names, add_derived, add_key, key_values
from questions.engine.question import Question
from questions.solver.trace import STEPS, TRACES

STEPS_NAME, DIGITS_NAME = "steps", "digits"
TRACE_NAMES = (*STEPS, STEPS_NAME, DIGITS_NAME)
_NUMBER_KINDS = ("integer", "decimal", "percent", "shape")


def add_trace(question: Question, names: Names, wanted: Collection[str], n_rows: int) -> None:
    """Add the wanted names of the trace for the rows at hand; a question's own names stay.

    ``names`` holds the parameters.
    """
    missing = {name for name in wanted if name in TRACE_NAMES and name not in names}
    if not missing:
        return
    known = dict(names)
    add_derived(question, known)
    digits = np.zeros(n_rows, dtype=np.int64)
    met = {step: np.zeros(n_rows, dtype=np.bool_) for step in STEPS}
    n_steps = np.zeros(n_rows, dtype=np.int64)
    for values in _keys_one_by_one(question, known):
        for value in values:
            digits = np.maximum(digits, _digits_of(value, n_rows))
    for step, where in _steps_met(question, known, n_rows):
        met[step] |= where
        n_steps += where
    found: dict[str, Column] = {**met, STEPS_NAME: n_steps, DIGITS_NAME: digits}
    names.update({name: found[name] for name in missing})


def _keys_one_by_one(question: Question, names: Names) -> Iterator[tuple[Value, ...]]:
    """Yield the numbers of each part's key, and add the keys to the names."""
    for part in question.parts:
        if part.kind in _NUMBER_KINDS:
            values = key_values(part, names)
            add_key(part, names, values)
            yield values


def _digits_of(value: Value, n_rows: int) -> Column:
    """Return how many digits stand before the decimal point; 1 for what is below 10."""
    size = np.maximum(np.abs(np.asarray(value, dtype=np.float64)), 1.0)
    # A hair more, so that 1000 does not come out as three digits.
    digits = np.floor(np.log10(size) + 1e-12).astype(np.int64) + 1
    return np.broadcast_to(digits, (n_rows,))


def _steps_met(question: Question, names: Names, n_rows: int) -> Iterator[tuple[str, Column]]:
    """Yield what each solver call behind the keys comes upon, call by call."""
    derived = [entry.value for entry in question.derive]
    keys = [value for part in question.parts for value in part.values]
    for expression in (*keys, *derived):
        if not expression.names <= names.keys():
            continue  # it needs a value that no variant has alone, such as an option's
        for solver, arguments in expression.calls_with_arguments(names, TRACES):
            for step, where in TRACES[solver](**arguments).items():
                yield step, np.broadcast_to(np.asarray(where), (n_rows,))
