"""Reads the grids of a document, and keeps their sizes within bounds before any is made."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from questions.engine.domain import Domain
from questions.engine.errors import ExpressionError, shorten
from questions.engine.expressions import Expression
from questions.engine.grid_definitions import (
    ComputedGrid,
    DrawnGrid,
    GridDefinition,
    PickedGrid,
    cells_per_tuple,
    list_grids,
    whole,
)
from questions.engine.grids import MOST_CHANNELS, MOST_SIDE, SIZE_EXPECTED, Nested, fits
from questions.engine.question import Part
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression, read_new_name
from questions.engine.source import Node
from questions.engine.syntax import LARGEST_NUMBER
from questions.engine.templates import Template

MOST_GRIDS = 12
MOST_LISTED = 50
LARGEST_CELL = 999
# Sizes are computed for every combination of the parameters that they name.
MOST_SIZES = 100_000
MOST_CELLS_IN_ALL = 1 << 26
_EXPECTED = "one of {draw: ...}, {pick: ...} and {value: ...}"
_DRAW_FIELDS = ("draw", "channels", "rows", "columns", "low", "high")
_PICK_FIELDS = ("pick", "from")


def grid_names(node: Node | None) -> list[str]:
    """Return the names of the grids; also of those that are wrong, or every use would be noted."""
    return list(node.content) if node is not None and isinstance(node.content, dict) else []


def read_grids(
    reader: Reader, node: Node | None, domain: Domain | None, axes: Scope
) -> tuple[GridDefinition, ...]:
    """Return the grids in the author's order; ``domain`` is None where it is not sound."""
    grids: list[GridDefinition] = []
    known: list[str] = []
    for name, value in reader.pairs(node, expected="name: grid", most=MOST_GRIDS):
        if not read_new_name(reader, value, name, axes.all_names | set(known)):
            continue
        grid = _read_grid(reader, name, value, domain, axes.extended(grids=known))
        known.append(name)
        if grid is not None:
            grids.append(grid)
    if node is not None and domain is not None:
        n_cells = domain.n_tuples * cells_per_tuple(grids)
        if n_cells > MOST_CELLS_IN_ALL:
            found = f"{n_cells:,} cells in {domain.n_tuples:,} tuples"
            reader.note(node, found, f"at most {MOST_CELLS_IN_ALL:,}: fewer tuples, smaller grids")
    return tuple(grids)


def refuse_shown_keys(
    reader: Reader, fields: Mapping[str, Node], prompt: Template | None, parts: Sequence[Part]
) -> None:
    """Note a prompt that shows a grid which is the key of a part."""
    keys = {value.text for part in parts for value in part.values if value.is_grid}
    shown = [("prompt", prompt), *(("parts", part.prompt) for part in parts)]
    for name, template in shown:
        for slot in template.slots if template is not None else ():
            if slot.expression is not None and slot.expression.text in keys and name in fields:
                expected = "no key in a prompt: it would give the answer away"
                reader.note(fields[name], f"{slot.text}, the key of a part", expected)


def _read_grid(
    reader: Reader, name: str, node: Node, domain: Domain | None, scope: Scope
) -> GridDefinition | None:
    ways = {"draw", "pick", "value"} & set(node.content if isinstance(node.content, dict) else ())
    if len(ways) != 1:
        reader.note(node, node.describe() if not ways else " and ".join(sorted(ways)), _EXPECTED)
        return None
    if "draw" in ways:
        return _read_drawn(reader, name, node, domain, scope)
    if "pick" in ways:
        return _read_picked(reader, name, node, scope)
    fields = reader.mapping(node, allowed=("value",))
    value = read_expression(reader, field_of(fields, "value"), scope, is_grid=True)
    return None if value is None else ComputedGrid(name, value, node.to_plain())


