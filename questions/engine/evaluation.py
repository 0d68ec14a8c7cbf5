"""Computes what a question's expressions give: derived values, keys and mistakes.

Everything works on the parameters of one variant and on whole columns alike; the certificate and
the marking of one answer share these functions, so they cannot disagree.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import numpy as np

from questions.answers import KINDS
from questions.answers import Value as AnswerValue
from questions.answers.matrix import as_rows
from questions.engine.arithmetic import Column, Value
from questions.engine.grid_definitions import ComputedGrid, cells_per_tuple
from questions.engine.grids import Grid, flatten, from_nested, to_nested
from questions.engine.parts import size_names
from questions.engine.question import ANSWER, Definition, Derived, MistakeUse, Part, Question
from questions.engine.templates import Shown, Template, compile_template
from questions.misconceptions import MISCONCEPTIONS, Misconception
from questions.solver.grid_registry import GRID_SOLVERS
from questions.solver.registry import FUNCTIONS, SolverFunction

Names: TypeAlias = dict[str, Value]

BLOCK = 1 << 16
MOST_CELLS_AT_A_TIME = 1 << 22


def add_derived(question: Question, names: Names) -> None:
    """Add the grids and derived values that are not there yet."""
    for definition in question.definitions:
        if definition.name not in names:
            names[definition.name] = definition.compute(names)


def add_needed(question: Question, names: Names, wanted: Collection[str]) -> None:
    """Add what is defined among the wanted names, and what that needs, one after another."""
    for definition in _definitions_of(question, wanted):
        if definition.name not in names:
            names[definition.name] = definition.compute(names)


def _definitions_of(question: Question, wanted: Collection[str]) -> list[Definition]:
    """Return the definitions of the wanted names and of what they need, in order."""
    needed = set(wanted)
    for definition in reversed(question.definitions):
        if definition.name in needed:
            needed |= definition.names
    return [definition for definition in question.definitions if definition.name in needed]


def key_values(part: Part, names: Names, *, is_lenient: bool = False) -> tuple[Value, ...]:
    """Return what the expressions of a part's key give."""
    return tuple(value.value(names, is_lenient=is_lenient) for value in part.values)


def add_key(part: Part, names: Names, values: tuple[Value, ...]) -> None:
    """Add the key of a part to the names that later parts may use."""
    if part.kind == "shape":
        names.update(zip(size_names(part), values, strict=True))
    elif part.kind not in ("choice", "code"):
        names[part.name] = values[0]


def wrong_values(
    question: Question, part: Part, use: MistakeUse, names: Names
) -> tuple[Value, ...]:
    """Return what somebody with a misconception gets instead of the key; NaN for no value.

    The wrong solver also replaces the right one in grids and derived values. The keys of earlier
    parts stay right: a wrong one of them is carried forward, which is another matter.
    """
    if use.option:
        return tuple(option.id == use.option for option in part.options)
    if use.values:
        return tuple(value.value(names, is_lenient=True) for value in use.values)
    misconception = MISCONCEPTIONS[use.id]
    replace = {misconception.solver: misconception.function}
    changed: Names = dict(names)
    touched: set[str] = set()
    wanted = frozenset[str]().union(*(value.names for value in part.values))
    for definition in _definitions_of(question, wanted):
        if misconception.solver in definition.calls or touched & definition.names:
            changed[definition.name] = definition.compute(changed, replace)
            touched.add(definition.name)
    return tuple(value.value(changed, replace=replace) for value in part.values)


def answer_of(part: Part, values: tuple[Value, ...]) -> AnswerValue | None:
    """Return the values of one variant as an answer; None where there is none."""
    if part.kind == "code":
        return None
    if part.kind == "choice":
        true_ones = [
            option.id for option, is_true in zip(part.options, values, strict=True) if is_true
        ]
        return true_ones[0] if len(true_ones) == 1 else None
    if part.kind == "matrix":
        grid: Any = values[0]
        return to_nested(grid) if grid["rows"] else None
    if any(not math.isfinite(value) for value in values):
        return None
    row = values if part.kind == "shape" else values[0]
    return KINDS[part.kind].to_value(row, part.spec)


