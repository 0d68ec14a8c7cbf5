"""Arrays as grids of cells, ready to draw; knows neither problems nor what is right."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

# Larger arrays are cut: a picture of a thousand cells says nothing.
MAX_SIDE = 14
MAX_PLANES = 8
# A wider grid has to be scrolled on a phone, so the keyboard must reach it.
WIDE_SIDE = 8


@dataclass(frozen=True)
class Cell:
    """One value and the names of its style classes."""

    text: str
    classes: str = ""


@dataclass(frozen=True)
class Grid:
    """One array, ready to draw."""

    label: str
    shape: str
    rows: tuple[tuple[Cell, ...], ...]
    is_cut: bool = False

    @property
    def is_wide(self) -> bool:
        """Tell whether a phone has to scroll it."""
        return bool(self.rows) and len(self.rows[0]) > WIDE_SIDE


@dataclass(frozen=True)
class Figure:
    """Rows of grids with a sign before each, the call's options, and one window's sum.

    ``numbers`` are results that are single numbers, each with what it is called.
    """

    rows: tuple[tuple[tuple[str, Grid], ...], ...]
    options: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    terms: str = ""
    total: str = ""
    yours: str = ""


@dataclass(frozen=True)
class Marks:
    """Which cells of an array are special."""

    padding: int = 0
    window: tuple[int, int, int, int] | None = None  # top, left, bottom, right; ends excluded
    written: tuple[int, int] | None = None
    off: NDArray[np.bool_] | None = field(default=None, compare=False)

    def classes(self, row: int, column: int, shape: tuple[int, int], value: float) -> str:
        """Return the style classes of one cell."""
        names = []
        inside = all(
            self.padding <= place < size - self.padding
            for place, size in zip((row, column), shape, strict=True)
        )
        if not inside:
            names.append("is-padding")
        elif value == 0:
            names.append("is-zero")
        if self.window is not None:
            names += self._window_classes(row, column, self.window)
        if self.off is not None and self.off[row, column]:
            names.append("is-off")
        if self.written == (row, column):
            names.append("is-written")
        return " ".join(names)

    @staticmethod
    def _window_classes(row: int, column: int, window: tuple[int, int, int, int]) -> list[str]:
        top, left, bottom, right = window
        if not (top <= row < bottom and left <= column < right):
            return []
        edges = {
            "top": row == top,
            "bottom": row == bottom - 1,
            "left": column == left,
            "right": column == right - 1,
        }
        return ["in-window", *(name for name, is_edge in edges.items() if is_edge)]


def number_text(value: float) -> str:
    """Return a number as a cell shows it: four digits, a true minus, no trailing zeros."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    text = str(int(number)) if number.is_integer() and abs(number) < 1e6 else f"{number:.4g}"
    return text.replace("-", "−")


def as_matrix(values: object) -> NDArray[np.float64]:
    """Return numbers of any shape as a matrix; leading axes are stacked."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 0:
        return array.reshape(1, 1)
    return array.reshape(-1, array.shape[-1])


def shape_text(values: object) -> str:
    """Return the shape as people read it."""
    return " × ".join(str(size) for size in np.shape(np.asarray(values))) or _("one number")


def make_grid(label: str, values: object, marks: Marks | None = None, shape: str = "") -> Grid:
    """Return an array of any shape as rows of cells; leading axes are stacked."""
    matrix = as_matrix(values)
    marks = marks or Marks()
    shown = matrix[:MAX_SIDE, :MAX_SIDE]
    size = (matrix.shape[0], matrix.shape[1])
    rows = tuple(
        tuple(
            Cell(number_text(value), marks.classes(i, j, size, float(value)))
            for j, value in enumerate(row)
        )
        for i, row in enumerate(shown)
    )
    return Grid(label, shape or shape_text(values), rows, is_cut=shown.shape != matrix.shape)


def make_grids(
    label: str, values: object, marks: Marks | None = None, off: object = None
) -> list[Grid]:
    """Return an array as grids: one, or with more than two axes one for each plane.

    A plane is called as NumPy indexes it, such as ``x[0, 2]``. ``off`` has the shape of the array
    and is true where a number is not the expected one.
    """
    array = np.asarray(values)
    wrong = None if off is None else np.asarray(off)
    if array.ndim < 3:
        flags = None if wrong is None else wrong.reshape(as_matrix(array).shape)
        return [make_grid(label, values, marks if flags is None else Marks(off=flags))]
    places = list(np.ndindex(array.shape[:-2]))
    grids = []
    for place in places[:MAX_PLANES]:
        flags = None if wrong is None else wrong[place]
        name = f"{label}[{', '.join(str(at) for at in place)}]"
        grids.append(make_grid(name, array[place], Marks(off=flags), " "))
    if len(places) > MAX_PLANES:
        return [*grids[:-1], replace(grids[-1], shape=_("and so on"))]
    return grids