def _read_drawn(
    reader: Reader, name: str, node: Node, domain: Domain | None, scope: Scope
) -> DrawnGrid | None:
    fields = reader.mapping(
        node, required=("draw", "rows", "columns", "low", "high"), allowed=_DRAW_FIELDS
    )
    seed = read_expression(reader, field_of(fields, "draw"), scope)
    low, high = (
        reader.integer(field_of(fields, edge), least=-LARGEST_CELL, most=LARGEST_CELL)
        for edge in ("low", "high")
    )
    channels = _read_size(reader, fields.get("channels"), domain, scope, MOST_CHANNELS)
    rows = _read_size(reader, fields.get("rows"), domain, scope, MOST_SIDE)
    columns = _read_size(reader, fields.get("columns"), domain, scope, MOST_SIDE)
    if seed is None or low is None or high is None or rows is None or columns is None:
        return None
    if "channels" in fields and channels is None:
        return None
    if high < low:
        reader.note(fields["high"], f"{high}", f"a number not below low, {low}")
        return None
    room = (channels[1] if channels else 0, rows[1], columns[1])
    if not fits(*room):
        sides = " x ".join(str(side) for side in room if side)
        reader.note(node, f"a grid of up to {sides}", SIZE_EXPECTED)
        return None
    sizes = (channels[0] if channels else None, rows[0], columns[0])
    return DrawnGrid(name, seed, sizes, low, high, room, node.to_plain())


def _read_size(
    reader: Reader, node: Node | None, domain: Domain | None, scope: Scope, most: int
) -> tuple[Expression, int] | None:
    """Return the expression of a size, and the largest value that it has on the domain."""
    expression = read_expression(reader, node, scope)
    if node is None or expression is None or domain is None:
        return None
    if expression.names & scope.grids:
        reader.note(node, "a size that follows from a grid", "numbers and parameters only")
        return None
    axes = tuple(axis for axis in domain.axes if axis.name in expression.names)
    own = domain if domain.is_cases else Domain(axes)
    if own.n_tuples > MOST_SIZES:
        listed = ", ".join(axis.name for axis in axes)
        reader.note(node, f"{own.n_tuples:,} combinations of {listed}", f"at most {MOST_SIZES:,}")
        return None
    try:
        sizes = np.asarray(whole(expression, own.columns(np.arange(own.n_tuples))))
    except ExpressionError as error:
        reader.note(node, f"{error.found} in {error.text!r}", error.expected)
        return None
    smallest, largest = int(sizes.min()), int(sizes.max())
    if smallest < 1 or largest > most:
        reader.note(node, f"sizes from {smallest} to {largest}", f"1 to {most} on every tuple")
        return None
    return expression, largest


def _read_picked(reader: Reader, name: str, node: Node, scope: Scope) -> PickedGrid | None:
    fields = reader.mapping(node, required=_PICK_FIELDS, allowed=_PICK_FIELDS)
    index = read_expression(reader, field_of(fields, "pick"), scope)
    listed = [
        _read_listed(reader, entry)
        for entry in reader.entries(
            fields.get("from"), expected="grids, each a list of rows", most=MOST_LISTED
        )
    ]
    found = tuple(nested for nested in listed if nested is not None)
    if index is None or len(found) < len(listed):
        return None
    if not found or len({np.ndim(np.array(nested)) for nested in found}) > 1:
        reader.note(fields.get("from", node), "grids of several kinds or none", "grids of one kind")
        return None
    return PickedGrid(name, index, found, list_grids(found), node.to_plain())


def _read_listed(reader: Reader, node: Node) -> Nested | None:
    """Return one listed grid: rows of numbers, or channels that are such rows."""
    plain = node.to_plain()
    n_problems = len(reader.problems)
    nested = _as_nested(reader, node, plain)
    if len(reader.problems) > n_problems or nested is None:
        return None
    try:
        shape = np.array(nested, dtype=np.float64).shape
    except ValueError:
        reader.note(node, f"rows of different lengths, {shorten(plain)}", "rows of one length")
        return None
    sizes = shape if len(shape) == 3 else (0, *shape)
    if len(sizes) != 3 or not fits(*sizes):
        reader.note(node, f"a grid of {' x '.join(map(str, shape))}", SIZE_EXPECTED)
        return None
    return nested


def _as_nested(reader: Reader, node: Node, plain: object) -> Nested | None:
    if not isinstance(plain, list) or not plain:
        reader.note(node, node.describe(), "a list of rows, such as [[1, 0], [0, 1]]")
        return None
    cells: list[object] = []
    for entry in node.content:
        value = entry.content
        if isinstance(value, list):
            cells.append(_as_nested(reader, entry, entry.to_plain()))
        elif isinstance(value, bool) or not isinstance(value, int | float):
            reader.note(entry, entry.describe(), "a number")
        elif not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            reader.note(entry, entry.describe(), "a number up to 2**53")
        else:
            cells.append(value)
    return tuple(cells)
