"""The operators that change one node of a syntax tree; each yields replacements for a node.

They know Python and NumPy, and nothing of what the program computes.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

_ARITHMETIC: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Sub, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult, ast.Mod, ast.Sub),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
_COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
# Names that are exchanged wherever they are read: np.sum and x.sum, np.float64 and float.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "sum": ("mean", "max", "prod"),
    "zeros": ("ones",),
    "empty": ("ones",),
    "float": ("int",),
    "float64": ("float32", "int64"),
    "min": ("max",),
    "max": ("min",),
    "irfft2": ("ifft2",),
}
_PAD_MODES = ("edge", "reflect", "wrap")
_WRAPPERS = (
    "-({0})",
    "np.abs({0})",
    "np.maximum({0}, 0)",
    "np.rint({0})",
    "np.clip({0}, 0, 255)",
    "({0}).T",
    "({0})[::-1]",
    "({0})[:, ::-1]",
    "({0})[1:]",
    "({0})[:, :-1]",
    "({0})[None]",
    "({0}) + 1",
    "({0}) / 2",
    "({0}).astype(int)",
    "({0}).astype(np.float32)",
    "({0}).astype(np.float32).astype(float)",
    "({0}).ravel()",
    "({0}).tolist()",
    "np.where(np.abs({0}) < 0.01, 0.0, {0})",
)
_INPUT_CHANGES = (
    "{0} = {0}.T",
    "{0} = {0}[::-1]",
    "{0} = {0}[:, ::-1]",
    "{0} = {0}[::-1, ::-1]",
    "{0} = np.abs({0})",
    "{0} = {0}.astype(int)",
    "{0} = {0}.astype(np.float32)",
    "{0} = {0} / np.abs({0}).max()",
    "{0} = {0} - {0}.mean()",
    "{0} *= 1 + ({0} == {0}.max()).astype({0}.dtype)",
    "{0} = np.frombuffer({0}.tobytes('A'), {0}.dtype).reshape({0}.shape)",
)
_OPTION_CHANGES = ("{0} = 1", "{0} = 0", "{0} = min({0}, 2)", "{0} = min({0}, 1)", "{0} += 1")


@dataclass(frozen=True)
class Names:
    """Which names of a function belong together, so that one may stand where the other does."""

    partners: Mapping[str, str]
    arrays: tuple[str, ...]
    options: tuple[str, ...]


Mutate = Callable[[ast.AST, Names], Iterator[ast.AST]]


def names_of(function: ast.FunctionDef) -> Names:
    """Return the pairs of a function's names.

    Pairs are neighbours in a tuple that is assigned, in two assignments below each other, in nested
    loops, and in the parameters: first those without defaults, then those with.
    """
    parameters = [argument.arg for argument in function.args.args]
    n_arrays = len(parameters) - len(function.args.defaults)
    arrays, options = parameters[:n_arrays], parameters[n_arrays:]
    pairs = [*pairwise(arrays), *pairwise(options)]
    for node in ast.walk(function):
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            pairs += _named(node.elts)
        if isinstance(node, ast.For):
            pairs += _named([node.target, *(n.target for n in node.body if isinstance(n, ast.For))])
        body = getattr(node, "body", None)
        if isinstance(body, list):
            targets = [n.targets[0] for n in body if isinstance(n, ast.Assign)]
            pairs += _named([t for t in targets if isinstance(t, ast.Name)])
    partners: dict[str, str] = {}
    for one, other in pairs:
        partners.setdefault(one, other)
        partners.setdefault(other, one)
    return Names(MappingProxyType(partners), tuple(arrays), tuple(options))


def _named(nodes: list[ast.expr]) -> list[tuple[str, str]]:
    return list(pairwise([node.id for node in nodes if isinstance(node, ast.Name)]))


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _arithmetic(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for operator in _ARITHMETIC.get(type(node.op), ()):
            changed = deepcopy(node)
            changed.op = operator()
            yield changed
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        yield _expression(f"-(-({ast.unparse(node.left)}) // ({ast.unparse(node.right)}))")
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
    if isinstance(node, ast.UnaryOp):
        yield node.operand


def _comparison(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            for other in _COMPARISONS.get(type(operator), ()):
                changed = deepcopy(node)
                changed.ops[position] = other()
                yield changed
    if isinstance(node, ast.BoolOp):
        yield from node.values
    if isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            fixed = deepcopy(node)
            fixed.test = ast.Constant(value)
            yield fixed


def _constant(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool | str):
        return
    if isinstance(node.value, int | float):
        for value in {node.value + 1, node.value - 1, -node.value} - {node.value}:
            yield ast.Constant(value)


def _subscripts(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Exchange neighbouring letters of an einsum's subscripts, and the mode of a padding."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    text = node.value
    if "->" in text:
        for at in range(len(text) - 1):
            if text[at].isalpha() and text[at + 1].isalpha():
                yield ast.Constant(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    if text == "constant":
        yield from (ast.Constant(mode) for mode in _PAD_MODES)


def _partner(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names.partners:
        yield ast.Name(names.partners[node.id], ast.Load())


def _swap(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Exchange two neighbours: arguments of a call, entries of a tuple, indices."""
    if isinstance(node, ast.Call):
        for at in range(len(node.args) - 1):
            called = deepcopy(node)
            called.args[at : at + 2] = reversed(called.args[at : at + 2])
            yield called
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load | ast.Store):
        for at in range(len(node.elts) - 1):
            listed = deepcopy(node)
            listed.elts[at : at + 2] = reversed(listed.elts[at : at + 2])
            yield listed


