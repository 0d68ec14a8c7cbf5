"""Turns LaTeX maths into MathML with a text form; knows neither Markdown nor questions."""

import html
import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

from questions.errors import QuestionError
from questions.spoken_maths import speak

# The converter recurses in native code: thousands of levels end the process (SIGSEGV), not the
# call. Every level costs a brace or a command, so these two caps bound the depth.
MAX_CHARACTERS = 4000
MAX_DEPTH = 50
MAX_COMMANDS = 500
# Long enough to overflow a phone held upright; then it has to be reachable by keyboard.
_WIDE_CHARACTERS = 60

_CONVERTER = LatexToMathML(fancy_error=False, max_expansions=200)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(align|gather|equation)\*?\}")
_UNNUMBERED = {"align": "aligned", "gather": "gathered", "equation": "aligned"}
_GROUPED_DIGITS = re.compile(r"(?<=\d)\{,\}(?=\d{3})")
_GROUPED_NUMBER = re.compile(r"<mn>[\d.]+</mn>(?:<mtext>,</mtext><mn>[\d.]+</mn>)+")
_BOX = re.compile(r'<menclose notation="box">(.*?)</menclose>', re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
# Prompts of one question differ in their numbers, and have most of their formulas in common.
_CACHED_FORMULAS = 4096

# Our rules of style are classes, for the page's policy allows no style attributes.
_CLASS_OF_STYLE = {
    "text-align: right": "math-right",
    "text-align: left": "math-left",
    "padding-left:1em": "math-gap",
    "border-left: 0.05em solid currentcolor": "math-line-left",
    "border-right: 0.05em solid currentcolor": "math-line-right",
    "border-top: 0.05em solid currentcolor": "math-line-top",
    "border-bottom: 0.05em solid currentcolor": "math-line-bottom",
}
CLASSES = frozenset({*_CLASS_OF_STYLE.values(), "math-box"})

_REFUSED = {
    **dict.fromkeys(
        ("def", "gdef", "edef", "xdef", "let", "global", "newcommand", "renewcommand",
         "providecommand", "DeclareMathOperator"),
        "defines a command; write the formula out",
    ),
    **dict.fromkeys(
        ("color", "textcolor"), "sets a colour, which not everybody sees; use words or \\boxed"
    ),
    **dict.fromkeys(
        ("label", "ref", "eqref", "tag", "href", "url"), "refers to another place; use words"
    ),
    **dict.fromkeys(
        ("cancel", "bcancel", "xcancel", "phase", "angl"), "is not shown by every browser"
    ),
}  # fmt: skip


class FormulaError(QuestionError):
    """Raised when LaTeX maths cannot be shown; ``offset`` is where, in characters."""

    code = "formula"

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@lru_cache(maxsize=_CACHED_FORMULAS)
def to_mathml(latex: str, *, is_display: bool) -> str:
    """Return a formula as MathML without style attributes; raise FormulaError if it is none."""
    _check_caps(latex)
    _check_commands(latex)
    source = _ENVIRONMENT.sub(lambda found: _unnumbered(found[1], found[2]), latex)
    # Between \text commas the digits can be found again and put into one number.
    source = _GROUPED_DIGITS.sub(r"\\text{,}", source)
    try:
        mathml = _CONVERTER.convert_with_local_state(source, displaystyle=is_display)
    except LatexError as error:
        raise _formula_error(str(error), latex, source) from None
    mathml = _GROUPED_NUMBER.sub(_join_number, mathml)
    mathml = _BOX.sub(r'<mrow class="math-box">\1</mrow>', mathml)
    mathml = _STYLE.sub(_classes, mathml)
    return mathml.replace("<math", f'<math alttext="{html.escape(speak(latex))}"', 1)


def is_wide(latex: str) -> bool:
    """Tell whether a display formula may be wider than a phone."""
    return max((len(line) for line in latex.split("\\\\")), default=0) > _WIDE_CHARACTERS


def _check_caps(latex: str) -> None:
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(
            f"the formula has {len(latex):,} characters, expected at most {MAX_CHARACTERS:,}",
            MAX_CHARACTERS,
        )
    depth = 0
    for offset, character in enumerate(latex):
        depth += (character == "{") - (character == "}")
        if depth > MAX_DEPTH:
            raise FormulaError(f"more than {MAX_DEPTH} braces are open at once", offset)


def _check_commands(latex: str) -> None:
    for count, found in enumerate(_COMMAND.finditer(latex), start=1):
        if count > MAX_COMMANDS:
            raise FormulaError(f"the formula has more than {MAX_COMMANDS} commands", found.start())
        why = _REFUSED.get(found[0][1:])
        if why:
            raise FormulaError(f"{found[0]} {why}", found.start())


def _unnumbered(edge: str, name: str) -> str:
    return f"\\{edge}{{{_UNNUMBERED[name]}}}"


def _formula_error(message: str, latex: str, source: str) -> FormulaError:
    found = _ERROR.fullmatch(message)
    offset = int(found[1]) if found else 0
    text = found[2] if found else message
    # What was replaced above changed lengths; a place is only given where it is exact.
    return FormulaError(text, offset if source == latex else 0)


def _join_number(found: re.Match[str]) -> str:
    return f"<mn>{re.sub('<[^>]*>', '', found[0])}</mn>"


def _classes(found: re.Match[str]) -> str:
    styles = (style.strip() for style in found[1].split(";"))
    names = [_CLASS_OF_STYLE[style] for style in styles if style in _CLASS_OF_STYLE]
    return f' class="{" ".join(names)}"' if names else ""
