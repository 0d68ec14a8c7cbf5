"""Turns the text of an expression into a syntax tree of whitelisted nodes, or refuses it.

Only the parser of Python is used, never its compiler: the tree is data. What is allowed is
listed here; everything else is refused with its column, in bounded time and memory.
"""

import ast
import math

from questions.engine.errors import ExpressionError

LONGEST_TEXT = 500
MOST_NODES = 200
DEEPEST_NESTING = 40
LARGEST_NUMBER = 2**53
"""Up to here a float64 holds every integer exactly."""

ALLOWED = "numbers, names, + - * / // % **, comparisons, and/or/not, `x if c else y` and functions"

# What an author who comes from mathematics, C or a spreadsheet types, and what is written here.
HINTS = {
    "×": "* for a product",
    "·": "* for a product",
    "÷": "/ for a quotient",
    "−": "- (the ASCII hyphen)",
    "–": "- (the ASCII hyphen)",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "²": "**2",
    "³": "**3",
    "&": "and",
    "|": "or",
    "!": "not, or != for unequal",
    "^": "** for a power",
    "{": "a plain expression without braces",
    "$": "a plain expression without LaTeX",
    "\\": "a plain expression without LaTeX",
}

_REFUSED_NODES: dict[type[ast.AST], str] = {
    ast.Attribute: "an attribute access",
    ast.Subscript: "a subscript",
    ast.Lambda: "a lambda",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.NamedExpr: "an assignment (:=)",
    ast.JoinedStr: "an f-string",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
    ast.Starred: "a starred argument",
    ast.List: "a list",
    ast.Tuple: "a tuple",
    ast.Set: "a set",
    ast.Dict: "a dictionary",
}

_REFUSED_OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.BitXor: ("^", "** for a power"),
    ast.BitAnd: ("&", "and"),
    ast.BitOr: ("|", "or"),
    ast.LShift: ("<<", "a product with 2**n"),
    ast.RShift: (">>", "// 2**n"),
    ast.MatMult: ("@", "* for a product"),
    ast.Invert: ("~", "not"),
    ast.Is: ("is", "=="),
    ast.IsNot: ("is not", "!="),
    ast.In: ("in", "comparisons joined by or"),
    ast.NotIn: ("not in", "comparisons joined by and"),
}

_OPERATORS = (
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow),
    *(ast.UAdd, ast.USub, ast.Not, ast.And, ast.Or),
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
)
_EXPRESSIONS = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp),
    *(ast.Call, ast.keyword, ast.Name, ast.Load, ast.Constant),
)


def parse_expression(text: str) -> ast.expr:
    """Return the checked syntax tree of an expression.

    Raises ExpressionError if the text is too long, does not parse, or uses anything that is not
    whitelisted.
    """
    if len(text) > LONGEST_TEXT:
        raise ExpressionError(
            text, found=f"{len(text)} characters", expected=f"at most {LONGEST_TEXT}"
        )
    if not text.strip():
        raise ExpressionError(text, found="nothing", expected="an expression")
    _refuse_foreign_characters(text)
    # One character for one character, so that columns stay true.
    source = "".join(" " if character.isspace() else character for character in text)
    tree = _parse(text, source)
    _check(text, tree, shift=len(source) - len(source.lstrip()))
    return tree


def _refuse_foreign_characters(text: str) -> None:
    for position, character in enumerate(text, start=1):
        if not character.isascii() or (not character.isprintable() and not character.isspace()):
            raise ExpressionError(
                text,
                column=position,
                found=f"the character {ascii(character)}"
                if not character.isprintable()
                else f"the character {character!r}",
                expected=HINTS.get(character, "plain ASCII"),
            )


def _parse(text: str, source: str) -> ast.expr:
    stripped = source.strip()
    shift = len(source) - len(source.lstrip())
    try:
        return ast.parse(stripped, mode="eval").body
    except SyntaxError as error:
        column = max(1, min(error.offset or 1, len(stripped))) + shift
        character = text[column - 1]
        expected = HINTS.get(character, "an expression such as (W - F + 2*P) // S + 1")
        if character == "=":
            expected = "== for a comparison"
        raise ExpressionError(
            text,
            column=column,
            found=f"{text[column - 1 : column + 9]!r} ({error.msg})",
            expected=expected,
        ) from None
    except (ValueError, MemoryError, RecursionError, OverflowError):
        raise ExpressionError(
            text, found="too deep a nesting", expected=f"at most {DEEPEST_NESTING} levels"
        ) from None


def _check(text: str, tree: ast.expr, *, shift: int) -> None:
    """Walk the tree with a stack of our own, so that depth costs no recursion."""
    stack: list[tuple[ast.AST, int, int]] = [(tree, 1, shift + 1)]
    n_nodes = 0
    while stack:
        node, depth, column = stack.pop()
        column = getattr(node, "col_offset", column - shift - 1) + shift + 1
        if not isinstance(node, ast.Load | ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
            n_nodes += 1
        if n_nodes > MOST_NODES:
            raise ExpressionError(
                text, found="too large an expression", expected=f"at most {MOST_NODES} terms"
            )
        if depth > DEEPEST_NESTING:
            raise ExpressionError(
                text,
                column=column,
                found="too deep a nesting",
                expected=f"at most {DEEPEST_NESTING} levels",
            )
        _refuse_node(text, node, column)
        if hasattr(node, "col_offset"):
            # The compiler of closures reads the column of the text as the author wrote it.
            node.col_offset = column - 1
        stack.extend((child, depth + 1, column) for child in ast.iter_child_nodes(node))


def _refuse_node(text: str, node: ast.AST, column: int) -> None:
    kind = type(node)
    if kind in _REFUSED_OPERATORS:
        found, expected = _REFUSED_OPERATORS[kind]
        raise ExpressionError(text, column=column, found=f"the operator {found}", expected=expected)
    if isinstance(node, ast.Constant):
        _refuse_constant(text, node, column)
    elif isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
        found = _REFUSED_NODES.get(type(node.func), "the call of a value")
        raise ExpressionError(
            text, column=column, found=found, expected="a call of a function by its name"
        )
    elif isinstance(node, ast.keyword) and node.arg is None:
        raise ExpressionError(
            text, column=column, found="a starred argument", expected="name=value"
        )
    elif not isinstance(node, _EXPRESSIONS + _OPERATORS):
        found = _REFUSED_NODES.get(kind, kind.__name__)
        raise ExpressionError(text, column=column, found=found, expected=f"only {ALLOWED}")


def _refuse_constant(text: str, node: ast.Constant, column: int) -> None:
    value = node.value
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        is_small = abs(value) <= LARGEST_NUMBER
        found = "a number beyond 2**53"
    elif isinstance(value, float):
        is_small = math.isfinite(value) and abs(value) <= LARGEST_NUMBER
        found = "a number beyond 2**53"
    else:
        is_small = False
        found = {str: "a text", bytes: "a text", complex: "a complex number"}.get(
            type(value), f"{value!r}"
        )
    if not is_small:
        expected = (
            "a number up to 2**53"
            if isinstance(value, int | float)
            else f"only {ALLOWED}; texts belong into templates"
        )
        raise ExpressionError(text, column=column, found=found, expected=expected)
