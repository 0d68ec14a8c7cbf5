"""Texts with ``{{name}}`` or ``{{expression | format}}`` in them; single braces are LaTeX's."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np

from questions.engine.errors import ExpressionError, list_choices, shorten
from questions.engine.expressions import Expression, compile_expression
from questions.engine.grid_texts import write_block, write_formula, write_inline
from questions.engine.grids import Grid
from questions.errors import QuestionError

# Text, several numbers (a shape), a grid or one number: what a slot may stand for.
Shown: TypeAlias = (
    int | float | bool | str | tuple[float, ...] | tuple[tuple[float, ...], ...] | Grid
)

LONGEST_RENDERED = 20_000
MOST_PLACES = 12
_SLOT = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DOLLARS = re.compile(r"(?<!\\)\$\$?")
_FORMAT = re.compile(r"(?P<name>[a-z]+)(?:\s+(?P<places>[0-9]{1,2}))?")


class TemplateError(QuestionError):
    """Raised when a template is wrong, with the position in its text."""

    code = "bad_template"

    def __init__(self, found: str, expected: str, *, position: int) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found = found
        self.expected = expected
        self.position = position


def plain(number: float) -> str:
    """Return a number in digits without an exponent: ``290400``, ``4.5``, ``0.333333333333``."""
    if isinstance(number, bool):
        return "true" if number else "false"
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return np.format_float_positional(number, precision=12, fractional=False, trim="-")


def with_thousands(number: float, *, is_math: bool = False) -> str:
    """Return a number in groups of three digits; in maths the comma takes no space."""
    whole, point, rest = plain(abs(number)).partition(".")
    grouped = f"{int(whole):,}".replace(",", "{,}" if is_math else ",")
    return ("-" if number < 0 else "") + grouped + point + rest


@dataclass(frozen=True)
class Format:
    """How a number is written."""

    write: Callable[[float, int, bool], str]
    has_places: bool


FORMATS: Mapping[str, Format] = {
    "thousands": Format(lambda value, _, is_math: with_thousands(value, is_math=is_math), False),
    "decimal": Format(lambda value, places, _: f"{value:.{places}f}", True),
    "percent": Format(lambda value, places, _: f"{100 * value:.{places}f}", True),
}
"""``thousands`` 290,400 · ``decimal 2`` 4.50 · ``percent 1`` 28.0 for 0.28, without the sign."""


@dataclass(frozen=True)
class Slot:
    """One ``{{...}}``: a bare name, or an expression.

    ``is_math`` if it stands between dollars; ``indent`` is what stands before it where it has a
    line of its own, else None.
    """

    text: str
    name: str
    expression: Expression | None
    format: str
    places: int
    is_math: bool
    indent: str | None = None

    def value(self, row: Mapping[str, Shown]) -> Shown:
        """Return what the slot stands for."""
        if self.name:
            return row[self.name]
        assert self.expression is not None  # a slot without a name has one
        return self.expression.evaluate_row(row)  # type: ignore[arg-type]

    def write(self, value: Shown) -> str:
        """Return the value as text."""
        if type(value) is int and not self.format:
            return str(value)  # by far the most common
        if isinstance(value, str):
            return value
        if isinstance(value, Grid):
            return self._write_grid(value)
        if isinstance(value, tuple):
            sign = r" \times " if self.is_math else " x "
            return sign.join(self.write(size) for size in value)
        if not math.isfinite(value):
            raise ValueError(f"{self.text}: found {value}, expected a finite number")
        if self.format:
            return FORMATS[self.format].write(value, self.places, self.is_math)
        return plain(value)

    def _write_grid(self, grid: Grid) -> str:
        if self.is_math:
            return write_formula(grid, self.write)
        if self.indent is not None:
            return write_block(grid, self.name, self.indent, self.write)
        return write_inline(grid, self.write)


@dataclass(frozen=True)
class Template:
    """A text and the slots in it; pieces alternate as they stand in the text."""

    text: str
    pieces: tuple[str | Slot, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slots, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Slot))

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that the slots need."""
        return frozenset[str]().union(
            *(slot.expression.names if slot.expression else {slot.name} for slot in self.slots)
        )

    def render(self, row: Mapping[str, Shown]) -> str:
        """Return the text with the values of one row put in."""
        return "".join(
            piece if isinstance(piece, str) else piece.write(piece.value(row))
            for piece in self.pieces
        )


