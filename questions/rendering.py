"""Renders authors' Markdown with maths as safe HTML; the only module of the core with Django."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from questions import grid_html
from questions.answers.formula import formula_latex
from questions.errors import QuestionError
from questions.formulas import CLASSES, FormulaError, is_wide, to_mathml

# The parser is quadratic on hostile brackets: half a second at this size.
MAX_CHARACTERS = 20_000
_CACHED_TEXTS = 2048
# A full stop must not wrap to the next line without its formula.
_MATHS_AND_MARK = re.compile(r"\(?<math\b[^>]*>(?:(?!</?math\b).)*</math>[.,;:!?)]+", re.DOTALL)
# A page has a title of its own above every text; headings inside start below it.
_FIRST_HEADING = 3

_MATHML: dict[str, set[str]] = {
    "math": {"display", "alttext"},
    "mrow": set(),
    "mi": {"mathvariant"},
    "mn": set(),
    "mo": {"form", "lspace", "rspace", "stretchy", "minsize", "maxsize", "symmetric",
           "largeop", "movablelimits"},
    "mtext": set(),
    "mspace": {"width", "height", "depth"},
    "mfrac": {"linethickness", "displaystyle"},
    "msqrt": set(), "mroot": set(), "msub": set(), "msup": set(), "msubsup": set(),
    "munder": {"accentunder"}, "mover": {"accent"}, "munderover": {"accent", "accentunder"},
    "mmultiscripts": set(), "mprescripts": set(), "mphantom": set(),
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "scriptlevel"},
    "mtr": set(),
    "mtd": {"columnspan", "rowspan"},
}  # fmt: skip
_HTML: dict[str, set[str]] = {
    **{name: set() for name in (
        "p", "br", "hr", "em", "strong", "blockquote", "ul", "li", "h3", "h4", "h5", "h6",
        "table", "thead", "tbody", "tr", "b", "i", "s", "u",
    )},
    "ol": {"start"},
    "a": {"href", "title"},
    "code": set(),
    "pre": {"tabindex"},
    "div": {"tabindex", "role", "aria-label"},
    "span": {"tabindex", "role", "aria-label"},
    "caption": set(),
    "th": {"scope"},
    "td": set(),
}  # fmt: skip
_ALIGNMENTS = {"left", "center", "right"}
_TABLE_CLASSES = {f"align-{alignment}" for alignment in _ALIGNMENTS}
_ALLOWED_CLASSES: dict[str, set[str]] = {
    "div": {"math-display", "table-scroll", *grid_html.CLASSES["div"]},
    "span": {"math-display", "math-word", *grid_html.CLASSES["span"]},
    "table": grid_html.CLASSES["table"],
    "code": {"math-error", *(f"language-{name}" for name in ("python", "text", "yaml"))},
    "th": _TABLE_CLASSES,
    "td": {*_TABLE_CLASSES, *grid_html.CLASSES["td"]},
    "mrow": set(CLASSES),
    "mtable": set(CLASSES),
    "mtd": set(CLASSES),
}


class RenderingError(QuestionError):
    """Raised when an author's text cannot be shown as meant.

    Attributes
    ----------
    line, column : int
        Where, counted from 1.
    """

    code = "rendering"

    def __init__(self, message: str, *, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


def render_markdown(text: str) -> SafeString:
    """Return Markdown with ``$maths$`` as sanitised HTML; what is wrong is shown as it stands."""
    return _render(text, is_inline=False)


def render_inline(text: str) -> SafeString:
    """Return one line of Markdown with ``$maths$`` as sanitised HTML without a paragraph."""
    return _render(text, is_inline=True)


def render_formula(understood: str) -> SafeString:
    """Return a formula, as an answer of that kind is shown, set as maths."""
    return render_inline(f"${formula_latex(understood)}$")


def check_markdown(text: str) -> None:
    """Raise RenderingError at the first place that would not be shown as the author meant."""
    if len(text) > MAX_CHARACTERS:
        raise RenderingError(_too_long(text), line=1, column=1)
    place = 0
    for token in _flatten(_PARSER.parse(text)):
        if token.type.startswith("math_"):
            place = _find(text, token.content, place)
            try:
                to_mathml(token.content.strip(), is_display=token.type != "math_inline")
            except FormulaError as error:
                lead = len(token.content) - len(token.content.lstrip())
                raise _at(text, place + lead + error.offset, f"in maths: {error}") from None
            place += len(token.content)
        elif token.type == "text" and "$" in token.content and "\\" in token.content:
            place = _find(text, token.content, place)
            raise _at(
                text,
                place + token.content.index("$"),
                "a $ that opens or closes no maths: no space may stand inside the dollar signs, "
                "and no digit directly before the first or after the last",
            )


@lru_cache(maxsize=_CACHED_TEXTS)
def _render(text: str, *, is_inline: bool) -> SafeString:
    if len(text) > MAX_CHARACTERS:
        # Safe: a fixed text with numbers.
        return SafeString(f"<p>{html.escape(_too_long(text))}</p>")
    # A lone surrogate is no character and cannot leave as UTF-8.
    clean = text.encode(errors="replace").decode()
    dirty = _PARSER.renderInline(clean) if is_inline else _PARSER.render(clean)
    dirty = _MATHS_AND_MARK.sub(r'<span class="math-word">\g<0></span>', dirty)
    # Safe: the cleaner leaves only the tags, attributes and classes listed above.
    return SafeString(_CLEANER.clean(dirty.strip()))


def _too_long(text: str) -> str:
    return f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are shown."


def _flatten(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flatten(token.children or ())


def _find(text: str, content: str, start: int) -> int:
    """Return where a token's content stands; block maths may have lost indentation."""
    place = text.find(content, start)
    if place < 0:
        place = text.find(content.strip().partition("\n")[0], start)
    return max(place, start)


