"""Formulas as trees: their value on columns of numbers, their text and their LaTeX."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = Mapping[str, "Column | float"]


@dataclass(frozen=True)
class Number:
    """A number, as it was typed."""

    text: str


@dataclass(frozen=True)
class Name:
    """A quantity of the question."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operator between two trees; ``neg`` has the same tree on both sides."""

    sign: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Call:
    """A function of one or more trees."""

    function: str
    arguments: "tuple[Tree, ...]"


Tree: TypeAlias = Number | Name | Operation | Call

NEGATION = "neg"
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, NEGATION: 3, "^": 4}
_HIGHEST = 5
FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Any]]] = {
    "floor": (1, 1, np.floor),
    "ceil": (1, 1, np.ceil),
    "abs": (1, 1, np.abs),
    "sqrt": (1, 1, np.sqrt),
    "min": (2, 8, lambda *columns: np.minimum.reduce(np.broadcast_arrays(*columns))),
    "max": (2, 8, lambda *columns: np.maximum.reduce(np.broadcast_arrays(*columns))),
}
"""Name, least and largest number of arguments, and what it does to columns."""
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
# A quotient that is whole but for the last bits must not be one less after floor.
_FLOAT_NOISE = 1e-9


def evaluate(tree: Tree, columns: Columns) -> Column:
    """Return the values of a formula; NaN or infinite where it has none."""
    with np.errstate(all="ignore"):
        return np.asarray(_value(tree, columns), dtype=np.float64)


def _value(tree: Tree, columns: Columns) -> Any:
    match tree:
        case Number(text=text):
            return np.float64(text)
        case Name(name=name):
            return np.asarray(columns[name], dtype=np.float64)
        case Operation(sign=sign, left=left, right=right):
            if sign == NEGATION:
                return -_value(left, columns)
            return _OPERATORS[sign](_value(left, columns), _value(right, columns))
        case Call(function=function, arguments=arguments):
            values = [_value(argument, columns) for argument in arguments]
            if function == "floor":
                values[0] = values[0] + _FLOAT_NOISE
            elif function == "ceil":
                values[0] = values[0] - _FLOAT_NOISE
            return FUNCTIONS[function][2](*values)


def names_in(tree: Tree) -> frozenset[str]:
    """Return the quantities that a formula uses."""
    match tree:
        case Name(name=name):
            return frozenset({name})
        case Operation(left=left, right=right):
            return names_in(left) | names_in(right)
        case Call(arguments=arguments):
            return frozenset[str]().union(*(names_in(argument) for argument in arguments))
    return frozenset()


def to_text(tree: Tree) -> str:
    """Return a formula as it can be typed, with every sign of multiplication."""
    return _text(tree)[0]


def _text(tree: Tree) -> tuple[str, int]:
    """Return a text and the rank of its outermost sign."""
    match tree:
        case Number(text=text):
            return text, _HIGHEST
        case Name(name=name):
            return name, _HIGHEST
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(to_text(one) for one in arguments)})", _HIGHEST
        case Operation(sign=sign, left=left, right=right):
            rank = _RANK[sign]
            if sign == NEGATION:
                return f"-{_in_brackets(left, rank + 1)}", rank
            before, after = _sides(tree)
            gap = " " if rank == 1 else ""
            return f"{_in_brackets(left, before)}{gap}{sign}{gap}{_in_brackets(right, after)}", rank


def _sides(tree: Operation) -> tuple[int, int]:
    """Return the ranks below which the two sides stand in brackets."""
    rank = _RANK[tree.sign]
    if tree.sign == "^":
        return _HIGHEST, rank
    return rank, rank + 1


def _in_brackets(tree: Tree, least: int) -> str:
    text, rank = _text(tree)
    return text if rank >= least else f"({text})"


def to_latex(tree: Tree) -> str:
    """Return a formula as LaTeX, for the page to show what was understood."""
    return _latex(tree)[0]


def _latex(tree: Tree) -> tuple[str, int]:
    match tree:
        case Number(text=text):
            return text, _HIGHEST
        case Name(name=name):
            return _latex_name(name), _HIGHEST
        case Call(function="floor", arguments=(inner,)):
            return rf"\lfloor {to_latex(inner)} \rfloor", _HIGHEST
        case Call(function="ceil", arguments=(inner,)):
            return rf"\lceil {to_latex(inner)} \rceil", _HIGHEST
        case Call(function="sqrt", arguments=(inner,)):
            return rf"\sqrt{{{to_latex(inner)}}}", _HIGHEST
        case Call(function="abs", arguments=(inner,)):
            return f"|{to_latex(inner)}|", _HIGHEST
        case Call(function=function, arguments=arguments):
            return rf"\{function}({', '.join(to_latex(one) for one in arguments)})", _HIGHEST
        case Operation(sign=sign, left=left, right=right):
            rank = _RANK[sign]
            if sign == "/":
                return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}", _HIGHEST
            if sign == "^":
                return f"{_latex_in_brackets(left, _HIGHEST)}^{{{to_latex(right)}}}", rank
            if sign == NEGATION:
                return f"-{_latex_in_brackets(left, rank + 1)}", rank
            before, after = _sides(tree)
            is_number_first = isinstance(left, Number) and isinstance(right, Name)
            shown = "" if is_number_first else r" \cdot "
            shown = shown if sign == "*" else f" {sign} "
            left_side = _latex_in_brackets(left, before)
            return f"{left_side}{shown}{_latex_in_brackets(right, after)}", rank


def _latex_in_brackets(tree: Tree, least: int) -> str:
    text, rank = _latex(tree)
    is_fraction = isinstance(tree, Operation) and tree.sign == "/" and least == _HIGHEST
    return text if rank >= least and not is_fraction else f"({text})"


def _latex_name(name: str) -> str:
    head, _, index = name.partition("_")
    return f"{head}_{{{index}}}" if head and index else name