def answer_column(part: Part, values: tuple[Value, ...], n_rows: int) -> Column:
    """Return the values of all variants as an answer's column: (n, axes) for a shape.

    Of a choice it holds the place of the only true option, or NaN; of a matrix, (n, cells) as
    `flatten` has them.
    """
    if part.kind == "matrix":
        return flatten(values[0], n_rows)
    columns = [np.broadcast_to(np.asarray(value), (n_rows,)) for value in values]
    if part.kind == "choice":
        table = np.stack(columns)
        is_one = table.sum(axis=0) == 1
        return np.where(is_one, table.argmax(axis=0), np.nan)
    return np.stack(columns, axis=1) if part.kind == "shape" else columns[0]


def explain(
    question: Question, part: Part, use: MistakeUse, names: Mapping[str, Shown], wrong: Shown
) -> str:
    """Return why the mistake's value is wrong, with the numbers of the variant.

    ``names`` holds all names of the variant, texts and the part's own ``answer`` among them.
    """
    if use.say is not None:
        return use.say.render({**names, "wrong": wrong, "right": names[ANSWER]})
    misconception = MISCONCEPTIONS[use.id]
    template = explanation_template(misconception)
    if not template.names:
        return template.text
    arguments = _first_arguments(question, part, misconception.solver, numbers_of(names))
    if "wrong" in template.names:
        arguments["wrong"] = _call(misconception.function, arguments)
    if "right" in template.names:
        arguments["right"] = _call(solver_function(misconception.solver).function, arguments)
    return template.render(arguments)


def explanation_template(misconception: Misconception) -> Template:
    """Return the template of a misconception, over its solver's parameters."""
    parameters = solver_function(misconception.solver).parameters
    return compile_template(misconception.explain, {*parameters, "wrong", "right"})


def as_shown(part: Part, value: AnswerValue) -> Shown:
    """Return an answer as templates show it: of a matrix, a grid."""
    return from_nested(as_rows(value)) if part.kind == "matrix" else value


def block_size(question: Question) -> int:
    """Return how many tuples are worked on at a time, so that their grids stay within bounds."""
    return max(1, min(BLOCK, MOST_CELLS_AT_A_TIME // max(cells_per_tuple(question.grids), 1)))


def numbers_of(names: Mapping[str, Shown]) -> Names:
    """Return the names that expressions may use."""
    numbers: Names = {}
    for name, value in names.items():
        if isinstance(value, int | float | Grid):
            numbers[name] = value  # type: ignore[assignment]
    return numbers


def plain_names(names: Names) -> dict[str, Shown]:
    """Return the names of one variant as what templates show."""
    return {name: value for name, value in names.items() if not isinstance(value, np.ndarray)}


def solver_function(name: str) -> SolverFunction:
    """Return the solver function of a name, on numbers or on grids."""
    return FUNCTIONS[name] if name in FUNCTIONS else GRID_SOLVERS[name]


def _first_arguments(question: Question, part: Part, solver: str, names: Names) -> dict[str, Shown]:
    """Return the arguments of the first call of a solver, in the key or in what it needs."""
    derived = [
        entry.value for entry in question.definitions if isinstance(entry, Derived | ComputedGrid)
    ]
    for expression in (*part.values, *derived):
        if solver in expression.calls:
            bound = expression.bound_arguments(names, solver)
            return plain_names(bound)
    return {}


def _call(function: Callable[..., Any], arguments: Mapping[str, Shown]) -> Shown:
    named = {name: value for name, value in arguments.items() if name not in ("wrong", "right")}
    result: Shown = np.asarray(function(**named)).item()
    return result