def _at(text: str, offset: int, message: str) -> RenderingError:
    before = text[:offset]
    return RenderingError(message, line=before.count("\n") + 1, column=offset - before.rfind("\n"))


def _formula(latex: str, *, is_display: bool, tag: str = "div") -> str:
    try:
        mathml = to_mathml(latex, is_display=is_display)
    except FormulaError:
        return f'<code class="math-error">{html.escape(latex)}</code>'
    if not is_display:
        return mathml
    # A scrolled region has to be reachable by keyboard; one that never scrolls must not be.
    reach = ' tabindex="0" role="group" aria-label="Formula"' if is_wide(latex) else ""
    return f'<{tag} class="math-display"{reach}>{mathml}</{tag}>'


def _rule(render: Callable[[Token], str]) -> Callable[..., str]:
    """Return a render rule in the form that the parser calls."""

    def call(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
        return render(tokens[place])

    return call


def _open_cell(token: Token) -> str:
    """Return a table cell with its alignment as a class; the parser writes a style."""
    alignment = str(token.attrGet("style") or "").rpartition(":")[2]
    aligned = f' class="align-{alignment}"' if alignment in _ALIGNMENTS else ""
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}{aligned}>"


def _heading(token: Token) -> str:
    level = min(int(token.tag[1:]) + _FIRST_HEADING - 1, 6)
    return f"<{'/' if token.nesting < 0 else ''}h{level}>"


def _code_block(token: Token) -> str:
    name = token.info.strip().partition(" ")[0]
    language = f' class="language-{html.escape(name)}"' if name else ""
    return f'<pre tabindex="0"><code{language}>{html.escape(token.content)}</code></pre>\n'


def _fence(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """Return a block of code, or a grid of cells."""
    if grid_html.is_grid(tokens[place]):
        return grid_html.render_grid(tokens, place)
    return _code_block(tokens[place])


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    rules: dict[str, Callable[[Token], str]] = {
        "math_inline": lambda token: _formula(token.content.strip(), is_display=False),
        "math_inline_double": lambda token: _formula(
            token.content.strip(), is_display=True, tag="span"
        ),
        "math_block": lambda token: _formula(token.content.strip(), is_display=True) + "\n",
        "th_open": _open_cell,
        "td_open": _open_cell,
        "heading_open": _heading,
        "heading_close": _heading,
        "code_block": _code_block,
        "table_open": lambda token: '<div class="table-scroll"><table>\n',
        "table_close": lambda token: "</table></div>\n",
    }
    for name, render in rules.items():
        parser.add_render_rule(name, _rule(render))
    parser.add_render_rule("fence", _fence)
    return parser


_PARSER = _make_parser()
_CLEANER = nh3.Cleaner(
    tags={*_HTML, *_MATHML},
    attributes={**_HTML, **_MATHML},
    allowed_classes=_ALLOWED_CLASSES,
    url_schemes={"http", "https", "mailto"},
)
