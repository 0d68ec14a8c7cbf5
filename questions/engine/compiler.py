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
from questions.engine.branches import choose, join, require_condition
from questions.engine.errors import ExpressionError, list_choices
from questions.engine.frames import Frame, call_solver
from questions.engine.nodes import CONDITION, NUMBER, UNKNOWN, CompiledCall, Node, Run
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
        raise self._refuse(tree, type(tree).__name__, "a whitelisted expression")

    def _column(self, tree: ast.AST) -> int:
        return int(getattr(tree, "col_offset", 0)) + 1

    def _refuse(self, tree: ast.AST, found: str, expected: str) -> ExpressionError:
        return ExpressionError(self.text, column=self._column(tree), found=found, expected=expected)

    def _node(self, tree: ast.AST, run: Run, kind: str, *parts: Node) -> Node:
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
        node = self.compile(tree)
        if node.kind not in (kind, UNKNOWN):
            raise self._refuse(tree, node.kind, kind)
        return node

    def _name(self, tree: ast.Name) -> Node:
        name = tree.id
        if name in self.texts:
            expected = "a number; a text can stand in templates only"
            raise self._refuse(tree, f"{name}, which is a text", expected)
        if name in self.functions or name in BUILT_IN:
            raise self._refuse(tree, f"the function {name} without arguments", f"{name}(...)")
        if name not in self.names:
            raise self._refuse(tree, f"the unknown name {name!r}", list_choices(name, self.names))

        def run(frame: Frame) -> Value:
            return arithmetic.as_input(frame.columns[name], is_lenient=frame.is_lenient)

        node = self._node(tree, run, UNKNOWN)
        return Node(node.run, node.kind, frozenset({name}), node.column)

    def _signed(self, tree: ast.UnaryOp) -> Node:
        operand, is_negative = self._of_kind(tree.operand, NUMBER), isinstance(tree.op, ast.USub)

        def run(frame: Frame) -> Value:
            value = arithmetic.as_number(operand.run(frame), is_lenient=frame.is_lenient)
            return arithmetic.negated(value) if is_negative else value

        return self._node(tree, run, NUMBER, operand)

    def _binary(self, tree: ast.BinOp) -> Node:
        step = _BINARY[type(tree.op)]
        left, right = self._of_kind(tree.left, NUMBER), self._of_kind(tree.right, NUMBER)

        def run(frame: Frame) -> Value:
            return arithmetic.apply(
                step, left.run(frame), right.run(frame), is_lenient=frame.is_lenient
            )

        return self._node(tree, run, NUMBER, left, right)

    def _compare(self, tree: ast.Compare) -> Node:
        operands = [self.compile(operand) for operand in (tree.left, *tree.comparators)]
        links = [
            self._link(tree, _COMPARISONS[type(sign)], left, right)
            for sign, left, right in zip(tree.ops, operands, operands[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else self._joined(tree, links, is_and=True)

    def _link(self, tree: ast.AST, sign: Callable[..., Any], left: Node, right: Node) -> Node:
        def run(frame: Frame) -> Value:
            return arithmetic.compare(sign, left.run(frame), right.run(frame))

        return self._node(tree, run, CONDITION, left, right)

    def _not(self, tree: ast.AST, operand: Node) -> Node:
        def run(frame: Frame) -> Value:
            value = require_condition(operand.run(frame))
            return ~value if isinstance(value, np.ndarray) else not value

        return self._node(tree, run, CONDITION, operand)

    def _joined(self, tree: ast.AST, parts: list[Node], *, is_and: bool) -> Node:
        """Return ``and`` or ``or``: each operand sees only the rows not yet decided."""
        joined = parts[-1]
        for part in reversed(parts[:-1]):
            joined = self._node(
                tree,
                join(part.run, joined.run, joined.names, is_and=is_and),
                CONDITION,
                part,
                joined,
            )
        return joined

    def _choose(self, tree: ast.IfExp) -> Node:
        test = self._of_kind(tree.test, CONDITION)
        body, other = self.compile(tree.body), self.compile(tree.orelse)
        kinds = {body.kind, other.kind} - {UNKNOWN}
        if len(kinds) > 1:
            raise self._refuse(tree, "a number beside a condition", "two of one kind")
        kind = kinds.pop() if kinds else UNKNOWN
        return self._node(
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
            raise self._refuse(tree, f"a named argument of {name}", f"{name}(...) by position")
        if not least <= len(tree.args) <= most:
            expected = f"{least}" if least == most else f"{least} to {most}"
            raise self._refuse(tree, f"{len(tree.args)} arguments of {name}", expected)
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

        return self._node(tree, run, NUMBER, *parts)

    def _call(self, tree: ast.Call, name: str) -> Node:
        solver = self.functions.get(name)
        if solver is None:
            if name in self.names:
                raise self._refuse(tree, f"a call of {name}, which is a number", name)
            expected = _ABSENT.get(name) or list_choices(name, [*BUILT_IN, *self.functions])
            raise self._refuse(tree, f"the unknown function {name!r}", expected)
        arguments, defaults = self._bind(tree, solver)
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

        return self._node(tree, run, UNKNOWN, *arguments.values())

    def _bind(
        self, tree: ast.Call, solver: SolverFunction
    ) -> tuple[dict[str, Node], dict[str, Any]]:
        """Return the arguments by parameter in the order of the signature, and the defaults."""
        signature = inspect.signature(solver.function)
        for keyword in tree.keywords:
            if keyword.arg not in solver.parameters:
                raise self._refuse(
                    keyword,
                    f"{solver.name} with {keyword.arg!r}",
                    list_choices(str(keyword.arg), solver.parameters),
                )
        positional = [self.compile(argument) for argument in tree.args]
        named = {str(keyword.arg): self.compile(keyword.value) for keyword in tree.keywords}
        try:
            bound = signature.bind(*positional, **named)
        except TypeError as error:
            raise self._refuse(
                tree,
                f"{solver.name}(...) with {error}",
                f"{solver.name}{_signature_text(signature)}",
            ) from None
        given: dict[str, Node] = dict(bound.arguments)
        defaults = {
            name: about.default
            for name, about in signature.parameters.items()
            if name not in given and isinstance(about.default, int | float)
        }
        return given, defaults


def _signature_text(signature: inspect.Signature) -> str:
    """Return the parameters as a call shows them: ``(size, kernel, stride=1)``."""
    shown = [
        name if about.default is inspect.Parameter.empty else f"{name}={about.default}"
        for name, about in signature.parameters.items()
    ]
    return f"({', '.join(shown)})"
