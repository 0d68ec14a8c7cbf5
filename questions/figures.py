"""Figures that can be stepped through: a window sliding over a grid, a receptive field growing.

Pure data, computed by the solver; how they are drawn is the pages' business. A figure holds the
answer, so it belongs to the worked solution and goes where that goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from questions.solver import avg_pool2d, conv2d, max_pool2d
from questions.solver.errors import ShapeError
from questions.solver.receptive_field import Layer, receptive_field

# A picture is for the eye: beyond this many cells on a side nobody reads the numbers.
LARGEST_SIDE = 14
# The input row of a stack is one line of pixels, and a phone is 320 of its own wide.
LARGEST_FIELD = 64
MOST_LAYERS = 8


class Rule(Enum):
    """What a window makes of the numbers under it."""

    SUM = "sum"
    MAXIMUM = "maximum"
    AVERAGE = "average"


@dataclass(frozen=True)
class WindowStep:
    """One position of the window: its corner on the padded image, and the output cell it writes.

    ``pixels`` and ``weights`` are the numbers that meet there, row by row; a pooling window has no
    weights.
    """

    row: int
    column: int
    top: int
    left: int
    pixels: tuple[float, ...]
    weights: tuple[float, ...]
    result: float


@dataclass(frozen=True, eq=False)
class WindowFigure:
    """A window that slides over an image, step by step.

    ``image`` is (height, width) with the padding around it, ``kernel`` the weights or None.
    """

    rule: Rule
    image: NDArray[np.float64]
    kernel: NDArray[np.float64] | None
    window: tuple[int, int]
    padding: int
    output: NDArray[np.float64]
    steps: tuple[WindowStep, ...]


@dataclass(frozen=True)
class StackStep:
    """One layer of a stack, and what one of its values sees of the input."""

    kernel: int
    stride: int
    dilation: int
    field: int
    jump: int
    """Distance on the input between two neighbouring values of this layer, in pixels."""
    n_values: int
    """How many values of this layer the last layer's one value needs."""


@dataclass(frozen=True)
class StackFigure:
    """The receptive field of a stack, growing layer by layer, along one axis."""

    steps: tuple[StackStep, ...]

    @property
    def field(self) -> int:
        """Input pixels that one value of the last layer sees."""
        return self.steps[-1].field

    def seen(self, layer: int) -> tuple[tuple[int, ...], ...]:
        """Return what one value of a layer, counted from 1, needs of the input and each layer.

        The first entry lists positions on the input, the last the value's own. The value is the
        middle one of those that the figure holds of its layer.
        """
        places = {self.steps[layer - 1].n_values // 2}
        rows = [tuple(places)]
        for step in reversed(self.steps[:layer]):
            taps = range(0, step.dilation * step.kernel, step.dilation)
            places = {place * step.stride + tap for place in places for tap in taps}
            rows.append(tuple(sorted(places)))
        return tuple(reversed(rows))


Figure = WindowFigure | StackFigure


def convolution_figure(
    image: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0
) -> WindowFigure:
    """Return the figure of a convolution, that is, of a cross-correlation.

    Parameters
    ----------
    image : array_like of float, shape (height, width)
        The input.
    kernel : array_like of float, shape (height, width)
        The weights.
    stride : int, default=1
        Distance between two positions, in pixels.
    padding : int, default=0
        Zeros on each of the four sides, in pixels.

    Returns
    -------
    WindowFigure
        One step for each output value, row by row.

    Raises
    ------
    ShapeError
        If the convolution is impossible, or the padded image is larger than a picture can be.
    """
    plain = np.asarray(image, dtype=np.float64)
    weights = np.asarray(kernel, dtype=np.float64)
    output = np.asarray(conv2d(plain, weights, stride=stride, padding=padding), dtype=np.float64)
    return _slide(Rule.SUM, np.pad(plain, padding), weights, output, (stride, padding))


def pooling_figure(
    image: ArrayLike, window: int, *, stride: int | None = None, rule: Rule = Rule.MAXIMUM
) -> WindowFigure:
    """Return the figure of a pooling without padding.

    Parameters
    ----------
    image : array_like of float, shape (height, width)
        The input.
    window : int
        Side of the window, in pixels.
    stride : int, optional
        Distance between two positions, in pixels; as large as the window unless given.
    rule : Rule, default=Rule.MAXIMUM
        ``MAXIMUM`` or ``AVERAGE``.

    Returns
    -------
    WindowFigure
        One step for each output value, row by row.

    Raises
    ------
    ShapeError
        If the pooling is impossible, or the image is larger than a picture can be.
    """
    plain = np.asarray(image, dtype=np.float64)
    step = window if stride is None else stride
    pool = max_pool2d if rule is Rule.MAXIMUM else avg_pool2d
    output = np.asarray(pool(plain, window, stride=step), dtype=np.float64)
    # Only its shape counts: a pooling window has no weights.
    frame = np.ones((window, window))
    return _slide(rule, plain, frame, output, (step, 0))


def stack_figure(layers: Sequence[Layer]) -> StackFigure:
    """Return the figure of a stack of layers with one kernel size, stride and dilation each.

    Parameters
    ----------
    layers : sequence of Layer
        From the input to the output; whole numbers, no pairs.

    Returns
    -------
    StackFigure
        One step for each layer.

    Raises
    ------
    ShapeError
        If a layer is impossible, there is none, or the field is larger than a picture can be.
    """
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise ShapeError(f"{len(layers)} layers, expected 1 to {MOST_LAYERS}")
    reached = [receptive_field(layers[: depth + 1]) for depth in range(len(layers))]
    fields = [int(np.asarray(reach.size)) for reach in reached]
    jumps = [int(np.asarray(reach.jump)) for reach in reached]
    if fields[-1] > LARGEST_FIELD:
        raise ShapeError(f"a field of {fields[-1]} pixels, expected at most {LARGEST_FIELD}")
    return StackFigure(
        tuple(
            StackStep(
                kernel=int(np.asarray(layer.kernel)),
                stride=int(np.asarray(layer.stride)),
                dilation=int(np.asarray(layer.dilation)),
                field=field,
                jump=jump,
                n_values=(fields[-1] - field) // jump + 1,
            )
            for layer, field, jump in zip(layers, fields, jumps, strict=True)
        )
    )


def _slide(
    rule: Rule,
    padded: NDArray[np.float64],
    kernel: NDArray[np.float64],
    output: NDArray[np.float64],
    step: tuple[int, int],
) -> WindowFigure:
    if padded.ndim != 2 or max(padded.shape) > LARGEST_SIDE:
        found = " x ".join(str(size) for size in padded.shape)
        raise ShapeError(f"an image of {found}, expected at most {LARGEST_SIDE} on a side")
    stride, padding = step
    weights = tuple(kernel.ravel().tolist()) if rule is Rule.SUM else ()
    steps: list[WindowStep] = []
    for row, column in np.ndindex(*output.shape):
        top, left = row * stride, column * stride
        under = padded[top : top + kernel.shape[0], left : left + kernel.shape[1]]
        pixels = tuple(under.ravel().tolist())
        steps.append(
            WindowStep(row, column, top, left, pixels, weights, float(output[row, column]))
        )
    return WindowFigure(
        rule=rule,
        image=padded,
        kernel=kernel if rule is Rule.SUM else None,
        window=(kernel.shape[0], kernel.shape[1]),
        padding=padding,
        output=output,
        steps=tuple(steps),
    )
