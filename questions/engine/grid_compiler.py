"""Compiles calls of functions on grids; what is a grid and what a number is known beforehand."""

import ast
import inspect
from typing import TYPE_CHECKING

from questions.engine.arithmetic import Value
from questions.engine.binding import bind
from questions.engine.frames import Frame
from questions.engine.grid_calls import GridCall
from questions.engine.nodes import CONDITION, GRID, NUMBER, CompiledCall, Node
from questions.solver import grid_registry
from questions.solver.grid_registry import GridFunction

if TYPE_CHECKING:
    from questions.engine.compiler import Compiler

_KINDS = {
    grid_registry.GRID: GRID,
    grid_registry.NUMBER: NUMBER,
    grid_registry.CONDITION: CONDITION,
}


def compile_grid_call(compiler: "Compiler", tree: ast.Call, entry: GridFunction) -> Node:
    """Return the node of a call, or raise ExpressionError for an argument of the wrong kind."""
    arguments, defaults = bind(compiler, tree, entry)
    n_grids = entry.n_grids
    for place, (parameter, node) in enumerate(arguments.items()):
        is_wanted_grid = place < n_grids
        if is_wanted_grid != (node.kind == GRID):
            expected = f"a grid as {parameter}" if is_wanted_grid else f"a number as {parameter}"
            raise compiler.refuse(tree, f"{node.kind} as {parameter} of {entry.name}", expected)
        if node.kind == CONDITION:
            raise compiler.refuse(tree, f"{node.kind} as {parameter}", "a whole number")
    column = int(getattr(tree, "col_offset", 0)) + 1
    compiler.calls.append(CompiledCall(entry.name, column, arguments, defaults))
    about = inspect.signature(entry.function).parameters
    nodes = list(arguments.values())
    # By position as far as the signature allows: a wrong solver may name them as it likes.
    keywords = tuple(
        name for name in arguments if about[name].kind is inspect.Parameter.KEYWORD_ONLY
    ) or _skipping(arguments, entry)

    def run(frame: Frame) -> Value:
        values = [node.run(frame) for node in nodes]
        call = GridCall(
            frame.replace.get(entry.name, entry.function),
            tuple(values[:n_grids]),
            tuple(values[n_grids:]),
            keywords,
            entry.gives,
            entry.adds_channels,
        )
        return call.run(is_lenient=frame.is_lenient)

    return compiler.node(tree, run, _KINDS[entry.gives], *nodes)


def _skipping(arguments: dict[str, Node], entry: GridFunction) -> tuple[str, ...]:
    """Return the arguments from the first one on before which another was left out."""
    given = list(arguments)
    for place, (name, parameter) in enumerate(zip(given, entry.parameters, strict=False)):
        if name != parameter:
            return tuple(given[place:])
    return ()
