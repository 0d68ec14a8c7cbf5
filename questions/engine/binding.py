"""Binds the arguments of a call in an expression to the parameters of a solver function."""

import ast
import inspect
from typing import TYPE_CHECKING, Any

from questions.engine.errors import list_choices
from questions.engine.nodes import Node
from questions.solver.registry import SolverFunction

if TYPE_CHECKING:
    from questions.engine.compiler import Compiler


def bind(
    compiler: "Compiler", tree: ast.Call, solver: SolverFunction
) -> tuple[dict[str, Node], dict[str, Any]]:
    """Return the arguments by parameter in the order of the signature, and the defaults."""
    signature = inspect.signature(solver.function)
    for keyword in tree.keywords:
        if keyword.arg not in solver.parameters:
            raise compiler.refuse(
                keyword,
                f"{solver.name} with {keyword.arg!r}",
                list_choices(str(keyword.arg), solver.parameters),
            )
    positional = [compiler.compile(argument) for argument in tree.args]
    named = {str(keyword.arg): compiler.compile(keyword.value) for keyword in tree.keywords}
    try:
        bound = signature.bind(*positional, **named)
    except TypeError as error:
        raise compiler.refuse(
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