@lru_cache(maxsize=2048)
def _compile_cached(
    text: str, names: frozenset[str], texts: frozenset[str], grids: frozenset[str]
) -> Template:
    pieces: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(text):
        literal = text[end : match.start()]
        _refuse_open(text, literal, end)
        if literal:
            pieces.append(literal)
        is_math = len(_DOLLARS.findall(text, 0, match.start())) % 2 == 1
        slot = _read_slot(match, names, texts, grids)
        indent = None if is_math else _find_indent(match)
        pieces.append(replace(slot, is_math=is_math, indent=indent))
        end = match.end()
    _refuse_open(text, text[end:], end)
    if text[end:]:
        pieces.append(text[end:])
    return Template(text, tuple(pieces))


def compile_template(
    text: str,
    names: Collection[str],
    *,
    texts: Collection[str] = (),
    grids: Collection[str] = (),
) -> Template:
    """Return the compiled template; ``texts`` are names that may only stand alone in a slot.

    Raises TemplateError, with the position of what is wrong.
    """
    return _compile_cached(text, frozenset(names), frozenset(texts), frozenset(grids))


def _find_indent(match: re.Match[str]) -> str | None:
    """Return the blanks before a slot that has a line of its own; None if it has not."""
    before = match.string[: match.start()].rpartition("\n")[2]
    after = match.string[match.end() :].partition("\n")[0]
    return before if not before.strip() and not after.strip() else None


def _refuse_open(text: str, literal: str, start: int) -> None:
    place = literal.find("{{")
    if place >= 0:
        position = start + place
        raise TemplateError(
            f"{shorten(text[position : position + 30])!r}",
            "{{name}} or {{expression}}; for LaTeX put a blank between two braces",
            position=position,
        )


def _read_slot(
    match: re.Match[str], names: frozenset[str], texts: frozenset[str], grids: frozenset[str]
) -> Slot:
    source, bar, wanted = match[1].partition("|")
    source, start = source.strip(), match.start()
    written = match[0]
    format_name, places = _read_format(wanted.strip(), start) if bar else ("", 0)
    if source in texts:
        if format_name:
            raise TemplateError(
                f"the format {format_name} for {source}", "no format here", position=start
            )
        return Slot(written, source, None, "", 0, is_math=False)
    is_name = _NAME.fullmatch(source) is not None
    try:
        if is_name and source not in names | grids and texts:
            raise ExpressionError(
                source,
                found=f"the unknown name {shorten(source)!r}",
                expected=list_choices(source, names | texts | grids),
            )
        expression = compile_expression(source, names, texts=texts, grids=grids)
    except ExpressionError as error:
        raise TemplateError(
            f"{error.found} in {shorten(written)}", error.expected, position=start
        ) from None
    name = source if is_name else ""
    return Slot(written, name, expression, format_name, places, is_math=False)


def _read_format(wanted: str, position: int) -> tuple[str, int]:
    match = _FORMAT.fullmatch(wanted)
    known = FORMATS.get(match["name"]) if match else None
    if match is None or known is None:
        expected = list_choices(wanted, ["thousands", "decimal 2", "percent 1"])
        raise TemplateError(f"the format {shorten(wanted)!r}", expected, position=position)
    if known.has_places != (match["places"] is not None):
        expected = f"{match['name']} 2" if known.has_places else match["name"]
        raise TemplateError(f"the format {shorten(wanted)!r}", expected, position=position)
    places = int(match["places"] or 0)
    if places > MOST_PLACES:
        raise TemplateError(f"{places} places", f"at most {MOST_PLACES}", position=position)
    return match["name"], places
