"""Arrays as grids of cells: the picture of examples and of failed visible cases.

It draws what it is given and knows no problem; what is right comes from the grader's view.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from django import template
from numpy.typing import NDArray

from questions.solver import conv2d

register = template.Library()

# Larger arrays are cut: a picture of a thousand cells says nothing.
MAX_SIDE = 14
# A wider grid has to be scrolled on a phone, so the keyboard must reach it.
WIDE_SIDE = 8
# One window's products are written out only while the sum fits on a line or two.
MAX_TERMS = 12


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
    """Rows of grids with a sign before each, the call's options, and one window's sum."""

    rows: tuple[tuple[tuple[str, Grid], ...], ...]
    options: tuple[tuple[str, str], ...] = ()
    terms: str = ""
    total: str = ""
    yours: str = ""


class CaseFigure(Protocol):
    """What the grader shows of a visible case."""

    @property
    def arguments(self) -> Any:
        """Array arguments by name."""

    @property
    def options(self) -> Any:
        """Number arguments by name."""

    @property
    def expected(self) -> Any:
        """The right output."""

    @property
    def got(self) -> Any:
        """What came back, or None."""

    @property
    def difference(self) -> Any:
        """Got minus expected where both have one shape, or None."""


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


def _as_matrix(values: object) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 0:
        return array.reshape(1, 1)
    return array.reshape(-1, array.shape[-1])


def _shape_text(values: object) -> str:
    return " × ".join(str(size) for size in np.shape(np.asarray(values))) or "one number"


def make_grid(label: str, values: object, marks: Marks | None = None, shape: str = "") -> Grid:
    """Return an array of any shape as rows of cells; leading axes are stacked."""
    matrix = _as_matrix(values)
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
    return Grid(label, shape or _shape_text(values), rows, is_cut=shown.shape != matrix.shape)


def _split(call: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    arrays = {name: value for name, value in call.items() if np.ndim(np.asarray(value)) > 0}
    return arrays, {name: value for name, value in call.items() if name not in arrays}


def _is_convolution(arrays: Mapping[str, Any]) -> bool:
    return list(arrays) == ["image", "kernel"] and all(
        np.asarray(array).ndim == 2 for array in arrays.values()
    )


@dataclass(frozen=True)
class _Inputs:
    """The grids of a call's arguments, and the sum under the window."""

    grids: tuple[tuple[str, Grid], ...]
    terms: str = ""
    total: str = ""


def _draw_inputs(
    arrays: Mapping[str, Any], options: Mapping[str, Any], at: tuple[int, int]
) -> _Inputs:
    """Draw the arguments, for a convolution with the window of output cell ``at``."""
    if not _is_convolution(arrays):
        signs = ("", *("," for _ in range(len(arrays) - 1)))
        drawn = [make_grid(name, array) for name, array in arrays.items()]
        return _Inputs(tuple(zip(signs, drawn, strict=True)))
    padding = int(options.get("pad", options.get("padding", 0)))
    stride = int(options.get("stride", 1))
    kernel = _as_matrix(arrays["kernel"])
    image = np.pad(_as_matrix(arrays["image"]), padding)
    top, left = at[0] * stride, at[1] * stride
    bottom, right = top + kernel.shape[0], left + kernel.shape[1]
    window = image[top:bottom, left:right]
    marks = Marks(padding=padding, window=(top, left, bottom, right))
    shape = _shape_text(arrays["image"])
    if padding:
        shape = f"{shape}, padded by {padding}"
    grids = (("", make_grid("image", image, marks, shape)), ("∗", make_grid("kernel", kernel)))
    if window.shape != kernel.shape or kernel.size > MAX_TERMS:
        return _Inputs(grids)
    products = zip(window.flat, kernel.flat, strict=True)
    terms = " + ".join(f"{_bracketed(pixel)}·{_bracketed(weight)}" for pixel, weight in products)
    return _Inputs(grids, terms, number_text(float((window * kernel).sum())))


def _bracketed(value: float) -> str:
    return f"({number_text(value)})" if value < 0 else number_text(value)


def _option_texts(options: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, number_text(value)) for name, value in options.items())


@register.inclusion_tag("exams/_arrays.html")
def example_figure(arguments: Mapping[str, Any], expected: object) -> dict[str, Figure]:
    """Draw a call's array arguments and what it must return.

    The window of a convolution stands where the output is largest: a sum of zeros tells little.
    """
    arrays, options = _split(arguments)
    outputs = np.abs(_as_matrix(expected))
    row, column = np.unravel_index(int(np.argmax(outputs)), outputs.shape)
    largest = (int(row), int(column))
    inputs = _draw_inputs(arrays, options, largest)
    sign, marks = ("=", Marks(written=largest)) if inputs.terms else ("→", None)
    output = (sign, make_grid("output", expected, marks))
    figure = Figure(((*inputs.grids, output),), _option_texts(options), inputs.terms, inputs.total)
    return {"figure": figure}


@register.inclusion_tag("exams/_arrays.html")
def case_figure(case: CaseFigure) -> dict[str, Figure]:
    """Draw a failed visible case: its arguments, then expected, yours and the difference.

    Where the shapes agree, the window stands at the first number that is off.
    """
    arrays, options = _split({**dict(case.arguments), **dict(case.options)})
    off = None
    if case.difference is not None and np.size(case.difference):
        # Written so that NaN, which equals nothing, is off as well.
        off = ~(np.abs(_as_matrix(case.difference)) <= np.finfo(np.float64).eps)
    first = (0, 0)
    if off is not None and off.any():
        row, column = np.argwhere(off)[0]
        first = (int(row), int(column))
    inputs = _draw_inputs(arrays, options, first)
    written = Marks(written=first) if inputs.terms else None
    outputs = [("", make_grid("expected", case.expected, written))]
    yours = ""
    if case.got is not None:
        outputs.append(("", make_grid("yours", case.got, Marks(off=off))))
    if off is not None:
        outputs.append(("", make_grid("difference", case.difference, Marks(off=off))))
        yours = number_text(float(_as_matrix(case.got)[first]))
    return {
        "figure": Figure(
            (inputs.grids, tuple(outputs)),
            _option_texts(options),
            inputs.terms,
            inputs.total,
            yours if inputs.terms else "",
        )
    }


@register.inclusion_tag("exams/_arrays.html")
def edge_figure() -> dict[str, Figure]:
    """Draw the lesson's vertical-edge filter finding an edge."""
    image = np.repeat([[1, 1, 1, 0, 0, 0]], 6, axis=0)
    kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    inputs = _draw_inputs({"image": image, "kernel": kernel}, {}, (1, 1))
    output = ("=", make_grid("output", conv2d(image, kernel), Marks(written=(1, 1))))
    return {"figure": Figure(((*inputs.grids, output),), (), inputs.terms, inputs.total)}
