"""Computes what a question's expressions give: derived values, keys and mistakes.

Everything works on the parameters of one variant and on whole columns alike; the certificate and
the marking of one answer share these functions, so they cannot disagree.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.answers import KINDS, ChoicesSpec, FormulaSpec, PoolSpec, SetSpec, Spec
from questions.answers import Value as AnswerValue
from questions.answers.choices import join_ids
from questions.answers.matrix import as_rows
from questions.engine.arithmetic import Column, Value
from questions.engine.expressions import Expression
from questions.engine.grid_definitions import ComputedGrid, cells_per_tuple
from questions.engine.grids import Grid, flatten, from_nested, to_nested
from questions.engine.parts import size_names
from questions.engine.question import (
    ANSWER,
    TEXT_KINDS,
    Definition,
    Derived,
    MistakeUse,
    Part,
    Question,
)
from questions.engine.selections import bits_of, drawn_column, only_place, to_bits
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
    """Return what the expressions of a part's key give; for a set, the truth of each candidate."""
    return _evaluate(part, part.values, names, is_lenient=is_lenient)


def _evaluate(
    part: Part,
    expressions: Sequence[Expression],
    names: Names,
    *,
    replace: Mapping[str, Callable[..., Any]] | None = None,
    is_lenient: bool = False,
) -> tuple[Value, ...]:
    spec = part.spec
    if isinstance(spec, SetSpec):
        (where,) = expressions
        return tuple(
            where.value({**names, spec.symbol: candidate}, replace=replace, is_lenient=is_lenient)
            for candidate in spec.candidates
        )
    return tuple(
        expression.value(names, replace=replace, is_lenient=is_lenient)
        for expression in expressions
    )


def add_key(part: Part, names: Names, values: tuple[Value, ...]) -> None:
    """Add the key of a part to the names that later parts may use."""
    if part.kind == "shape":
        names.update(zip(size_names(part), values, strict=True))
    elif part.kind not in TEXT_KINDS and part.kind != "code":
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
        return _evaluate(part, use.values, names, is_lenient=True)
    misconception = MISCONCEPTIONS[use.id]
    replace = {misconception.solver: misconception.function}
    changed: Names = dict(names)
    touched: set[str] = set()
    wanted = frozenset[str]().union(*(value.names for value in part.values))
    for definition in _definitions_of(question, wanted):
        if misconception.solver in definition.calls or touched & definition.names:
            changed[definition.name] = definition.compute(changed, replace)
            touched.add(definition.name)
    return _evaluate(part, part.values, changed, replace=replace)


def answer_of(
    part: Part, values: tuple[Value, ...], spec: Spec | None = None
) -> AnswerValue | None:
    """Return the values of one variant as an answer; None where there is none.

    ``spec`` holds the options that the variant shows, where it draws some of them.
    """
    if part.kind == "code":
        return None
    if isinstance(part.spec, PoolSpec):
        return _chosen(part, values, spec or part.spec)
    if isinstance(part.spec, FormulaSpec):
        return part.spec.value
    if isinstance(part.spec, SetSpec):
        bits = bits_of(values)
        is_answer = bits or part.spec.none
        return KINDS[part.kind].to_value(bits, part.spec) if is_answer else None
    if part.kind == "matrix":
        grid: Any = values[0]
        return to_nested(grid) if grid["rows"] else None
    if any(not math.isfinite(value) for value in values):
        return None
    row = values if part.kind == "shape" else values[0]
    return KINDS[part.kind].to_value(row, part.spec)


def _chosen(part: Part, values: tuple[Value, ...], shown: Spec) -> str | None:
    """Return the true option or options among those that are shown."""
    true_ones = {option.id for option, is_true in zip(part.options, values, strict=True) if is_true}
    if isinstance(shown, ChoicesSpec):
        return join_ids(true_ones, shown) or None
    assert isinstance(shown, PoolSpec)
    ids = [option.id for option in shown.options if option.id in true_ones]
    return ids[0] if len(ids) == 1 else None


def answer_column(part: Part, values: tuple[Value, ...], numbers: NDArray[Any]) -> Column:
    """Return the values of the numbered tuples as an answer's column: (n, axes) for a shape.

    Of a choice it holds the place of the only true option that is drawn, or NaN; of a set or of
    choices, a bit for each; of a matrix, (n, cells) as `flatten` has them.
    """
    n_rows = numbers.size
    if part.kind == "matrix":
        return flatten(values[0], n_rows)
    if part.kind in TEXT_KINDS:
        bits = to_bits(values, n_rows)
        if part.kind != "set":
            bits &= drawn_column(part, bits, numbers)
        if isinstance(part.spec, SetSpec) and not part.spec.none and not bits.all():
            return np.where(bits, bits, np.nan)  # nobody can answer with the empty set
        return only_place(bits) if part.kind == "choice" else bits
    columns = [np.broadcast_to(np.asarray(value), (n_rows,)) for value in values]
    return np.stack(columns, axis=1) if part.kind == "shape" else columns[0]


def numbers_behind(part: Part, value: AnswerValue) -> tuple[Value, ...] | None:
    """Return what later parts calculate with where this one was answered so; None for a text."""
    if isinstance(value, str) or part.kind in TEXT_KINDS:
        return None
    if part.kind == "matrix":
        grid: Any = as_shown(part, value)
        return (grid,)
    if not isinstance(value, tuple):
        return (value,)
    sizes = tuple(size for size in value if not isinstance(size, tuple))
    return (sizes[0] / sizes[1],) if part.kind == "fraction" else sizes


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
