"""Which names an expression or a template of a document may use, and their reading."""

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from questions.engine.compiler import BUILT_IN, TAKEN
from questions.engine.errors import ExpressionError, list_choices
from questions.engine.expressions import Expression, compile_expression
from questions.engine.nodes import GRID, NUMBER
from questions.engine.reader import Reader
from questions.engine.source import Node
from questions.engine.templates import Template, TemplateError, compile_template
from questions.solver.grid_registry import GRID_SOLVERS
from questions.solver.registry import FUNCTIONS

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
NAME_EXPECTED = "a name of letters, digits and _ that begins with a letter"
# What Python's parser takes for itself, and what templates mean something else by.
_RESERVED = frozenset(keyword.kwlist) | {"answer", "wrong", "right"}


@dataclass(frozen=True)
class Scope:
    """Numbers that expressions may use, and texts that templates may show."""

    numbers: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    secrets: frozenset[str] = field(default=frozenset())
    """Names of keys: they exist, and a prompt that shows one would give the answer away."""
    grids: frozenset[str] = field(default=frozenset())
    """Grids that expressions may use and templates show."""

    def extended(
        self,
        *,
        numbers: Iterable[str] = (),
        texts: Iterable[str] = (),
        grids: Iterable[str] = (),
    ) -> "Scope":
        """Return the scope with more names."""
        return Scope(
            self.numbers | set(numbers),
            self.texts | set(texts),
            self.secrets,
            self.grids | set(grids),
        )

    def hiding(self, secrets: Iterable[str]) -> "Scope":
        """Return the scope as prompts see it."""
        hidden = frozenset(secrets)
        return Scope(self.numbers - hidden, self.texts, hidden, self.grids - hidden)

    @property
    def all_names(self) -> frozenset[str]:
        """Every name that is taken."""
        return self.numbers | self.texts | self.grids


def read_new_name(reader: Reader, node: Node, name: str, taken: Iterable[str]) -> bool:
    """Return whether a name that the author gives is allowed and new; note it if not."""
    taken = set(taken)
    if not NAME.fullmatch(name):
        reader.note(node, f"the name {name[:40]!r}", NAME_EXPECTED)
    elif name in _RESERVED or name in FUNCTIONS or name in BUILT_IN or name in GRID_SOLVERS:
        reader.note(node, f"the name {name}", "a name that means nothing else here")
    elif name in taken:
        reader.note(node, f"the name {name} again", "a new name")
    else:
        return True
    return False


def read_expression(
    reader: Reader, node: Node | None, scope: Scope, *, is_grid: bool = False
) -> Expression | None:
    """Return the compiled expression of a field, or note what is wrong with it."""
    if node is None:
        return None
    if isinstance(node.content, dict | list) or node.content is None:
        reader.note(node, node.describe(), "an expression")
        return None
    # `when: true` and `value: 7` are expressions that YAML has understood already.
    text = str(node.content) if isinstance(node.content, bool) else node.text
    try:
        found = compile_expression(text, scope.numbers, texts=scope.texts, grids=scope.grids)
    except ExpressionError as error:
        where = f" at column {error.column}" if error.column else ""
        reader.note(node, f"{error.found}{where} of {error.text!r}", error.expected)
        return None
    if found.is_grid != is_grid:
        kinds = (NUMBER, GRID) if is_grid else (GRID, f"{NUMBER}; {TAKEN}")
        reader.note(node, f"{kinds[0]}, {text[:60]!r}", kinds[1])
        return None
    return found


def read_template(reader: Reader, node: Node | None, scope: Scope) -> Template | None:
    """Return the compiled template of a field, or note what is wrong and in which line."""
    text = reader.text(node)
    if node is None or text is None:
        return None
    try:
        return compile_template(text, scope.numbers, texts=scope.texts, grids=scope.grids)
    except TemplateError as error:
        expected = error.expected
        leaked = next((name for name in scope.secrets if f"'{name}'" in error.found), None)
        if leaked:
            expected = (
                f"no key in a prompt ({leaked} would give the answer away); "
                f"{list_choices('', scope.all_names)}"
            )
        at = error.position + len(node.text) - len(node.text.lstrip())
        reader.note(node, error.found, expected, at=at)
        return None
