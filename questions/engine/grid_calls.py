"""Calls functions on columns of grids: once for all rows whose grids have the same sizes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import RowFailure, Value
from questions.engine.counting import label_rows
from questions.engine.grids import (
    SIZE_EXPECTED,
    as_column,
    cells_of,
    empty_column,
    fits,
    one_grid,
    put,
    stack_of,
)
from questions.solver.grid_registry import GRID

# Cells that a call may work on at a time: 32 MB of float64.
MOST_AT_A_TIME = 1 << 22
MOST_IN_A_COLUMN = 1 << 23
LARGEST_ARGUMENT = 64
_MISSING = ("no number, or one beyond 2**53", "finite numbers")
_FAILURES = (ValueError, ArithmeticError, IndexError)


@dataclass(slots=True)
class GridCall:
    """A function with its grids, and its whole numbers in order or by name."""

    function: Callable[..., Any]
    grids: tuple[Value, ...]
    numbers: tuple[Value, ...] = ()
    keywords: tuple[str, ...] = ()
    """Names of the last of the numbers, which are passed by name."""
    gives: str = GRID
    adds_channels: bool = False

    def run(self, *, is_lenient: bool) -> Value:
        """Return what the function gives for each row: grids, numbers or conditions.

        Where it gives nothing, RowFailure is raised; lenient evaluation has no grid there, or NaN.
        """
        if np.ndarray not in map(type, (*self.grids, *self.numbers)):
            return self._run_one(is_lenient=is_lenient)
        numbers = [_whole_numbers(number, is_lenient=is_lenient) for number in self.numbers]
        columns = [*map(as_column, self.grids), *numbers]
        n_rows = max(map(len, columns), default=1)
        columns = [np.broadcast_to(column, n_rows) for column in columns]
        grids, numbers = columns[: len(self.grids)], columns[len(self.grids) :]
        stacks: list[tuple[NDArray[np.int64], Any]] = []
        for rows in _groups(grids, numbers, n_rows):
            made = self._call(grids, numbers, rows, is_lenient=is_lenient)
            if made is not None:
                stacks.append((rows, made))
        result = _join(stacks, n_rows, self.gives)
        if not is_lenient:
            _refuse_missing(result)
        outcome: Value = result
        return outcome

    def _run_one(self, *, is_lenient: bool) -> Value:
        """Return the same for one row, without the cost of columns and of sorting rows."""
        values = [
            number if type(number) is int else int(_whole_numbers(number, is_lenient=is_lenient)[0])
            for number in self.numbers
        ]
        grids: Any = self.grids
        made = self._try(
            lambda: [cells_of(grid)[None] for grid in grids],
            values,
            0,
            has_grids=all(grid["rows"] for grid in grids),
            is_lenient=is_lenient,
        )
        result = _only([] if made is None else made, self.gives)
        is_missing = result["rows"] == 0 if self.gives == GRID else result != result
        if is_missing and not is_lenient:
            raise RowFailure(0, *_MISSING)
        outcome: Value = result
        return outcome

    def _call(
        self,
        grids: Sequence[NDArray[Any]],
        numbers: Sequence[NDArray[Any]],
        rows: NDArray[np.int64],
        *,
        is_lenient: bool,
    ) -> Any:
        """Return the outcome of one group of rows; None where there is none and need be none."""
        first = int(rows[0])
        return self._try(
            lambda: [stack_of(grid if len(grid) == 1 else grid[rows]) for grid in grids],
            [int(number[first]) for number in numbers],
            first,
            has_grids=all(grid["rows"][first] for grid in grids),
            is_lenient=is_lenient,
        )

    def _try(
        self,
        stacks: Callable[[], list[NDArray[np.float64]]],
        values: list[int],
        first: int,
        *,
        has_grids: bool,
        is_lenient: bool,
    ) -> Any:
        if not has_grids or (values and max(map(abs, values)) > LARGEST_ARGUMENT):
            if is_lenient:
                return None
            found = f"a number beyond {LARGEST_ARGUMENT}" if has_grids else "no grid"
            raise RowFailure(first, found, f"a grid, and whole numbers up to {LARGEST_ARGUMENT}")
        try:
            return self._checked(self._on_stacks(stacks(), values))
        except _FAILURES as error:
            if is_lenient:
                return None
            raise RowFailure(first, f"an impossible call ({error})", "grids that fit") from None

    def _on_stacks(self, stacks: list[NDArray[np.float64]], values: list[int]) -> Any:
        if self.keywords:
            n_positional = len(values) - len(self.keywords)
            named = dict(zip(self.keywords, values[n_positional:], strict=True))
            result = self.function(*stacks, *values[:n_positional], **named)
        else:
            result = self.function(*stacks, *values)
        if self.adds_channels and stacks[0].ndim == 4:
            result = np.asarray(result).sum(axis=1)
        return np.asarray(result)

    def _checked(self, result: Any) -> Any:
        if self.gives != GRID:
            return result
        channels = result.shape[1] if result.ndim == 4 else 0
        if result.ndim not in (3, 4) or not fits(channels, *result.shape[-2:]):
            size = " x ".join(str(side) for side in result.shape[1:])
            raise ValueError(f"found a grid of {size}, expected {SIZE_EXPECTED}")
        return result


def _whole_numbers(value: Value, *, is_lenient: bool) -> NDArray[Any]:
    column = np.asarray(value).reshape(-1)
    if column.dtype.kind not in "if":
        raise RowFailure(None, "a grid or a condition", "a whole number")
    if column.dtype.kind == "i":
        return column
    with np.errstate(invalid="ignore"):
        is_whole = (np.floor(column) == column) & (np.abs(column) <= LARGEST_ARGUMENT)
    if not is_whole.all() and not is_lenient:
        row = int(np.argmin(is_whole))
        expected = f"a whole number up to {LARGEST_ARGUMENT}"
        raise RowFailure(row, f"the number {column[row]:g}", expected)
    return np.where(is_whole, column, LARGEST_ARGUMENT + 1).astype(np.int64)


def _groups(
    grids: Sequence[NDArray[Any]], numbers: Sequence[NDArray[Any]], n_rows: int
) -> Iterator[NDArray[np.int64]]:
    """Yield the rows whose grids have the same sizes and whose numbers are equal, in blocks."""
    if not n_rows:
        return
    sizes = [grid[name] for grid in grids for name in ("channels", "rows", "columns")]
    labels, n_labels = label_rows([*sizes, *numbers], n_rows)
    order = np.argsort(labels, kind="stable") if n_labels > 1 else np.arange(n_rows)
    ends = np.searchsorted(labels[order], np.arange(1, n_labels))
    # By their first rows, so that what fails first is the first row that fails.
    for rows in sorted(np.split(order, ends), key=lambda rows: int(rows[0])):
        yield from _blocks(grids, numbers, rows)


def _blocks(
    grids: Sequence[NDArray[Any]], numbers: Sequence[NDArray[Any]], rows: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Cut the rows of a group, so that what a function makes of them stays within bounds."""
    first = int(rows[0])
    # Padding makes the first grid larger, and a window holds as many cells as the second one.
    room = 2 * max((abs(int(number[first])) for number in numbers), default=0)
    room = min(room, 2 * LARGEST_ARGUMENT)
    work = 1
    for place, grid in enumerate(grids):
        row = grid[first]
        sides = [int(row[name]) + (room if place == 0 else 0) for name in ("rows", "columns")]
        work *= max(1, int(row["channels"]) * (place == 0)) * max(1, sides[0] * sides[1])
    step = max(1, MOST_AT_A_TIME // work)
    for start in range(0, len(rows), step):
        yield rows[start : start + step]


def _join(stacks: Sequence[tuple[NDArray[np.int64], Any]], n_rows: int, gives: str) -> Any:
    """Return the outcomes of the groups as one column."""
    if gives == GRID:
        shapes = [result.shape[1:] for _, result in stacks]
        channels = max((shape[0] for shape in shapes if len(shape) == 3), default=0)
        rows = max((shape[-2] for shape in shapes), default=1)
        columns = max((shape[-1] for shape in shapes), default=1)
        n_cells = n_rows * max(channels, 1) * rows * columns
        if n_cells > MOST_IN_A_COLUMN:
            found = f"{n_cells:,} cells in {n_rows:,} grids at a time"
            raise RowFailure(0, found, f"at most {MOST_IN_A_COLUMN:,}: smaller grids")
        column = empty_column(n_rows, channels, rows, columns)
        for places, result in stacks:
            put(column, places, result)
        return column
    numbers = np.full(n_rows, np.nan)
    for places, result in stacks:
        numbers[places] = result
    if gives != GRID and all(result.dtype.kind == "b" for _, result in stacks):
        return numbers == 1 if stacks else numbers
    is_whole = bool((np.floor(numbers) == numbers).all())
    return numbers.astype(np.int64) if is_whole else numbers


def _refuse_missing(result: NDArray[Any]) -> None:
    if result.dtype.kind == "V":
        missing = result["rows"] == 0
    elif result.dtype.kind == "f":
        missing = np.isnan(result)
    else:
        return
    if missing.any():
        raise RowFailure(int(missing.argmax()), *_MISSING)


def _only(made: Any, gives: str) -> Any:
    """Return the outcome of one row as a grid or a plain number; of no row, as nothing."""
    if not len(made):
        return empty_column(1, 0, 1, 1)[0] if gives == GRID else np.nan
    if gives == GRID:
        return one_grid(made[0])
    number = float(made[0])
    if made.dtype.kind == "b":
        return number == 1
    return int(number) if number.is_integer() else number
