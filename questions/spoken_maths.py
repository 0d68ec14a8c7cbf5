"""Turns LaTeX maths into words that a screen reader can say; best effort, never raises."""

import re

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:(?:\{,\}|[.,])\d+)*|\s+|.", re.DOTALL)
_DEEPEST = 60

_WORDS = {
    "\\times": "times", "\\cdot": "times", "\\ast": "times", "\\div": "divided by",
    "\\le": "is at most", "\\leq": "is at most", "\\ge": "is at least", "\\geq": "is at least",
    "\\ne": "is not equal to", "\\neq": "is not equal to", "\\approx": "is about",
    "\\pm": "plus or minus", "\\lfloor": "floor of", "\\rfloor": "end floor",
    "\\lceil": "ceiling of", "\\rceil": "end ceiling", "\\sum": "sum", "\\prod": "product",
    "\\to": "to", "\\in": "in", "\\infty": "infinity", "\\ldots": "and so on",
    "\\cdots": "and so on", "\\dots": "and so on", "\\bmod": "modulo", "\\mid": "given",
    "\\implies": "implies", "\\Rightarrow": "implies", "\\quad": ",", "\\qquad": ",",
    "\\%": "percent", "\\#": "number", "\\&": "and", "\\{": "{", "\\}": "}", "\\\\": ";",
    "+": "plus", "-": "minus", "−": "minus", "=": "equals", "<": "is less than",
    ">": "is more than", "/": "over", "×": "times", "·": "times", "&": "", "~": "", "'": "prime",
}  # fmt: skip
_SILENT = frozenset(
    ("\\left", "\\right", "\\middle", "\\big", "\\Big", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr",
     "\\,", "\\:", "\\;", "\\!", "\\ ", "\\displaystyle", "\\textstyle", "\\limits")
)  # fmt: skip
_TRANSPARENT = frozenset(
    ("\\mathrm", "\\mathbf", "\\mathit", "\\mathbb", "\\mathcal", "\\mathsf", "\\mathtt",
     "\\operatorname", "\\boxed", "\\boldsymbol", "\\overline", "\\underline")
)  # fmt: skip
_VERBATIM = frozenset(("\\text", "\\textbf", "\\textit", "\\texttt", "\\textrm", "\\mbox"))
_FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"))
_SUMS = frozenset(("\\sum", "\\prod"))
_POWERS = {"2": "squared", "3": "cubed"}


def speak(latex: str) -> str:
    """Return the formula in words and numbers.

    Examples
    --------
    >>> speak(r"\\left\\lfloor \\frac{W - F}{S} \\right\\rfloor + 1")
    'floor of fraction W minus F over S end fraction end floor plus 1'
    >>> speak(r"12{,}582{,}912 = 128^2")
    '12,582,912 equals 128 squared'
    """
    words = _Speaker(_TOKEN.findall(latex)).say_all()
    return re.sub(r" ([,;])", r"\1", " ".join(words.split()))


class _Speaker:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    def say_all(self) -> str:
        parts = []
        while self.position < len(self.tokens):
            parts.append(self._say_until_brace())
            self.position += 1  # a closing brace too many
        return " ".join(parts)

    def _say_until_brace(self) -> str:
        words = []
        while self.position < len(self.tokens) and self.tokens[self.position] != "}":
            words.append(self._say_one())
        return " ".join(word for word in words if word)

    def _take(self) -> str:
        token = self.tokens[self.position] if self.position < len(self.tokens) else ""
        self.position += 1
        return token

    def _say_one(self) -> str:
        piece = self._take()
        if piece.isspace() or piece in _SILENT:
            return ""
        if piece == "{":
            return self._group()
        if piece == "^":
            power = self._argument()
            return _POWERS.get(power, f"to the power {power}")
        if piece == "_":
            return f"sub {self._argument()}"
        if piece in _FRACTIONS:
            return _fraction(self._argument(), self._argument())
        if piece == "\\sqrt":
            return f"square root of {self._argument()}"
        if piece in _SUMS:
            return self._sum(_WORDS[piece])
        if piece in _VERBATIM:
            return self._verbatim()
        if piece in _TRANSPARENT:
            return self._argument()
        if piece in ("\\begin", "\\end"):
            self._verbatim()
            return ""
        if piece in _WORDS:
            return _WORDS[piece]
        return piece.replace("{,}", ",").lstrip("\\")

    def _sum(self, word: str) -> str:
        """Return what a sum or product runs over, which stands as sub- and superscript."""
        parts = [word]
        for sign, preposition in (("_", "over"), ("^", "up to")):
            if self.position < len(self.tokens) and self.tokens[self.position] == sign:
                self.position += 1
                parts += [preposition, self._argument()]
        return " ".join(parts) + ","

    def _group(self) -> str:
        self.depth += 1
        inside = self._say_until_brace() if self.depth < _DEEPEST else ""
        self.depth -= 1
        self.position += 1
        return inside

    def _argument(self) -> str:
        while self.position < len(self.tokens) and self.tokens[self.position].isspace():
            self.position += 1
        if self.depth >= _DEEPEST or self.position >= len(self.tokens):
            return ""
        if self.tokens[self.position] == "}":
            return ""
        self.depth += 1
        said = self._say_one()
        self.depth -= 1
        return said

    def _verbatim(self) -> str:
        """Return the text of a braced group as it stands."""
        if self.position >= len(self.tokens) or self.tokens[self.position] != "{":
            return ""
        pieces = []
        self.position += 1
        while self.position < len(self.tokens) and self.tokens[self.position] != "}":
            pieces.append(self._take())
        self.position += 1
        return "".join(pieces).strip()


def _fraction(upper: str, lower: str) -> str:
    if " " in upper or " " in lower:
        return f"fraction {upper} over {lower} end fraction"
    return f"{upper} over {lower}"
