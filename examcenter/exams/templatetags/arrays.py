"""Arrays as grids of cells: the picture of examples and of failed visible cases.

It draws what it is given and knows no problem; what is right comes from the grader's view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from django import template
from django.utils.translation import gettext as _

from examcenter.exams.grids import (
    Figure,
    Grid,
    Marks,
    as_matrix,
    make_grid,
    make_grids,
    number_text,
    shape_text,
)
from questions.solver import conv2d

register = template.Library()

# One window's products are written out only while the sum fits on a line or two.
MAX_TERMS = 12
# Figures hold six digits.
_SAME = 1e-4
# The results of a case whose shapes are worth saying; a difference has that of both.
RESULTS = ("expected", "yours")


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


def _split(call: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    # None is a default that is no number: as if it had been left out.
    given = {name: value for name, value in call.items() if value is not None}
    arrays = {name: value for name, value in given.items() if np.ndim(np.asarray(value)) > 0}
    return arrays, {name: value for name, value in given.items() if name not in arrays}


def _is_convolution(arrays: Mapping[str, Any]) -> bool:
    return list(arrays) == ["image", "kernel"] and all(
        np.asarray(array).ndim == 2 for array in arrays.values()
    )


def _list_inputs(arrays: Mapping[str, Any]) -> _Inputs:
    """Draw the arguments side by side, without a window."""
    drawn: list[tuple[str, Grid]] = []
    for name, array in arrays.items():
        signs = ["," if drawn else ""]
        grids = make_grids(name, array)
        drawn += zip([*signs, *[""] * len(grids)], grids, strict=False)
    return _Inputs(tuple(drawn))


@dataclass(frozen=True)
class _Inputs:
    """The grids of a call's arguments, and the sum under the window."""

    grids: tuple[tuple[str, Grid], ...]
    terms: str = ""
    total: str = ""


def _draw_inputs(
    arrays: Mapping[str, Any],
    options: Mapping[str, Any],
    at: tuple[int, int],
    expected: object,
) -> _Inputs:
    """Draw the arguments, for the lesson's convolution with the window of output cell ``at``.

    A flipped or dilated kernel meets other pixels: where the window's sum is not the expected
    number, none is drawn.
    """
    if not _is_convolution(arrays):
        return _list_inputs(arrays)
    padding = int(options.get("pad", options.get("padding", 0)))
    stride = int(options.get("stride", 1))
    kernel = as_matrix(arrays["kernel"])
    image = np.pad(as_matrix(arrays["image"]), padding)
    top, left = at[0] * stride, at[1] * stride
    bottom, right = top + kernel.shape[0], left + kernel.shape[1]
    window = image[top:bottom, left:right]
    marks = Marks(padding=padding, window=(top, left, bottom, right))
    total = float((window * kernel).sum()) if window.shape == kernel.shape else np.nan
    if not np.isclose(total, as_matrix(expected)[at], rtol=_SAME):
        return _list_inputs(arrays)
    shape = shape_text(arrays["image"])
    if padding:
        shape = _("%(shape)s, padded by %(padding)s") % {"shape": shape, "padding": padding}
    grids = (("", make_grid("image", image, marks, shape)), ("∗", make_grid("kernel", kernel)))
    if kernel.size > MAX_TERMS:
        return _Inputs(grids)
    products = zip(window.flat, kernel.flat, strict=True)
    terms = " + ".join(f"{_bracketed(pixel)}·{_bracketed(weight)}" for pixel, weight in products)
    return _Inputs(grids, terms, number_text(total))


def _bracketed(value: float) -> str:
    return f"({number_text(value)})" if value < 0 else number_text(value)


