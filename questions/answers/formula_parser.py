"""Reads a formula as people type it into a tree; nothing of Python's own parser is used.

Bounded in text, in signs and in nesting before anything is calculated: a hostile text is refused
in time that grows with its length only.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from questions.answers.errors import AnswerFormatError
from questions.answers.formula_trees import (
    FUNCTIONS,
    NEGATION,
    Call,
    Name,
    Number,
    Operation,
    Tree,
    to_text,
)
from questions.answers.text import quote

MOST_TOKENS = 400
DEEPEST_NESTING = 25
LONGEST_NUMBER = 15
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\.\d+|[A-Za-z]\w*|\*\*|\S", re.ASCII)
_OPEN, _CLOSE = "([{", ")]}"
_WORDS = {"frac": "", "left": "", "right": "", "cdot": "*", "times": "*", "div": "/"}
_SIGNS = {"**": "^", "×": "*", "·": "*"}


class _Refused(Exception):
    """What is wrong with a formula: a stable code and the end of a sentence."""

    def __init__(self, code: str, why: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.code = code
        self.why = why
        self.readings = readings


def read_formula(text: str, names: Collection[str], *, typed: str, expected: str) -> Tree:
    """Return the tree of a formula.

    Parameters
    ----------
    text : str
        What was typed, with one spelling for every sign: see `questions.answers.text.clean`.
    names : collection of str
        The quantities that it may use.
    typed, expected : str
        What was typed, and what is asked for, for the error.

    Returns
    -------
    Tree
        Without brackets; multiplication without a sign is made explicit.

    Raises
    ------
    AnswerFormatError
        If it cannot be read, can be read in two ways, or is too large.
    """
    try:
        return _read(text, frozenset(names))
    except _Refused as refused:
        asked = "" if refused.readings else f" This asks for {expected}."
        raise AnswerFormatError(
            refused.code, f"{quote(typed)} {refused.why}{asked}", readings=refused.readings
        ) from None


@lru_cache(maxsize=1024)
def _read(text: str, names: frozenset[str]) -> Tree:
    return _Parser(text, names).read()


class _Parser:
    """Reads tokens from left to right: sums of products of powers."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.names = names
        self.tokens = [
            piece for token in _TOKEN.findall(_spell_out(text)) for piece in self._pieces(token)
        ]
        self.position = 0
        self.depth = 0
        if len(self.tokens) > MOST_TOKENS:
            raise _Refused("too_long", "is longer than a formula for this needs to be.")

    def read(self) -> Tree:
        tree = self._sum()
        if self._peek():
            found = self._peek()
            if found in _CLOSE:
                raise _Refused("brackets", "closes a bracket that is not open.")
            if found == "=":
                raise _Refused("equation", "has more than one equals sign.")
            if found == ",":
                raise _Refused("comma", "has a comma; write decimals with a point.")
            raise _Refused("unknown_sign", f"holds {quote(found)}, which has no meaning here.")
        return tree

    def _pieces(self, token: str) -> list[str]:
        """Return a word as quantities: FFC is F times F times C where no quantity is called so."""
        token = _SIGNS.get(token, token)
        if not token[0].isalpha() or token in self.names or token.casefold() in FUNCTIONS:
            return [token]
        pieces: list[str] = []
        rest = token
        while rest:
            named = [name for name in self.names if rest.startswith(name)]
            if not named:
                return [self._other_case(token)]
            pieces.append(max(named, key=len))
            rest = rest[len(pieces[-1]) :]
        return pieces

    def _other_case(self, token: str) -> str:
        """Return the one quantity that differs in capitals only, else the word as it is."""
        near = [name for name in self.names if name.casefold() == token.casefold()]
        return near[0] if len(near) == 1 else token

    def _peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.position += 1
        return token

    def _sum(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise _Refused("too_deep", f"has more than {DEEPEST_NESTING} brackets in each other.")
        tree = self._product()
        while self._peek() in ("+", "-"):
            tree = Operation(self._take(), tree, self._product())
        self.depth -= 1
        return tree

    def _product(self) -> Tree:
        tree = self._factor()
        is_divided = False
        while True:
            sign = self._peek()
            if sign in ("*", "/"):
                self._take()
                tree = Operation(sign, tree, self._factor())
                is_divided = sign == "/"
            elif self._begins_factor(sign):
                self._refuse_two_numbers()
                factor = self._factor()
                if is_divided and isinstance(tree, Operation):
                    raise _ambiguous(tree, factor)
                tree = Operation("*", tree, factor)
            else:
                return tree

    def _begins_factor(self, token: str) -> bool:
        return bool(token) and (token[0].isalnum() or token[0] in "._" or token in _OPEN)

    def _refuse_two_numbers(self) -> None:
        before, after = self.tokens[self.position - 1], self._peek()
        if before[-1].isdigit() and (after[0].isdigit() or after[0] == "."):
            raise _Refused("several_numbers", "has two numbers without a sign between them.")

    def _factor(self) -> Tree:
        """Return a power with its signs: -x^2 is -(x^2)."""
        is_negative = False
        while self._peek() in ("+", "-"):
            is_negative ^= self._take() == "-"
        tree = self._power()
        return Operation(NEGATION, tree, tree) if is_negative else tree

    def _power(self) -> Tree:
        base = self._operand()
        if self._peek() != "^":
            return base
        self._take()
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise _Refused("too_deep", f"has more than {DEEPEST_NESTING} powers in each other.")
        exponent = self._factor()
        self.depth -= 1
        return Operation("^", base, exponent)

    def _operand(self) -> Tree:
        token = self._take()
        if not token:
            raise _Refused("unfinished", "ends where a quantity or a number is missing.")
        if token in _OPEN:
            tree = self._sum()
            self._close(token)
            return tree
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            if len(token) > LONGEST_NUMBER:
                raise _Refused("too_large", "holds a number with too many digits.")
            return Number(token)
        if token.casefold() in FUNCTIONS and token not in self.names:
            return self._call(token.casefold())
        if token in self.names:
            return Name(token)
        if token[0].isalpha():
            listed = ", ".join(sorted(self.names))
            raise _Refused(
                "unknown_name", f"uses {quote(token)}. The quantities here are {listed}."
            )
        if token in _CLOSE:
            raise _Refused("brackets", "closes a bracket where a quantity is missing.")
        raise _Refused("unknown_sign", f"holds {quote(token)} where a quantity is missing.")

    def _call(self, function: str) -> Tree:
        least, most, _ = FUNCTIONS[function]
        opening = self._take()
        if not opening or opening not in _OPEN:
            raise _Refused("brackets", f"needs brackets after {function}.")
        arguments = [self._sum()]
        while self._peek() == "," and len(arguments) < most:
            self._take()
            arguments.append(self._sum())
        self._close(opening)
        if len(arguments) < least:
            raise _Refused("arguments", f"gives {function} too few numbers.")
        return Call(function, tuple(arguments))

    def _close(self, opening: str) -> None:
        if self._peek() and self._peek() == _CLOSE[_OPEN.index(opening)]:
            self._take()
            return
        raise _Refused("brackets", f"opens a bracket {opening} that is not closed.")


def _spell_out(text: str) -> str:
    """Return LaTeX and special brackets in plain signs, and only what stands after ``=``."""
    text = re.sub(r"\\frac *\{([^{}]*)\} *\{([^{}]*)\}", r"((\1)/(\2))", text)
    text = re.sub(r"\\l(floor|ceil)\b", r"\1(", text)
    text = re.sub(r"\\r(?:floor|ceil)\b", ")", text)
    text = re.sub(r"\\(left|right|cdot|times|div)\b", lambda word: _WORDS[word[1]], text)
    for opening, name in (("⌊", "floor("), ("⌈", "ceil(")):
        text = text.replace(opening, name)
    text = text.replace("⌋", ")").replace("⌉", ")").replace("√", "sqrt")
    name, sign, rest = text.partition("=")
    return rest if sign and len(name) <= 20 and re.fullmatch(r" *\w+ *", name) else text


def _ambiguous(tree: Operation, factor: Tree) -> _Refused:
    """Return the question back to 1/2P, which is half of P or one over 2P."""
    ways = (
        to_text(Operation("*", tree, factor)),
        to_text(Operation("/", tree.left, Operation("*", tree.right, factor))),
    )
    return _Refused(
        "ambiguous_division",
        f"can be read in two ways, so it is not marked yet. Type {ways[0]} or type {ways[1]}, "
        "whichever you mean.",
        ways,
    )
