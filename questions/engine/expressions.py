"""Expressions of question documents: compiled once, evaluated on numbers or on whole columns.

There is no ``eval`` here. The text is parsed, every node is checked against a whitelist
(``syntax``), and closures over NumPy do the rest (``compiler``, ``arithmetic``).
"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from questions.engine.arithmetic import Column, RowFailure, Scalar, Value
from questions.engine.compiler import Compiler
from questions.engine.errors import ExpressionError
from questions.engine.frames import Frame
from questions.engine.grids import is_grid
from questions.engine.nodes import GRID, CompiledCall, Node
from questions.engine.syntax import LONGEST_TEXT, parse_expression
from questions.solver.registry import FUNCTIONS, SolverFunction

MOST_COMPILED = 4096


@dataclass(frozen=True)
class Expression:
    """A compiled expression; two are equal when their texts are."""

    text: str
    names: frozenset[str]
    calls: tuple[str, ...]
    is_grid: bool
    """Whether it gives a grid and not a number or a condition."""
    _node: Node = field(repr=False, compare=False)
    _calls: tuple[CompiledCall, ...] = field(repr=False, compare=False)

    def value(
        self,
        names: Mapping[str, Value],
        *,
        replace: Mapping[str, Callable[..., Any]] | None = None,
        is_lenient: bool = False,
    ) -> Value:
        """Return a number for numbers; for columns, a column or the number that all rows have."""
        return self._run(names, replace or {}, is_lenient=is_lenient or bool(replace))

    def evaluate(
        self,
        columns: Mapping[str, Value],
        *,
        replace: Mapping[str, Callable[..., Any]] | None = None,
        is_lenient: bool = False,
    ) -> Column:
        """Return the value of every row, as an int64, float64 or bool array.

        With ``replace``, solver functions are replaced by name (a misconception's instead of
        the right one), which makes the evaluation lenient: a row without a value is NaN.

        Raises ExpressionError naming the first row that has no value.
        """
        value = self.value(columns, replace=replace, is_lenient=is_lenient)
        shape = next((c.shape for c in columns.values() if isinstance(c, np.ndarray)), ())
        if isinstance(value, np.ndarray) and value.shape == shape:
            return value
        return np.full(shape, value)

    def evaluate_row(
        self,
        row: Mapping[str, Value],
        *,
        replace: Mapping[str, Callable[..., Any]] | None = None,
        is_lenient: bool = False,
    ) -> Scalar:
        """Return the value for one set of parameters, as a plain int, float or bool."""
        value = self.value(row, replace=replace, is_lenient=is_lenient)
        if isinstance(value, np.ndarray):
            raise TypeError(f"{self.text}: found a column among the parameters, expected numbers")
        return value

    def bound_arguments(self, columns: Mapping[str, Value], function_name: str) -> dict[str, Value]:
        """Return the arguments of the first call of a solver function, by parameter name.

        First is leftmost in the text. Parameters that the call leaves out have their default,
        as far as that is a number. Raises KeyError if the expression has no such call.
        """
        for call in self._calls:
            if call.name == function_name:
                arguments = {
                    name: self._run(columns, {}, is_lenient=False, node=node)
                    for name, node in call.arguments.items()
                }
                return {**call.defaults, **arguments}
        raise KeyError(function_name)

    def calls_with_arguments(
        self, columns: Mapping[str, Value], solvers: Container[str]
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """Yield each call of one of the solvers and its arguments by parameter name, on all rows.

        A call that stands behind a condition is taken as made on every row.
        """
        for call in self._calls:
            if call.name not in solvers:
                continue
            arguments = {
                name: self._run(columns, {}, is_lenient=True, node=node)
                for name, node in call.arguments.items()
            }
            yield call.name, {**call.defaults, **arguments}

    def _run(
        self,
        columns: Mapping[str, Value],
        replace: Mapping[str, Callable[..., Any]],
        *,
        is_lenient: bool,
        node: Node | None = None,
    ) -> Value:
        frame = Frame(columns, replace=replace, is_lenient=is_lenient)
        try:
            with np.errstate(all="ignore"):  # what NumPy would warn of is checked and refused
                return (node or self._node).run(frame)
        except RowFailure as failure:
            is_table = any(isinstance(value, np.ndarray) for value in columns.values())
            row = failure.row if is_table else None
            raise ExpressionError(
                self.text,
                column=failure.column,
                found=failure.found,
                expected=failure.expected,
                row=row,
                values=_values_at(columns, self.names, row),
            ) from None


def compile_expression(
    text: str,
    names: Collection[str],
    *,
    texts: Collection[str] = (),
    grids: Collection[str] = (),
    functions: Mapping[str, SolverFunction] = FUNCTIONS,
) -> Expression:
    """Return the compiled expression; ``names`` are the numbers and ``grids`` the grids it may use.

    ``texts`` are names that exist but are neither, for a better message.
    Raises ExpressionError that says what is wrong, where, and what was expected.
    """
    if not isinstance(text, str):
        raise ExpressionError(
            repr(text), found=f"a {type(text).__name__}", expected="the text of an expression"
        )
    # A text beyond the cap is refused, and must not become a key of the cache before that.
    if functions is FUNCTIONS and len(text) <= LONGEST_TEXT:
        return _compile_cached(text, frozenset(names), frozenset(texts), frozenset(grids))
    return _compile(text, (frozenset(names), frozenset(texts), frozenset(grids)), functions)


@lru_cache(maxsize=MOST_COMPILED)
def _compile_cached(
    text: str, names: frozenset[str], texts: frozenset[str], grids: frozenset[str]
) -> Expression:
    return _compile(text, (names, texts, grids), FUNCTIONS)


def _compile(
    text: str,
    known: tuple[frozenset[str], frozenset[str], frozenset[str]],
    functions: Mapping[str, SolverFunction],
) -> Expression:
    names, texts, grids = known
    compiler = Compiler(text, names, texts, functions, grids)
    node = compiler.compile(parse_expression(text))
    calls = tuple(sorted(compiler.calls, key=lambda call: call.column))
    solvers = tuple(call.name for call in calls)
    return Expression(text, node.names, solvers, node.kind == GRID, node, calls)


def _values_at(
    columns: Mapping[str, Value], names: frozenset[str], row: int | None
) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in sorted(names):
        value = columns[name]
        if is_grid(value):
            continue  # a message is no place for a hundred cells
        if not isinstance(value, np.ndarray):
            values[name] = value
        elif row is not None:
            values[name] = value[row].item()
    return values