def _option_texts(
    options: Mapping[str, Any], arrays: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """Return the numbers of a call, behind the shapes of what is drawn plane by plane."""
    shapes = {name: np.shape(np.asarray(array)) for name, array in arrays.items()}
    large = [(f"{name}.shape", str(shape)) for name, shape in shapes.items() if len(shape) > 2]
    return (*large, *((name, number_text(value)) for name, value in options.items()))


@register.inclusion_tag("exams/_arrays.html")
def example_figure(arguments: Mapping[str, Any], expected: object) -> dict[str, Figure]:
    """Draw a call's array arguments and what it must return.

    The window of a convolution stands where the output is largest: a sum of zeros tells little.
    """
    arrays, options = _split(arguments)
    largest = _place(np.abs(as_matrix(expected)))
    inputs = _draw_inputs(arrays, options, largest, expected)
    if np.ndim(np.asarray(expected)) == 0:
        numbers = (("returns", number_text(float(as_matrix(expected)[0, 0]))),)
        return {"figure": Figure(_rows(inputs.grids), _option_texts(options, arrays), numbers)}
    sign, marks = ("=", Marks(written=largest)) if inputs.terms else ("→", None)
    outputs = zip([sign, *[""] * 99], make_grids("output", expected, marks), strict=False)
    figure = Figure(
        ((*inputs.grids, *outputs),),
        _option_texts(options, {**arrays, "output": expected}),
        terms=inputs.terms,
        total=inputs.total,
    )
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
        difference = np.asarray(case.difference, dtype=np.float64)
        off = ~(np.abs(difference) <= np.finfo(np.float64).eps)
    first = (0, 0) if off is None else _place(as_matrix(off))
    inputs = _draw_inputs(arrays, options, first, case.expected)
    results = {"expected": case.expected, "yours": case.got, "difference": case.difference}
    shown = {name: value for name, value in results.items() if value is not None}
    numbers = tuple(
        (name, number_text(float(as_matrix(value)[0, 0])))
        for name, value in shown.items()
        if np.ndim(np.asarray(value)) == 0 and name != "difference"
    )
    outputs = _draw_outputs(shown, off, Marks(written=first) if inputs.terms else None)
    is_worked_out = inputs.terms and off is not None
    return {
        "figure": Figure(
            _rows(inputs.grids, *outputs),
            _option_texts(options, {**arrays, **{k: shown[k] for k in RESULTS if k in shown}}),
            numbers,
            inputs.terms,
            inputs.total,
            number_text(float(as_matrix(case.got)[first])) if is_worked_out else "",
        )
    }


def _draw_outputs(
    shown: Mapping[str, Any], off: object, written: Marks | None
) -> list[tuple[tuple[str, Grid], ...]]:
    """Return rows of grids: one for all, or one for each result that has planes."""
    rows: list[tuple[tuple[str, Grid], ...]] = []
    for name, value in shown.items():
        if np.ndim(np.asarray(value)) > 0:
            is_expected = name == "expected"
            grids = make_grids(
                name, value, written if is_expected else None, None if is_expected else off
            )
            rows.append(tuple(("", grid) for grid in grids))
    if all(len(row) == 1 for row in rows):
        return [tuple(pair for row in rows for pair in row)]
    return rows


def _place(sizes: Any) -> tuple[int, int]:
    """Return row and column of the largest of some sizes, or of the first that is true."""
    row, column = np.unravel_index(int(np.argmax(sizes)), sizes.shape)
    return int(row), int(column)


def _rows(
    *rows: tuple[tuple[str, Grid], ...],
) -> tuple[tuple[tuple[str, Grid], ...], ...]:
    return tuple(row for row in rows if row)


@register.inclusion_tag("exams/_arrays.html")
def edge_figure() -> dict[str, Figure]:
    """Draw the lesson's vertical-edge filter finding an edge."""
    image = np.repeat([[1, 1, 1, 0, 0, 0]], 6, axis=0)
    kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    edges = conv2d(image, kernel)
    inputs = _draw_inputs({"image": image, "kernel": kernel}, {}, (1, 1), edges)
    output = ("=", make_grid("output", edges, Marks(written=(1, 1))))
    return {"figure": Figure(((*inputs.grids, output),), terms=inputs.terms, total=inputs.total)}
