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
from questions.engine.arithmetic import Column, Value
from questions.engine.expressions import Expression
from questions.engine.parts import size_names
from questions.engine.question import ANSWER, TEXT_KINDS, MistakeUse, Part, Question
from questions.engine.selections import bits_of, drawn_column, only_place, to_bits
from questions.engine.templates import Shown, Template, compile_template
from questions.misconceptions import MISCONCEPTIONS, Misconception
from questions.solver.registry import FUNCTIONS

Names: TypeAlias = dict[str, Value]


def add_derived(question: Question, names: Names) -> None:
    """Add the derived values that are not there yet."""
    for derived in question.derive:
        if derived.name not in names:
            names[derived.name] = derived.value.value(names)


def add_needed(question: Question, names: Names, wanted: Collection[str]) -> None:
    """Add the derived values among the wanted names, and what they need, one after another."""
    needed = set(wanted)
    for derived in reversed(question.derive):
        if derived.name in needed:
            needed |= derived.value.names
    for derived in question.derive:
        if derived.name in needed and derived.name not in names:
            names[derived.name] = derived.value.value(names)


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

    The wrong solver also replaces the right one in derived values. The keys of earlier parts stay
    right: a wrong one of them is carried forward, which is another matter.
    """
    if use.option:
        return tuple(option.id == use.option for option in part.options)
    if use.values:
        return _evaluate(part, use.values, names, is_lenient=True)
    misconception = MISCONCEPTIONS[use.id]
    replace = {misconception.solver: misconception.function}
    changed: Names = dict(names)
    touched: set[str] = set()
    for derived in question.derive:
        if misconception.solver in derived.value.calls or touched & derived.value.names:
            changed[derived.name] = derived.value.value(changed, replace=replace)
            touched.add(derived.name)
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
    choices, a bit for each.
    """
    n_rows = numbers.size
    if part.kind in ("choice", "choices", "set"):
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
    if part.kind == "fraction" and isinstance(value, tuple):
        return (value[0] / value[1],)
    return value if isinstance(value, tuple) else (value,)


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
    arguments = _first_arguments(question, part, misconception.solver, numbers_of(names))
    if "wrong" in template.names:
        arguments["wrong"] = _call(misconception.function, arguments)
    if "right" in template.names:
        arguments["right"] = _call(FUNCTIONS[misconception.solver].function, arguments)
    return template.render(arguments)


def explanation_template(misconception: Misconception) -> Template:
    """Return the template of a misconception, over its solver's parameters."""
    parameters = FUNCTIONS[misconception.solver].parameters
    return compile_template(misconception.explain, {*parameters, "wrong", "right"})


def numbers_of(names: Mapping[str, Shown]) -> Names:
    """Return the names that expressions may use."""
    return {name: value for name, value in names.items() if isinstance(value, int | float)}


def plain_names(names: Names) -> dict[str, Shown]:
    """Return the names of one variant as what templates show."""
    return {name: value for name, value in names.items() if not isinstance(value, np.ndarray)}


def _first_arguments(question: Question, part: Part, solver: str, names: Names) -> dict[str, Shown]:
    """Return the arguments of the first call of a solver, in the key or in what it needs."""
    derived = [entry.value for entry in question.derive]
    for expression in (*part.values, *derived):
        if solver in expression.calls:
            bound = expression.bound_arguments(names, solver)
            return plain_names(bound)
    return {}


def _call(function: Callable[..., Any], arguments: Mapping[str, Shown]) -> Shown:
    named = {name: value for name, value in arguments.items() if name not in ("wrong", "right")}
    result: Shown = np.asarray(function(**named)).item()
    return result
