"""The functions on grids that are no solver's: cells, sums, windows, shifts; and + - * on cells.

All work on a stack of grids of one size. Rows, columns and channels count from 0, as the indices
in the formulas do.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import SIZE_EXPECTED, Operator, RowFailure, Value, as_number
from questions.engine.grid_calls import GridCall
from questions.engine.grids import as_column, cells_of, is_grid, one_grid, own_cells
from questions.engine.syntax import LARGEST_NUMBER
from questions.solver.grid_registry import (
    CONDITION,
    GRID_SOLVERS,
    NUMBER,
    GridFunction,
    grid_function,
)

Stack = NDArray[np.float64]


def _cell(grid: Stack, row: int, column: int) -> Stack:
    _require_flat(grid)
    _require_inside(grid, row, column, 1, 1)
    return grid[:, row, column]


def _total(grid: Stack) -> Stack:
    total: Stack = grid.reshape(len(grid), -1).sum(axis=1)
    return total


def _largest(grid: Stack) -> Stack:
    largest: Stack = grid.reshape(len(grid), -1).max(axis=1)
    return largest


def _smallest(grid: Stack) -> Stack:
    smallest: Stack = grid.reshape(len(grid), -1).min(axis=1)
    return smallest


def _rows(grid: Stack) -> Any:
    return np.full(len(grid), grid.shape[-2])


def _columns(grid: Stack) -> Any:
    return np.full(len(grid), grid.shape[-1])


def _channels(grid: Stack) -> Any:
    return np.full(len(grid), grid.shape[1] if grid.ndim == 4 else 1)


def _same(left: Stack, right: Stack) -> Any:
    if left.shape != right.shape:
        return np.zeros(len(left), dtype=np.bool_)
    return (left == right).reshape(len(left), -1).all(axis=1)


def _flip(grid: Stack) -> Stack:
    return grid[..., ::-1, ::-1]


def _transpose(grid: Stack) -> Stack:
    return grid.swapaxes(-2, -1)


def _absolute(grid: Stack) -> Stack:
    return np.abs(grid)


def _floored(grid: Stack) -> Stack:
    return np.floor(grid)


def _shift(grid: Stack, down: int, right: int) -> Stack:
    shifted = np.zeros_like(grid)
    height, width = grid.shape[-2:]
    if abs(down) < height and abs(right) < width:
        target = (_span(down, height), _span(right, width))
        source = (_span(-down, height), _span(-right, width))
        shifted[..., target[0], target[1]] = grid[..., source[0], source[1]]
    return shifted


def _span(step: int, size: int) -> slice:
    return slice(max(step, 0), size + min(step, 0))


def _pad(grid: Stack, zeros: int) -> Stack:
    if zeros < 0:
        raise ValueError(f"found a padding of {zeros}, expected 0 or more")
    ring = (zeros, zeros)
    return np.pad(grid, [*[(0, 0)] * (grid.ndim - 2), ring, ring])


def _window(grid: Stack, row: int, column: int, rows: int, columns: int) -> Stack:
    _require_inside(grid, row, column, rows, columns)
    return grid[..., row : row + rows, column : column + columns]


def _channel(grid: Stack, number: int) -> Stack:
    if grid.ndim != 4 or not 0 <= number < grid.shape[1]:
        n_channels = grid.shape[1] if grid.ndim == 4 else 0
        raise ValueError(f"found channel {number}, expected one of {n_channels}, from 0")
    return grid[:, number]


def _require_flat(grid: Stack) -> None:
    if grid.ndim == 4:
        raise ValueError("found a grid with channels, expected channel(grid, number)")


def _require_inside(grid: Stack, row: int, column: int, rows: int, columns: int) -> None:
    height, width = grid.shape[-2:]
    is_inside = 0 <= row <= height - rows and 0 <= column <= width - columns
    if not is_inside or rows < 1 or columns < 1:
        raise ValueError(
            f"found row {row} and column {column} (counted from 0) with {rows} x {columns} cells, "
            f"expected a place inside {height} x {width}"
        )


GRID_FUNCTIONS: Mapping[str, GridFunction] = MappingProxyType(
    {
        **GRID_SOLVERS,
        **{
            entry.name: entry
            for entry in (
                grid_function("cell", _cell, 1, gives=NUMBER),
                grid_function("total", _total, 1, gives=NUMBER),
                grid_function("largest", _largest, 1, gives=NUMBER),
                grid_function("smallest", _smallest, 1, gives=NUMBER),
                grid_function("rows", _rows, 1, gives=NUMBER),
                grid_function("columns", _columns, 1, gives=NUMBER),
                grid_function("channels", _channels, 1, gives=NUMBER),
                grid_function("same", _same, 2, gives=CONDITION),
                grid_function("flip", _flip, 1),
                grid_function("transpose", _transpose, 1),
                grid_function("absolute", _absolute, 1),
                grid_function("floored", _floored, 1),
                grid_function("shift", _shift, 1),
                grid_function("pad", _pad, 1),
                grid_function("window", _window, 1),
                grid_function("channel", _channel, 1),
            )
        },
    }
)

_ON_CELLS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
)


def combine(step: Operator, left: Value, right: Value, *, is_lenient: bool) -> Value:
    """Return ``left step right`` cell by cell; one of the two may be a number."""
    on_cells = _ON_CELLS[step.sign]
    if is_grid(left) and is_grid(right):

        def on_stacks(first: Stack, second: Stack) -> Stack:
            if first.shape != second.shape:
                sizes = [" x ".join(map(str, stack.shape[1:])) for stack in (first, second)]
                raise ValueError(f"found grids of {sizes[0]} and {sizes[1]}, expected one size")
            result: Stack = on_cells(first, second)
            return result

        return GridCall(on_stacks, (left, right)).run(is_lenient=is_lenient)
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        result: Value = _with_number(on_cells, left, right, is_lenient=is_lenient)
        return result
    one: Value = _one_with_number(on_cells, left, right, is_lenient=is_lenient)
    return one


def _one_with_number(
    on_cells: Callable[[Any, Any], Any], left: Any, right: Any, *, is_lenient: bool
) -> Any:
    grid, number = (left, right) if is_grid(left) else (right, left)
    wide: Any = np.float64(as_number(number, is_lenient=is_lenient))
    if not grid["rows"]:
        return grid
    cells = cells_of(grid)
    with np.errstate(all="ignore"):
        made = one_grid(on_cells(cells, wide) if is_grid(left) else on_cells(wide, cells))
    if not made["rows"] and not is_lenient:
        raise RowFailure(0, "no number, or one beyond 2**53", SIZE_EXPECTED)
    return made


def _with_number(
    on_cells: Callable[[Any, Any], Any], left: Value, right: Value, *, is_lenient: bool
) -> Any:
    grid, number = (left, right) if is_grid(left) else (right, left)
    wide = np.asarray(as_number(number, is_lenient=is_lenient), dtype=np.float64)
    wide = wide.reshape(-1, 1, 1, 1)
    column = np.broadcast_to(as_column(grid), max(len(as_column(grid)), len(wide))).copy()
    with np.errstate(all="ignore"):
        pair = (column["cells"], wide) if is_grid(left) else (wide, column["cells"])
        # Beyond a grid's own size its cells stay 0, so that equal grids stay equal.
        cells = np.where(own_cells(column), on_cells(*pair), 0.0) + 0.0
        is_bad = ~(np.abs(cells) <= LARGEST_NUMBER).all(axis=(1, 2, 3))
    if is_bad.any() and not is_lenient:
        raise RowFailure(int(is_bad.argmax()), "no number, or one beyond 2**53", SIZE_EXPECTED)
    cells[is_bad] = 0
    column["rows"][is_bad] = 0
    column["cells"] = cells
    return column
