"""The figure of a part: what its worked solution can be stepped through with, from a document.

    figure: {kind: convolution, image: image, kernel: kernel, stride: S, padding: 1}
    figure: {kind: max_pooling, image: image, window: 2, stride: S}
    figure: {kind: stack, layers: [{kernel: F, repeat: L}, {kernel: 2, stride: 2}]}

``average_pooling`` is written as ``max_pooling``. A figure that is too large for a picture is left
out of that variant; what it shows stands in the worked solution anyway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from questions.engine.errors import ExpressionError
from questions.engine.expressions import Expression
from questions.engine.grids import as_column, stack_of
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression
from questions.engine.source import Node
from questions.figures import (
    MOST_LAYERS,
    Figure,
    Rule,
    convolution_figure,
    pooling_figure,
    stack_figure,
)
from questions.solver.errors import ShapeError
from questions.solver.receptive_field import Layer

_LAYER_FIELDS = ("kernel", "stride", "dilation", "repeat")


@dataclass(frozen=True)
class LayerSpec:
    """One layer of a stack, or several alike; None stands for 1."""

    kernel: Expression
    stride: Expression | None
    dilation: Expression | None
    repeat: Expression | None


@dataclass(frozen=True)
class FigureSpec:
    """How a figure follows from a variant's names; ``data`` is the section as it was written."""

    kind: str
    expressions: Mapping[str, Expression]
    layers: tuple[LayerSpec, ...]
    data: Mapping[str, Any]

    def draw(self, names: Mapping[str, Any]) -> Figure | None:
        """Return the figure of a variant, from its names; None where it would be too large."""
        try:
            return _DRAW[self.kind](self, names)
        except (ShapeError, ExpressionError):
            return None

    def number(self, name: str, names: Mapping[str, Any], default: int) -> int:
        """Return a whole number of the figure, or the default where the document gives none."""
        return _number(self.expressions.get(name), names, default)

    def grid(self, name: str, names: Mapping[str, Any]) -> Any:
        """Return a grid of the figure as an array; raises ShapeError for one with channels."""
        column = as_column(self.expressions[name].value(names))
        if not column["rows"][0] or column["channels"][0]:
            raise ShapeError(
                f"{name}: found a grid that no picture shows, expected rows of numbers"
            )
        return np.asarray(stack_of(column)[0])


def read_figure(reader: Reader, node: Node | None, scope: Scope) -> FigureSpec | None:
    """Return the figure of a part, or note what is wrong with it."""
    if node is None:
        return None
    n_before = len(reader.problems)
    allowed = {name for fields in _FIELDS.values() for name in fields}
    fields = reader.mapping(node, required=("kind",), allowed=("kind", *sorted(allowed)))
    kind = reader.one_of(fields.get("kind"), tuple(_FIELDS))
    if kind is None:
        return None
    for name, is_needed in _FIELDS[kind].items():
        if is_needed and field_of(fields, name) is None:
            reader.note(node, "nothing", f"this key of a figure of kind {kind}", key=name)
    for name in fields:
        if name != "kind" and name not in _FIELDS[kind]:
            reader.note(fields[name], name, f"{', '.join(_FIELDS[kind])} for kind {kind}")
    layers = [
        _read_layer(reader, entry, scope)
        for entry in reader.entries(
            fields.get("layers"), expected="layers, each {kernel: ...}", most=MOST_LAYERS
        )
    ]
    found = {
        name: read_expression(reader, entry, scope, is_grid=_is_grid(kind, name))
        for name, entry in fields.items()
        if name not in ("kind", "layers")
    }
    if len(reader.problems) > n_before:
        return None
    return FigureSpec(
        kind=kind,
        expressions={name: value for name, value in found.items() if value is not None},
        layers=tuple(layer for layer in layers if layer is not None),
        data=node.to_plain(),
    )


def _is_grid(kind: str, name: str) -> bool:
    return name == "image" or (kind == "convolution" and name == "kernel")


def _read_layer(reader: Reader, node: Node, scope: Scope) -> LayerSpec | None:
    fields = reader.mapping(node, required=("kernel",), allowed=_LAYER_FIELDS)
    kernel, stride, dilation, repeat = (
        read_expression(reader, field_of(fields, name), scope) for name in _LAYER_FIELDS
    )
    return None if kernel is None else LayerSpec(kernel, stride, dilation, repeat)


def _draw_convolution(spec: FigureSpec, names: Mapping[str, Any]) -> Figure:
    return convolution_figure(
        spec.grid("image", names),
        spec.grid("kernel", names),
        stride=spec.number("stride", names, 1),
        padding=spec.number("padding", names, 0),
    )


def _draw_pooling(spec: FigureSpec, names: Mapping[str, Any]) -> Figure:
    window = spec.number("window", names, 1)
    rule = Rule.MAXIMUM if spec.kind == "max_pooling" else Rule.AVERAGE
    stride = spec.number("stride", names, window)
    return pooling_figure(spec.grid("image", names), window, stride=stride, rule=rule)


def _draw_stack(spec: FigureSpec, names: Mapping[str, Any]) -> Figure:
    layers: list[Layer] = []
    for entry in spec.layers:
        repeat = _number(entry.repeat, names, 1)
        if len(layers) + repeat > MOST_LAYERS:
            raise ShapeError(f"more than {MOST_LAYERS} layers")
        kernel = _number(entry.kernel, names, 1)
        stride, dilation = _number(entry.stride, names, 1), _number(entry.dilation, names, 1)
        layers += [Layer(kernel, stride, 0, dilation)] * repeat
    return stack_figure(layers)


_FIELDS: Mapping[str, Mapping[str, bool]] = {
    "convolution": {"image": True, "kernel": True, "stride": False, "padding": False},
    "max_pooling": {"image": True, "window": True, "stride": False},
    "average_pooling": {"image": True, "window": True, "stride": False},
    "stack": {"layers": True},
}
_DRAW: Mapping[str, Callable[[FigureSpec, Mapping[str, Any]], Figure]] = {
    "convolution": _draw_convolution,
    "max_pooling": _draw_pooling,
    "average_pooling": _draw_pooling,
    "stack": _draw_stack,
}


def _number(expression: Expression | None, names: Mapping[str, Any], default: int) -> int:
    """Return a whole number; raises ShapeError for any other number."""
    if expression is None:
        return default
    value = float(expression.value(names))
    if not value.is_integer():
        raise ShapeError(f"{expression.text}: {value}, expected a whole number")
    return int(value)
