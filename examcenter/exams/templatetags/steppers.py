"""Figures that are stepped through, ready to draw: every step is there in words, too.

Without JavaScript a figure shows its end and the list of its steps; ``static/js/stepper.js`` walks
through them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from django import template
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from examcenter.exams.grids import Cell, Grid, Marks, make_grid, number_text
from questions.figures import Rule, StackFigure, StackStep, WindowFigure, WindowStep

register = template.Library()

# A sum of more products than this is no help to the eye.
_MOST_TERMS = 25
# Weights such as 1/9 are read as fractions, not as 0.1111.
_LARGEST_DENOMINATOR = 16
_WIDTH = 640.0
_LARGEST_PIXEL = 26.0
_ROW_HEIGHT = 52.0
_MARGIN = 8.0
# Room for the names of the layers, left of the picture.
_NAMES = 64.0


@dataclass(frozen=True)
class StepView:
    """One step in words, with the places that it lights up."""

    where: str
    terms: str
    result: str
    row: int = 0
    column: int = 0
    top: int = 0
    left: int = 0


@dataclass(frozen=True)
class WindowView:
    """A window over an image: three grids, and the steps."""

    title: str
    image: Grid
    kernel: Grid | None
    output: Grid
    window: tuple[int, int]
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class Box:
    """One value in the picture of a stack."""

    x: float
    y: float
    side: float


@dataclass(frozen=True)
class StackRow:
    """One layer of the picture, the input first."""

    label: str
    y: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Cone:
    """What one value of a layer sees: the outline down to the input, and the values inside."""

    points: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class StackView:
    """A stack of layers, and how far one value of each sees."""

    title: str
    width: float
    height: float
    rows: tuple[StackRow, ...]
    cones: tuple[Cone, ...]
    steps: tuple[StepView, ...]


@register.inclusion_tag("exams/_stepper.html")
def window_figure(figure: WindowFigure) -> dict[str, WindowView]:
    """Draw a window that slides over an image."""
    padding = figure.padding
    height, width = (size - 2 * padding for size in figure.image.shape)
    shape = f"{height} × {width}"
    if padding:
        shape = _("%(shape)s, padded by %(padding)s") % {"shape": shape, "padding": padding}
    image = make_grid(_("image"), figure.image, Marks(padding=padding), shape)
    kernel = None if figure.kernel is None else _kernel_grid(figure.kernel)
    titles = {
        Rule.SUM: _("The convolution, step by step"),
        Rule.MAXIMUM: _("The max pooling, step by step"),
        Rule.AVERAGE: _("The average pooling, step by step"),
    }
    view = WindowView(
        title=titles[figure.rule],
        image=image,
        kernel=kernel,
        output=make_grid(_("output"), figure.output),
        window=figure.window,
        steps=tuple(_say_window(figure.rule, step) for step in figure.steps),
    )
    return {"figure": view}


@register.inclusion_tag("exams/_stack.html")
def stack_figure(figure: StackFigure) -> dict[str, StackView]:
    """Draw the receptive field of a stack of layers, along one axis."""
    drawing = _Drawing(figure)
    view = StackView(
        title=_("The receptive field, layer by layer"),
        width=_WIDTH,
        height=drawing.height,
        rows=drawing.rows(),
        cones=tuple(drawing.cone(layer) for layer in range(1, len(figure.steps) + 1)),
        steps=tuple(_say_layers(figure.steps)),
    )
    return {"figure": view}


@register.filter
def is_stack(figure: object) -> bool:
    """Tell which of the two kinds of figures this is."""
    return isinstance(figure, StackFigure)


def _kernel_grid(kernel: NDArray[np.float64]) -> Grid:
    rows = tuple(tuple(Cell(_weight_text(weight)) for weight in row) for row in kernel.tolist())
    return Grid(_("kernel"), " × ".join(map(str, kernel.shape)), rows)


def _weight_text(weight: float) -> str:
    near = Fraction(weight).limit_denominator(_LARGEST_DENOMINATOR)
    if near.denominator > 1 and abs(float(near) - weight) < 1e-12 and near.denominator % 2:
        return f"{near.numerator}/{near.denominator}".replace("-", "−")
    return number_text(weight)


def _say_window(rule: Rule, step: WindowStep) -> StepView:
    place = {"row": step.row + 1, "column": step.column + 1}
    return StepView(
        where=_("Row %(row)s, column %(column)s") % place,
        terms=_say_terms(rule, step),
        result=number_text(step.result),
        row=step.row,
        column=step.column,
        top=step.top,
        left=step.left,
    )


def _say_terms(rule: Rule, step: WindowStep) -> str:
    pixels = [number_text(pixel) for pixel in step.pixels]
    if len(pixels) > _MOST_TERMS:
        return ""
    match rule:
        case Rule.SUM:
            met = zip(step.pixels, step.weights, strict=True)
            products = [
                f"{_bracketed(number_text(p))}·{_bracketed(_weight_text(w))}" for p, w in met
            ]
            return " + ".join(products) + " ="
        case Rule.MAXIMUM:
            return _("the largest of %(numbers)s is") % {"numbers": ", ".join(pixels)}
        case Rule.AVERAGE:
            total = " + ".join(_bracketed(pixel) for pixel in pixels)
            return f"({total}) / {len(pixels)} ="


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _say_layers(steps: tuple[StackStep, ...]) -> list[StepView]:
    said = []
    field, jump = 1, 1
    for number, step in enumerate(steps, start=1):
        reach = (
            f"{step.dilation}·({step.kernel} − 1)" if step.dilation > 1 else f"({step.kernel} − 1)"
        )
        said.append(
            StepView(
                where=_("Layer %(number)s") % {"number": number} + f" ({_say_layer(step)})",
                terms=f"{field} + {reach}·{jump} =",
                result=_("%(field)s pixels") % {"field": step.field},
                row=number,
            )
        )
        field, jump = step.field, step.jump
    return said


def _say_layer(step: StackStep) -> str:
    words = [_("window %(kernel)s") % {"kernel": step.kernel}]
    if step.stride > 1:
        words.append(_("stride %(stride)s") % {"stride": step.stride})
    if step.dilation > 1:
        words.append(_("dilation %(dilation)s") % {"dilation": step.dilation})
    return ", ".join(words)


class _Drawing:
    """Places the values of a stack: the input below, each value above the middle of its field."""

    def __init__(self, figure: StackFigure) -> None:
        self._figure = figure
        self._pixel = min(_LARGEST_PIXEL, (_WIDTH - _NAMES - _MARGIN) / figure.field)
        self._indent = (_WIDTH + _NAMES - _MARGIN - self._pixel * figure.field) / 2
        self.height = _ROW_HEIGHT * len(figure.steps) + self._pixel + 2 * _MARGIN

    def rows(self) -> tuple[StackRow, ...]:
        counts = [self._figure.field, *(step.n_values for step in self._figure.steps)]
        names = [
            _("input"),
            *(_("layer %(number)s") % {"number": layer} for layer in range(1, len(counts))),
        ]
        return tuple(
            StackRow(
                label=name,
                y=self._middle(layer),
                boxes=tuple(self._box(layer, place) for place in range(count)),
            )
            for layer, (name, count) in enumerate(zip(names, counts, strict=True))
        )

    def cone(self, layer: int) -> Cone:
        seen = self._figure.seen(layer)
        left: list[tuple[float, float]] = []
        right: list[tuple[float, float]] = []
        for below, places in enumerate(seen):
            first, last = self._box(below, places[0]), self._box(below, places[-1])
            left.append((first.x, self._middle(below)))
            right.append((last.x + last.side, self._middle(below)))
        corners = [*reversed(left), *right]
        return Cone(
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
            boxes=tuple(self._box(k, place) for k, places in enumerate(seen) for place in places),
        )

    def _middle(self, layer: int) -> float:
        return self.height - _MARGIN - self._pixel / 2 - _ROW_HEIGHT * layer

    def _box(self, layer: int, place: int) -> Box:
        field, jump = 1, 1
        if layer:
            field, jump = self._figure.steps[layer - 1].field, self._figure.steps[layer - 1].jump
        centre = self._indent + self._pixel * (field / 2 + place * jump)
        side = self._pixel * 0.84
        return Box(
            round(centre - side / 2, 1), round(self._middle(layer) - side / 2, 1), round(side, 1)
        )
