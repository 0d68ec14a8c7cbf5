"""The figure of a part: what its worked solution can be stepped through with, from a document.

    figure: {kind: stack, layers: [{kernel: F, repeat: L}, {kernel: 2, stride: 2}]}

A figure that is too large for a picture is left out of that variant; its text stands in the worked
solution anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.engine.errors import ExpressionError
from questions.engine.expressions import Expression
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression
from questions.engine.source import Node
from questions.figures import MOST_LAYERS, Figure, stack_figure
from questions.solver.errors import ShapeError
from questions.solver.receptive_field import Layer

FIGURE_KINDS = ("stack",)
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
    """A stack of layers whose receptive field grows; ``data`` is the section as it was written."""

    layers: tuple[LayerSpec, ...]
    data: Mapping[str, Any]

    def draw(self, numbers: Mapping[str, Any]) -> Figure | None:
        """Return the figure of a variant, from its numbers; None where it would be too large."""
        layers: list[Layer] = []
        try:
            for spec in self.layers:
                repeat = _number(spec.repeat, numbers)
                if len(layers) + repeat > MOST_LAYERS:
                    return None
                kernel, stride, dilation = (
                    _number(part, numbers) for part in (spec.kernel, spec.stride, spec.dilation)
                )
                layers += [Layer(kernel, stride, 0, dilation)] * repeat
            return stack_figure(layers)
        except (ShapeError, ExpressionError):
            return None


def read_figure(reader: Reader, node: Node | None, scope: Scope) -> FigureSpec | None:
    """Return the figure of a part, or note what is wrong with it."""
    if node is None:
        return None
    fields = reader.mapping(node, required=("kind",), allowed=("kind", "layers"))
    if reader.one_of(fields.get("kind"), FIGURE_KINDS) is None:
        return None
    if field_of(fields, "layers") is None:
        reader.note(node, "nothing", "the layers, from the input on", key="layers")
        return None
    layers = [
        _read_layer(reader, entry, scope)
        for entry in reader.entries(
            fields["layers"], expected="layers, each {kernel: ...}", most=MOST_LAYERS
        )
    ]
    return FigureSpec(tuple(layer for layer in layers if layer is not None), node.to_plain())


def _read_layer(reader: Reader, node: Node, scope: Scope) -> LayerSpec | None:
    fields = reader.mapping(node, required=("kernel",), allowed=_LAYER_FIELDS)
    kernel, stride, dilation, repeat = (
        read_expression(reader, field_of(fields, name), scope) for name in _LAYER_FIELDS
    )
    return None if kernel is None else LayerSpec(kernel, stride, dilation, repeat)


def _number(expression: Expression | None, numbers: Mapping[str, Any]) -> int:
    """Return a whole number; raises ShapeError for anything else, 1 where there is nothing."""
    if expression is None:
        return 1
    value = float(expression.value(numbers))
    if not value.is_integer():
        raise ShapeError(f"{expression.text}: {value}, expected a whole number")
    return int(value)
