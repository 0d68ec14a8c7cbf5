"""Compiles a checked syntax tree to closures; nothing of Python's own compiler is used."""

import ast
import inspect
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from questions.engine import arithmetic
from questions.engine.arithmetic import Operator, RowFailure, Value
from questions.engine.binding import bind
from questions.engine.branches import choose, join, require_condition
from questions.engine.errors import ExpressionError, list_choices
from questions.engine.frames import Frame, call_solver
from questions.engine.grid_compiler import compile_grid_call
from questions.engine.grid_functions import GRID_FUNCTIONS, combine
from questions.engine.nodes import CONDITION, GRID, NUMBER, UNKNOWN, CompiledCall, Node, Run
from questions.solver.registry import SolverFunction

_BINARY: dict[type[ast.operator], Operator] = {
    ast.Add: arithmetic.ADD,
    ast.Sub: arithmetic.SUBTRACT,
    ast.Mult: arithmetic.MULTIPLY,
    ast.Div: arithmetic.DIVIDE,
    ast.FloorDiv: arithmetic.FLOOR_DIVIDE,
    ast.Mod: arithmetic.REMAINDER,
    ast.Pow: arithmetic.POWER,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
BUILT_IN = {"floor": (1, 1), "ceil": (1, 1), "abs": (1, 1), "min": (2, 20), "max": (2, 20)}
"""Name and least and largest number of arguments."""

TAKEN = "cell(grid, row, column) or total(grid) takes one from a grid"

# Functions that authors look for here, and what to write instead.
_ABSENT = {
    "round": "floor(x + 0.5), which says what happens at a half",
    "int": "floor(x)",
    "sqrt": "x**0.5",
    "pow": "x**y",
    "sum": "the terms joined by +",
}


@dataclass
class Compiler:
    """Compiles one expression; ``calls`` collects the solver calls it meets."""

    text: str
    names: Collection[str]
    texts: Collection[str]
    functions: Mapping[str, SolverFunction]
    grids: Collection[str] = ()
    calls: list[CompiledCall] = field(default_factory=list)

    def compile(self, tree: ast.expr) -> Node:
        """Return the compiled node, or raise ExpressionError for a wrong name, type or call."""
        match tree:
            case ast.Constant(value=bool() | int() | float() as value):
                constant: Value = value
                kind = CONDITION if isinstance(value, bool) else NUMBER
                return Node(lambda frame: constant, kind, frozenset(), self._column(tree))
            case ast.Name():
                return self._name(tree)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._not(tree, self._of_kind(operand, CONDITION))
            case ast.UnaryOp():
                return self._signed(tree)
            case ast.BinOp():
                return self._binary(tree)
            case ast.Compare():
                return self._compare(tree)
            case ast.BoolOp(op=op, values=values):
                parts = [self._of_kind(value, CONDITION) for value in values]
                return self._joined(tree, parts, is_and=isinstance(op, ast.And))
            case ast.IfExp():
                return self._choose(tree)
            case ast.Call(func=ast.Name(id=name)):
                return self._built_in(tree, name) if name in BUILT_IN else self._call(tree, name)
        raise self.refuse(tree, type(tree).__name__, "a whitelisted expression")

    def _column(self, tree: ast.AST) -> int:
        return int(getattr(tree, "col_offset", 0)) + 1

    def refuse(self, tree: ast.AST, found: str, expected: str) -> ExpressionError:
        """Return the error for a place in the text."""
        return ExpressionError(self.text, column=self._column(tree), found=found, expected=expected)

    def node(self, tree: ast.AST, run: Run, kind: str, *parts: Node) -> Node:
        """Return a node whose failures know where in the text they happened."""
        column = self._column(tree)

        def located(frame: Frame) -> Value:
            try:
                return run(frame)
            except RowFailure as failure:
                failure.locate(column, frame.outer_row)
                raise

        names = frozenset[str]().union(*(part.names for part in parts))
        return Node(located, kind, names, column)

    def _of_kind(self, tree: ast.expr, kind: str) -> Node:
        return self._require(tree, self.compile(tree), kind)

    def _require(self, tree: ast.expr, node: Node, kind: str) -> Node:
        if node.kind not in (kind, UNKNOWN):
            raise self.refuse(tree, node.kind, f"{kind}; {TAKEN}" if node.kind == GRID else kind)
        return node

    def _name(self, tree: ast.Name) -> Node:
        name = tree.id
        if name in self.grids:
            return Node(
                lambda frame: frame.columns[name], GRID, frozenset({name}), self._column(tree)
            )
        if name in self.texts:
            expected = "a number; a text can stand in templates only"
            raise self.refuse(tree, f"{name}, which is a text", expected)
        if name in self.functions or name in BUILT_IN:
            raise self.refuse(tree, f"the function {name} without arguments", f"{name}(...)")
        if name not in self.names:
            raise self.refuse(tree, f"the unknown name {name!r}", list_choices(name, self.names))

        def run(frame: Frame) -> Value:
            return arithmetic.as_input(frame.columns[name], is_lenient=frame.is_lenient)

        node = self.node(tree, run, UNKNOWN)
        return Node(node.run, node.kind, frozenset({name}), node.column)

    def _signed(self, tree: ast.UnaryOp) -> Node:
        operand, is_negative = self._of_kinds(tree.operand), isinstance(tree.op, ast.USub)
        if operand.kind == GRID:
            sign = Node(lambda frame: -1 if is_negative else 1, NUMBER, frozenset(), operand.column)
            return self._on_cells(tree, arithmetic.MULTIPLY, sign, operand)

        def run(frame: Frame) -> Value:
            value = arithmetic.as_number(operand.run(frame), is_lenient=frame.is_lenient)
            return arithmetic.negated(value) if is_negative else value

        return self.node(tree, run, NUMBER, operand)

    def _binary(self, tree: ast.BinOp) -> Node:
        step = _BINARY[type(tree.op)]
        left, right = self._of_kinds(tree.left), self._of_kinds(tree.right)
        if GRID in (left.kind, right.kind):
            return self._on_cells(tree, step, left, right)

        def run(frame: Frame) -> Value:
            return arithmetic.apply(
                step, left.run(frame), right.run(frame), is_lenient=frame.is_lenient
            )

        return self.node(tree, run, NUMBER, left, right)

    def _of_kinds(self, tree: ast.expr) -> Node:
        node = self.compile(tree)
        return node if node.kind == GRID else self._require(tree, node, NUMBER)

    def _on_cells(self, tree: ast.AST, step: Operator, left: Node, right: Node) -> Node:
        signs = "+-*/" if left.kind == GRID and right.kind != GRID else "+-*"
        if step.sign not in signs:
            raise self.refuse(tree, f"{left.kind} {step.sign} {right.kind}", f"one of {signs}")

        def run(frame: Frame) -> Value:
            return combine(step, left.run(frame), right.run(frame), is_lenient=frame.is_lenient)

        return self.node(tree, run, GRID, left, right)

    def _compare(self, tree: ast.Compare) -> Node:
        operands = [self._not_a_grid(operand) for operand in (tree.left, *tree.comparators)]
        links = [
            self._link(tree, _COMPARISONS[type(sign)], left, right)
            for sign, left, right in zip(tree.ops, operands, operands[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else self._joined(tree, links, is_and=True)

    def _link(self, tree: ast.AST, sign: Callable[..., Any], left: Node, right: Node) -> Node:
        def run(frame: Frame) -> Value:
            return arithmetic.compare(sign, left.run(frame), right.run(frame))

        return self.node(tree, run, CONDITION, left, right)

    def _not_a_grid(self, tree: ast.expr) -> Node:
        node = self.compile(tree)
        return self._require(tree, node, NUMBER) if node.kind == GRID else node

    def _not(self, tree: ast.AST, operand: Node) -> Node:
        def run(frame: Frame) -> Value:
            value = require_condition(operand.run(frame))
            return ~value if isinstance(value, np.ndarray) else not value

        return self.node(tree, run, CONDITION, operand)

    def _joined(self, tree: ast.AST, parts: list[Node], *, is_and: bool) -> Node:
        """Return ``and`` or ``or``: each operand sees only the rows not yet decided."""
        joined = parts[-1]
        for part in reversed(parts[:-1]):
            joined = self.node(
                tree,
                join(part.run, joined.run, joined.names, is_and=is_and),
                CONDITION,
                part,
                joined,
            )
        return joined

    def _choose(self, tree: ast.IfExp) -> Node:
        test = self._of_kind(tree.test, CONDITION)
        body, other = self._not_a_grid(tree.body), self._not_a_grid(tree.orelse)
        kinds = {body.kind, other.kind} - {UNKNOWN}
        if len(kinds) > 1:
            raise self.refuse(tree, "a number beside a condition", "two of one kind")
        kind = kinds.pop() if kinds else UNKNOWN
        return self.node(
            tree,
            choose(test.run, body.run, other.run, body.names, other.names),
            kind,
            test,
            body,
            other,
        )

    def _built_in(self, tree: ast.Call, name: str) -> Node:
        least, most = BUILT_IN[name]
        if tree.keywords:
            raise self.refuse(tree, f"a named argument of {name}", f"{name}(...) by position")
        if not least <= len(tree.args) <= most:
            expected = f"{least}" if least == most else f"{least} to {most}"
            raise self.refuse(tree, f"{len(tree.args)} arguments of {name}", expected)
        parts = [self._of_kind(argument, NUMBER) for argument in tree.args]

        def run(frame: Frame) -> Value:
            values = [part.run(frame) for part in parts]
            match name:
                case "floor":
                    return arithmetic.floored(values[0], is_lenient=frame.is_lenient)
                case "ceil":
                    return arithmetic.ceiled(values[0], is_lenient=frame.is_lenient)
                case "abs":
                    return arithmetic.absolute(values[0])
            return arithmetic.extreme(values, is_largest=name == "max")

        return self.node(tree, run, NUMBER, *parts)

    def _call(self, tree: ast.Call, name: str) -> Node:
        if name in GRID_FUNCTIONS:
            return compile_grid_call(self, tree, GRID_FUNCTIONS[name])
        solver = self.functions.get(name)
        if solver is None:
            if name in self.names:
                raise self.refuse(tree, f"a call of {name}, which is a number", name)
            expected = _ABSENT.get(name) or list_choices(
                name, [*BUILT_IN, *self.functions, *GRID_FUNCTIONS]
            )
            raise self.refuse(tree, f"the unknown function {name!r}", expected)
        arguments, defaults = bind(self, tree, solver)
        for parameter, node in arguments.items():
            if node.kind == GRID:
                raise self.refuse(tree, f"{GRID} as {parameter}", f"{NUMBER}; {TAKEN}")
        self.calls.append(CompiledCall(name, self._column(tree), arguments, defaults))
        is_named = {
            parameter: about.kind is inspect.Parameter.KEYWORD_ONLY
            for parameter, about in inspect.signature(solver.function).parameters.items()
        }
        # Those before the star go by position: a wrong solver may name them as it likes.
        positional = [node for parameter, node in arguments.items() if not is_named[parameter]]
        named = {parameter: node for parameter, node in arguments.items() if is_named[parameter]}

        def run(frame: Frame) -> Value:
            return call_solver(
                frame.replace.get(name, solver.function),
                [node.run(frame) for node in positional],
                {parameter: node.run(frame) for parameter, node in named.items()},
                is_lenient=frame.is_lenient,
            )

        return self.node(tree, run, UNKNOWN, *arguments.values())
