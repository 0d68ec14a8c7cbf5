"""The grids of a question: drawn from a number, picked from a list, or computed from others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Value
from questions.engine.drawing import draw_cells
from questions.engine.errors import ExpressionError
from questions.engine.expressions import Expression
from questions.engine.grids import Nested, empty_column, from_nested, one_grid, own_cells

Replacements: TypeAlias = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class DrawnGrid:
    """Whole numbers from ``low`` to ``high``, which follow from the number of the drawing."""

    name: str
    seed: Expression
    sizes: tuple[Expression | None, Expression, Expression]
    """Channels (None for a grid without them), rows and columns."""
    low: int
    high: int
    room: tuple[int, int, int]
    """The largest sizes over the whole domain."""
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The parameters that the grid follows from."""
        needed = [size.names for size in self.sizes if size is not None]
        return self.seed.names.union(*needed)

    @property
    def calls(self) -> tuple[str, ...]:
        """None: a drawing calls no solver."""
        return ()

    def compute(self, names: Mapping[str, Value], replace: Replacements | None = None) -> Value:
        """Return the grid of each row."""
        sizes = [0 if size is None else size.value(names) for size in self.sizes]
        values = [whole(self.seed, names), *sizes]
        if not any(isinstance(value, np.ndarray) for value in values):
            one: Value = self._draw_one(values)
            return one
        seeds, *sides = np.broadcast_arrays(*(np.asarray(value).reshape(-1) for value in values))
        room = (max(self.room[0], 1), *self.room[1:])
        column = empty_column(len(seeds), *room)
        for name, side in zip(("channels", "rows", "columns"), sides, strict=True):
            column[name] = side
        drawn = draw_cells(self.name, seeds, room, self.low, self.high)
        column["cells"] = np.where(own_cells(column), drawn, 0)
        return column

    def _draw_one(self, values: Sequence[Any]) -> Any:
        seed, channels, rows, columns = map(int, values)
        room = (max(channels, 1), rows, columns)
        cells = draw_cells(self.name, np.array([seed]), room, self.low, self.high)[0]
        return one_grid(cells if channels else cells[0])


@dataclass(frozen=True)
class PickedGrid:
    """One of several listed grids, by its place, which counts from 0."""

    name: str
    index: Expression
    listed: tuple[Nested, ...]
    column: NDArray[Any] = field(repr=False, compare=False)
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The parameters that the grid follows from."""
        return self.index.names

    @property
    def calls(self) -> tuple[str, ...]:
        """The solver functions that its place calls."""
        return self.index.calls

    @property
    def room(self) -> tuple[int, int, int]:
        """The largest sizes of the list."""
        channels, rows, columns = self.column["cells"].shape[1:]
        return (channels, rows, columns)

    def compute(self, names: Mapping[str, Value], replace: Replacements | None = None) -> Value:
        """Return the grid of each row."""
        place = whole(self.index, names)
        if type(place) is int and 0 <= place < len(self.column):
            one: Value = self.column[place]
            return one
        index = np.asarray(place)
        outside = np.flatnonzero((index < 0) | (index >= len(self.column)))
        if outside.size:
            row = int(outside[0])
            raise ExpressionError(
                self.index.text,
                found=f"the place {index.reshape(-1)[row]}",
                expected=f"0 to {len(self.column) - 1}, for {len(self.column)} grids",
                row=row if index.ndim else None,
            )
        picked: Value = self.column[index] if index.ndim else self.column[int(index)]
        return picked


@dataclass(frozen=True)
class ComputedGrid:
    """What an expression gives for each row."""

    name: str
    value: Expression
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The parameters and grids that the grid follows from."""
        return self.value.names

    @property
    def calls(self) -> tuple[str, ...]:
        """The solver functions that it calls."""
        return self.value.calls

    def compute(self, names: Mapping[str, Value], replace: Replacements | None = None) -> Value:
        """Return the grid of each row, with some solver functions replaced by wrong ones."""
        return self.value.value(names, replace=replace)


GridDefinition: TypeAlias = DrawnGrid | PickedGrid | ComputedGrid


def cells_per_tuple(grids: Sequence[GridDefinition]) -> int:
    """Return how many cells one tuple needs at most; a computed grid counts as the largest."""
    rooms = [grid.room for grid in grids if not isinstance(grid, ComputedGrid)]
    cells = [max(channels, 1) * rows * columns for channels, rows, columns in rooms]
    return sum(cells) + (len(grids) - len(cells)) * max(cells, default=0)


def whole(expression: Expression, names: Mapping[str, Value]) -> Any:
    """Return the whole number, or column of them, that an expression gives."""
    found = expression.value(names)
    if type(found) is int:
        return found
    value = np.asarray(found)
    with np.errstate(invalid="ignore"):
        is_whole = value.dtype.kind in "if" and np.floor(value) == value
    if not np.all(is_whole):
        row = int(np.argmin(np.broadcast_to(is_whole, value.shape))) if value.ndim else None
        raise ExpressionError(
            expression.text, found="no whole number", expected="a whole number", row=row
        )
    return value.astype(np.int64) if value.ndim else int(value)


def list_grids(listed: tuple[Nested, ...]) -> NDArray[Any]:
    """Return listed grids, each of an allowed size, as a column."""
    grids = [from_nested(nested) for nested in listed]
    room = np.array([grid["cells"].shape for grid in grids]).max(axis=0)
    column = empty_column(len(grids), *room.tolist())
    for row, grid in enumerate(grids):
        for name in ("channels", "rows", "columns"):
            column[name][row] = grid[name]
        channels, rows, columns = grid["cells"].shape
        column["cells"][row, :channels, :rows, :columns] = grid["cells"]
    return column
