"""What an expression is compiled to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from questions.engine.arithmetic import Value
from questions.engine.frames import Frame

Run: TypeAlias = Callable[[Frame], Value]

NUMBER, CONDITION, UNKNOWN = "a number", "a condition (true or false)", "unknown"
GRID = "a grid"
"""What a node gives; names and solver calls tell only when they are evaluated, but for grids."""


@dataclass(frozen=True)
class Node:
    """A compiled subexpression: how to run it, what it gives, and the names it needs."""

    run: Run
    kind: str
    names: frozenset[str]
    column: int


@dataclass(frozen=True)
class CompiledCall:
    """A call of a solver function: its arguments by parameter name, and where it stands."""

    name: str
    column: int
    arguments: Mapping[str, Node]
    defaults: Mapping[str, Any]
