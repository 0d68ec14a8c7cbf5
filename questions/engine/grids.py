"""Columns of grids: in each row a small array of numbers, of any size up to a bound.

Such a column is a structured NumPy array, so it is masked, narrowed and broadcast like any other;
one grid alone is one record of it. ``channels`` is 0 for a grid without channels, ``rows`` is 0
where a row of the column has no grid, and cells beyond a grid's own size are 0.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.engine.drawing import mix
from questions.engine.syntax import LARGEST_NUMBER

Grid: TypeAlias = np.void
Nested: TypeAlias = tuple[Any, ...]
"""A grid as plain data: a tuple of rows, or of channels that are tuples of rows."""

MOST_SIDE = 32
MOST_CHANNELS = 8
MOST_CELLS = 1024
SIZE_EXPECTED = (
    f"at most {MOST_SIDE} rows, {MOST_SIDE} columns, {MOST_CHANNELS} channels "
    f"and {MOST_CELLS:,} cells"
)


def is_grid(value: object) -> bool:
    """Return whether the value is a grid or a column of grids."""
    return isinstance(value, np.ndarray | np.void) and value.dtype.kind == "V"


def fits(channels: int, rows: int, columns: int) -> bool:
    """Return whether a grid of this size is allowed; 0 channels for a grid without them."""
    return (
        0 <= channels <= MOST_CHANNELS
        and 1 <= rows <= MOST_SIDE
        and 1 <= columns <= MOST_SIDE
        and max(channels, 1) * rows * columns <= MOST_CELLS
    )


def empty_column(n_rows: int, channels: int, rows: int, columns: int) -> NDArray[Any]:
    """Return a column without a grid in any row, with room for grids of this size."""
    return np.zeros(n_rows, dtype=_dtype(max(channels, 1), rows, columns))


@lru_cache(maxsize=512)
def _dtype(channels: int, rows: int, columns: int) -> np.dtype[np.void]:
    cells = ("cells", np.float64, (channels, rows, columns))
    return np.dtype([("channels", np.int16), ("rows", np.int16), ("columns", np.int16), cells])


def put(column: NDArray[Any], places: Any, stack: NDArray[np.float64]) -> None:
    """Write a stack of grids of one size, (n, [channels,] rows, columns), into a column.

    A grid with a value that is not finite, or beyond 2**53, is left out.
    """
    channels = stack.shape[1] if stack.ndim == 4 else 0
    rows, columns = stack.shape[-2:]
    cells = stack.reshape(len(stack), max(channels, 1), rows, columns)
    with np.errstate(invalid="ignore"):
        is_sound = (np.abs(cells) <= LARGEST_NUMBER).all(axis=(1, 2, 3))
    if not is_sound.all():
        places, cells = places[is_sound], cells[is_sound]
    column["channels"][places] = channels
    column["rows"][places] = rows
    column["columns"][places] = columns
    # + 0.0 makes one zero of the two that floats have.
    column["cells"][places, : max(channels, 1), :rows, :columns] = cells + 0.0


def one_grid(cells: NDArray[np.float64]) -> Grid:
    """Return the grid of ([channels,] rows, columns); without rows where `put` leaves it out."""
    channels = cells.shape[0] if cells.ndim == 3 else 0
    rows, columns = cells.shape[-2:]
    grid: Any = np.zeros((), dtype=_dtype(max(channels, 1), rows, columns))[()]
    # NaN is not at most anything, so it is refused, too.
    if np.abs(cells).max() <= LARGEST_NUMBER:
        grid["channels"], grid["rows"], grid["columns"] = channels, rows, columns
        grid["cells"] = cells + 0.0
    made: Grid = grid
    return made


def cells_of(grid: Grid) -> NDArray[np.float64]:
    """Return the cells of one grid as ([channels,] rows, columns); the reverse of `one_grid`."""
    entries: Any = grid.item()
    channels, rows, columns, cells = entries
    own: NDArray[np.float64] = cells[: max(channels, 1), :rows, :columns]
    return own if channels else own[0]


def stack_of(column: NDArray[Any]) -> NDArray[np.float64]:
    """Return the grids of a column that have one size as a stack; the reverse of `put`."""
    channels, rows, columns = (int(column[name][0]) for name in ("channels", "rows", "columns"))
    cells: NDArray[np.float64] = column["cells"][:, : max(channels, 1), :rows, :columns]
    return cells if channels else cells[:, 0]


def as_column(value: Any) -> NDArray[Any]:
    """Return one grid as a column of one row, and a column as it is."""
    return np.asarray(value).reshape(-1)


def from_nested(nested: Sequence[Any]) -> Grid:
    """Return the grid of nested lists or tuples, which are known to be of one size."""
    cells = np.array(nested, dtype=np.float64)
    return one_grid(cells)


def to_nested(grid: Grid) -> Nested:
    """Return a grid as nested tuples of numbers, whole ones as int."""
    channels, rows, columns = int(grid["channels"]), int(grid["rows"]), int(grid["columns"])
    cells = grid["cells"][: max(channels, 1), :rows, :columns].tolist()
    layers = tuple(
        tuple(tuple([int(cell) if cell.is_integer() else cell for cell in row]) for row in layer)
        for layer in cells
    )
    return layers if channels else layers[0]


def own_cells(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which cells of (n, channels, rows, columns) belong to the grid of their row."""
    channels, rows, columns = np.ogrid[tuple(slice(side) for side in column["cells"].shape[1:])]
    own = [column[name][:, None, None, None] for name in ("channels", "rows", "columns")]
    mask: NDArray[np.bool_] = (
        (channels < np.maximum(own[0], 1)) & (rows < own[1]) & (columns < own[2])
    )
    return mask


def flatten(value: Any, n_rows: int) -> NDArray[np.float64]:
    """Return a column of grids without channels as numbers: rows, columns, then the cells.

    The cells of each grid stand row by row with nothing between them, zeros follow. So two rows
    are equal exactly when their grids are. A row without a grid is NaN.
    """
    column = as_column(value)
    n_cells = int((column["rows"].astype(np.int64) * column["columns"]).max(initial=0))
    flat = np.zeros((len(column), 2 + n_cells))
    flat[:, 0], flat[:, 1] = column["rows"], column["columns"]
    row, i, j = np.nonzero(own_cells(column)[:, 0])
    flat[row, 2 + i * column["columns"][row].astype(np.int64) + j] = column["cells"][row, 0, i, j]
    flat[column["rows"] == 0] = np.nan
    return np.broadcast_to(flat, (n_rows, flat.shape[1]))


def fingerprints(value: Any) -> NDArray[np.int64]:
    """Return a number for each grid of a column, with or without channels.

    Different numbers mean different grids for certain; equal ones, equal grids but for a chance of
    one in 2**64.
    """
    column = as_column(value)
    # Texts show twelve digits; what differs beyond them reads the same.
    cells = (np.round(column["cells"], 9) + 0.0).view(np.uint64)
    places = [axis.astype(np.uint64) for axis in np.ogrid[tuple(map(slice, cells.shape[1:]))]]
    place = (places[0] << np.uint64(20)) + (places[1] << np.uint64(10)) + places[2]
    mixed = mix(cells ^ mix(place + np.uint64(1)))
    sizes = sum(
        column[name].astype(np.uint64) << np.uint64(shift)
        for name, shift in (("channels", 20), ("rows", 10), ("columns", 0))
    )
    total = np.where(own_cells(column), mixed, np.uint64(0)).sum(axis=(1, 2, 3), dtype=np.uint64)
    prints: NDArray[np.int64] = mix(total ^ mix(np.asarray(sizes))).view(np.int64)
    return prints
