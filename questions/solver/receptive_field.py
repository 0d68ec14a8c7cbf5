"""What part of the input one output value sees, through a stack of layers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np

from questions.solver.errors import ShapeError
from questions.solver.parameters import (
    LARGEST_COUNT,
    AxesLike,
    Column,
    ColumnLike,
    Sizes,
    check_columns,
    describe,
    is_pair,
    multiply,
    read_column,
    read_pair,
)


class Layer(NamedTuple):
    """A convolution or pooling layer, as far as a receptive field depends on it."""

    kernel: AxesLike
    stride: AxesLike = 1
    padding: AxesLike = 0
    dilation: AxesLike = 1


@dataclass(frozen=True)
class ReceptiveField:
    """How the positions of a stack's output lie on its input; pairs are (height, width)."""

    size: Sizes
    """Input pixels that one output value depends on."""
    jump: Sizes
    """Distance on the input between two neighbouring output values, in pixels."""
    padding: Sizes
    """Pixels by which the first receptive field sticks out over the input."""


def receptive_field(layers: Iterable[Sequence[Any]]) -> ReceptiveField:
    """Return the receptive field of a stack of convolution and pooling layers.

    Parameters
    ----------
    layers : iterable of Layer, or of (kernel, stride, padding, dilation)
        From the input to the output. Of a shorter sequence, the rest is stride 1, padding 0,
        dilation 1. Each entry is an int, a (height, width) pair or an array of int.

    Returns
    -------
    ReceptiveField
        Its size, jump and padding, as pairs if any layer has a pair. Without layers, 1, 1, 0.

    Raises
    ------
    ShapeError
        If a layer has no or too many entries, or an entry is no whole number in its range.

    Notes
    -----
    A layer adds dilation (kernel - 1) taps, each as far apart on the input as the product of
    the strides before it [1]_. The size does not depend on the padding.

    References
    ----------
    .. [1] A. Araujo, W. Norris and J. Sim, "Computing receptive fields of convolutional
       neural networks", Distill, 2019.

    Examples
    --------
    >>> receptive_field([(3, 1, 1, 1)] * 3)
    ReceptiveField(size=7, jump=1, padding=3)
    >>> receptive_field([(5,), (2, 2), (5,)])
    ReceptiveField(size=14, jump=2, padding=0)
    >>> receptive_field([((3, 5), (1, 2)), (3,)])
    ReceptiveField(size=(5, 9), jump=(1, 2), padding=(0, 0))
    """
    if not isinstance(layers, Iterable):
        raise ShapeError(f"layers: expected a sequence of layers, got {describe(layers)}")
    stack = [_read_layer(number, layer) for number, layer in enumerate(layers, start=1)]
    if not any(is_pair(entry) for layer in stack for entry in layer):
        return ReceptiveField(*_along_one_axis(stack))
    height, width = (
        _along_one_axis(
            [Layer(*(read_pair("layer", entry)[axis] for entry in layer)) for layer in stack]
        )
        for axis in (0, 1)
    )
    return ReceptiveField(*zip(height, width, strict=True))


@overload
def stack_receptive_field(layers: int, kernel: int) -> int: ...
@overload
def stack_receptive_field(layers: ColumnLike, kernel: ColumnLike) -> Sizes: ...
def stack_receptive_field(layers: ColumnLike, kernel: ColumnLike) -> Column:
    """Return the receptive field of equal layers with stride 1, along one axis.

    Parameters
    ----------
    layers : int or array of int
        Number of stacked layers; without any, an output value is a pixel.
    kernel : int or array of int
        Kernel size of each layer, in taps.

    Returns
    -------
    int or array of int64
        1 + layers (kernel - 1), in input pixels.

    Raises
    ------
    ShapeError
        If layers is negative, kernel is below 1, or one of them is no whole number.

    See Also
    --------
    receptive_field : Layers of any kernel, stride, padding and dilation.

    Examples
    --------
    >>> stack_receptive_field(3, 3)
    7
    >>> import numpy as np
    >>> stack_receptive_field(np.array([1, 2, 3]), 3)
    array([3, 5, 7])
    """
    count = read_column("layers", layers, least=0)
    taps = read_column("kernel", kernel, least=1)
    check_columns(layers=count, kernel=taps)
    return 1 + multiply("receptive field", count, taps - 1)


def strided_receptive_field(
    kernel1: ColumnLike,
    stride1: ColumnLike,
    kernel2: ColumnLike = 1,
    stride2: ColumnLike = 1,
    kernel3: ColumnLike = 1,
    stride3: ColumnLike = 1,
    *,
    dilation1: ColumnLike = 1,
    dilation2: ColumnLike = 1,
    dilation3: ColumnLike = 1,
) -> Sizes:
    """Return the receptive field of one to three layers with strides, along one axis.

    The form of receptive_field that fits into an expression: flat, and of columns.

    Parameters
    ----------
    kernel1, kernel2, kernel3 : int or array of int
        Kernel or window size of each layer from the input on; 1 is no layer.
    stride1, stride2, stride3 : int or array of int
        Stride of each layer. That of the last layer does not change the size.
    dilation1, dilation2, dilation3 : int or array of int, default=1
        Distance between two taps of each layer; 1 is a dense kernel.

    Returns
    -------
    int or array of int64
        Input pixels that one output value depends on.

    Raises
    ------
    ShapeError
        If a parameter is no whole number of at least 1.

    See Also
    --------
    receptive_field : Any number of layers, and the jump and the padding.

    Examples
    --------
    >>> strided_receptive_field(5, 1, 2, 2, 5, 1)
    14
    >>> import numpy as np
    >>> strided_receptive_field(3, 2, 3, np.array([1, 2]))
    array([7, 7])
    """
    kernels, strides = (kernel1, kernel2, kernel3), (stride1, stride2, stride3)
    dilations = (dilation1, dilation2, dilation3)
    columns = {
        f"{name}{number}": read_column(f"{name}{number}", value, least=1)
        for name, values in (("kernel", kernels), ("stride", strides), ("dilation", dilations))
        for number, value in enumerate(values, start=1)
    }
    check_columns(**columns)
    size, _, _ = _along_one_axis(
        [
            Layer(columns[f"kernel{n}"], columns[f"stride{n}"], 0, columns[f"dilation{n}"])
            for n in (1, 2, 3)
        ]
    )
    return size


def _read_layer(number: int, layer: object) -> Layer:
    if not isinstance(layer, tuple | list) or not 1 <= len(layer) <= len(Layer._fields):
        raise ShapeError(
            f"layer {number}: expected (kernel, stride, padding, dilation) or the first of them, "
            f"got {describe(layer)}"
        )
    return Layer(*layer)


def _along_one_axis(stack: Sequence[Layer]) -> tuple[Column, Column, Column]:
    size: Column = 1
    jump: Column = 1
    padding: Column = 0
    for number, layer in enumerate(stack, start=1):
        kernel, stride, zeros, dilation = (
            read_column(f"layer {number}: {name}", value, least=0 if name == "padding" else 1)
            for name, value in layer._asdict().items()
        )
        check_columns(kernel=kernel, stride=stride, padding=zeros, dilation=dilation, jump=jump)
        size = size + multiply(f"layer {number}: receptive field", dilation, kernel - 1, jump)
        padding = padding + multiply(f"layer {number}: padding", zeros, jump)
        jump = multiply(f"layer {number}: jump", jump, stride)
        for name, value in (("receptive field", size), ("padding", padding)):
            if np.any(np.asarray(value) > LARGEST_COUNT):
                raise ShapeError(f"layer {number}: {name} of more than 2**61 pixels")
    return size, jump, padding