def _slice(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Slice):
        return
    for part in ("lower", "upper", "step"):
        bound = getattr(node, part)
        if bound is None:
            continue
        dropped = deepcopy(node)
        setattr(dropped, part, None)
        yield dropped
        for sign in "+-":
            moved = deepcopy(node)
            setattr(moved, part, _expression(f"({ast.unparse(bound)}) {sign} 1"))
            yield moved


def _removal(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
    if isinstance(node, ast.For):
        # The loop's return or reset in the wrong place: leave after the first turn.
        changed = deepcopy(node)
        changed.body.append(ast.Break())
        yield changed


def _function(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute):
        for other in _OTHER_NAMES.get(node.attr, ()):
            yield ast.Attribute(node.value, other, node.ctx)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _OTHER_NAMES.get(node.id, ()):
            yield ast.Name(other, ast.Load())


def _call(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Leave out a keyword or a method, pad otherwise, make arrays of another type."""
    if not isinstance(node, ast.Call):
        return
    for at in range(len(node.keywords)):
        changed = deepcopy(node)
        del changed.keywords[at]
        yield changed
    if isinstance(node.func, ast.Attribute):
        text, name = ast.unparse(node), node.func.attr
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "np"):
            yield node.func.value
        if name == "pad" and not any(k.arg == "mode" for k in node.keywords):
            yield from (_expression(f"{text[:-1]}, mode={mode!r})") for mode in _PAD_MODES)
        if name == "pad":
            amount = ast.unparse(node.args[1])
            yield _expression(f"{text[:-1]}, constant_values=1)")
            for sides in ("({0}, 0)", "(0, {0})", "({0} // 2, {0} - {0} // 2)"):
                yield _expression(text.replace(f", {amount}", f", {sides.format(amount)}", 1))
            for sides in ("(({0}, {0}), (0, 0))", "((0, 0), ({0}, {0}))"):
                yield _expression(text.replace(f", {amount}", f", {sides.format(amount)}", 1))
        if name in {"zeros", "empty"}:
            yield from (_expression(f"{text[:-1]}, dtype={d})") for d in ("int", "np.float32"))


def _returned(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None:
        text = ast.unparse(node.value)
        for wrapper in _WRAPPERS:
            yield ast.Return(_expression(wrapper.format(text)))
        yield ast.Return(None)


def _argument(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Change a parameter before the first statement of the function."""
    if not isinstance(node, ast.FunctionDef):
        return
    for group, changes in ((names.arrays, _INPUT_CHANGES), (names.options, _OPTION_CHANGES)):
        for name in group:
            for change in changes:
                changed = deepcopy(node)
                changed.body.insert(0, ast.parse(change.format(name)).body[0])
                yield changed


OPERATORS: Mapping[str, Mutate] = MappingProxyType(
    {
        "arithmetic": _arithmetic,
        "comparison": _comparison,
        "constant": _constant,
        "subscripts": _subscripts,
        "name": _partner,
        "swap": _swap,
        "slice": _slice,
        "removal": _removal,
        "function": _function,
        "call": _call,
        "result": _returned,
        "argument": _argument,
    }
)
