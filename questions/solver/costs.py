"""What a layer costs: parameters and multiply-adds."""

from typing import Any, overload

from questions.solver.parameters import (
    AxesLike,
    Column,
    ColumnLike,
    Sizes,
    check_columns,
    multiply,
    read_column,
    read_flag,
    read_pair,
    refuse_where,
)
from questions.solver.shapes import conv_output_size


@overload
def dense_parameters(inputs: int, units: int, *, bias: bool = True) -> int: ...
@overload
def dense_parameters(inputs: ColumnLike, units: ColumnLike, *, bias: Any = True) -> Sizes: ...
def dense_parameters(inputs: ColumnLike, units: ColumnLike, *, bias: Any = True) -> Column:
    """Return the number of parameters of a fully connected layer.

    Parameters
    ----------
    inputs : int or array of int
        Number of inputs; of an image, height * width * channels.
    units : int or array of int
        Number of units, which is the number of outputs.
    bias : bool or array of bool, default=True
        Whether each unit has a bias.

    Returns
    -------
    int or array of int64
        Number of weights and biases.

    Raises
    ------
    ShapeError
        If a parameter is no whole number of at least 1.

    Examples
    --------
    >>> dense_parameters(128 * 128 * 3, 256, bias=False)
    12582912
    >>> dense_parameters(10, 2)
    22
    """
    n_inputs = read_column("inputs", inputs, least=1)
    n_units = read_column("units", units, least=1)
    has_bias = read_flag("bias", bias)
    check_columns(inputs=n_inputs, units=n_units, bias=has_bias)
    return multiply("dense parameters", n_inputs, n_units) + has_bias * n_units


@overload
def conv_parameters(
    kernel: int | tuple[int, int],
    in_channels: int,
    out_channels: int,
    *,
    groups: int = 1,
    bias: bool = True,
) -> int: ...
@overload
def conv_parameters(
    kernel: AxesLike,
    in_channels: ColumnLike,
    out_channels: ColumnLike,
    *,
    groups: ColumnLike = 1,
    bias: Any = True,
) -> Sizes: ...
def conv_parameters(
    kernel: AxesLike,
    in_channels: ColumnLike,
    out_channels: ColumnLike,
    *,
    groups: ColumnLike = 1,
    bias: Any = True,
) -> Column:
    """Return the number of parameters of a 2-D convolution layer.

    Parameters
    ----------
    kernel : int or (int, int) or array of int
        Kernel size, in taps; one number is a square kernel.
    in_channels : int or array of int
        Channels of the input.
    out_channels : int or array of int
        Channels of the output, which is the number of filters.
    groups : int or array of int, default=1
        Number of blocks that the channels are split into; a filter sees one block.
    bias : bool or array of bool, default=True
        Whether each filter has a bias.

    Returns
    -------
    int or array of int64
        Number of weights and biases; the size of the image does not matter.

    Raises
    ------
    ShapeError
        If groups does not divide both channel counts, or a parameter is no whole number of
        at least 1.

    Examples
    --------
    >>> conv_parameters(5, 3, 100)
    7600
    >>> conv_parameters(11, 3, 96, bias=False)
    34848
    >>> conv_parameters(5, 96, 256, groups=2)
    307456
    """
    has_bias = read_flag("bias", bias)
    weights, filters = _conv_weights(kernel, in_channels, out_channels, groups)
    check_columns(weights=weights, bias=has_bias)
    return weights + has_bias * filters


@overload
def conv_multiply_adds(
    size: int | tuple[int, int],
    kernel: int | tuple[int, int],
    in_channels: int,
    out_channels: int,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> int: ...
@overload
def conv_multiply_adds(
    size: AxesLike,
    kernel: AxesLike,
    in_channels: ColumnLike,
    out_channels: ColumnLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
    groups: ColumnLike = 1,
) -> Sizes: ...
def conv_multiply_adds(
    size: AxesLike,
    kernel: AxesLike,
    in_channels: ColumnLike,
    out_channels: ColumnLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
    groups: ColumnLike = 1,
) -> Column:
    """Return the number of multiply-adds of a 2-D convolution layer on one image.

    Parameters
    ----------
    size : int or (int, int) or array of int
        Size of the input (not of the output), in pixels; one number is a square image.
    kernel : int or (int, int) or array of int
        Kernel size, in taps; one number is a square kernel.
    in_channels : int or array of int
        Channels of the input.
    out_channels : int or array of int
        Channels of the output, which is the number of filters.
    stride : int or (int, int) or array of int, default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int) or array of int, default=0
        Zeros added at each of the four sides, in pixels; they are multiplied like any pixel.
    dilation : int or (int, int) or array of int, default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.
    groups : int or array of int, default=1
        Number of blocks that the channels are split into; a filter sees one block.

    Returns
    -------
    int or array of int64
        Output neurons times weights of one filter. A multiply-add counts once (papers that
        print FLOPs often count it twice); adding the bias is not counted.

    Raises
    ------
    ShapeError
        As conv_output_size and conv_parameters, or if the count exceeds 2**61.

    Examples
    --------
    >>> conv_multiply_adds(227, 11, 3, 96, stride=4)
    105415200
    >>> conv_multiply_adds((8, 6), 3, 1, 1)
    216
    """
    weights, _ = _conv_weights(kernel, in_channels, out_channels, groups)
    height, width = (
        conv_output_size(size=n, kernel=k, stride=s, padding=p, dilation=d)
        for n, k, s, p, d in zip(
            read_pair("size", size),
            read_pair("kernel", kernel),
            read_pair("stride", stride),
            read_pair("padding", padding),
            read_pair("dilation", dilation),
            strict=True,
        )
    )
    check_columns(weights=weights, height=height, width=width)
    return multiply("multiply-adds", weights, height, width)


def _conv_weights(
    kernel: object, in_channels: object, out_channels: object, groups: object
) -> tuple[Column, Column]:
    """Return the number of weights of all filters, and the number of filters."""
    height, width = (read_column("kernel", part, least=1) for part in read_pair("kernel", kernel))
    inputs = read_column("in_channels", in_channels, least=1)
    filters = read_column("out_channels", out_channels, least=1)
    blocks = read_column("groups", groups, least=1)
    check_columns(
        kernel=height, kernel_width=width, in_channels=inputs, out_channels=filters, groups=blocks
    )
    refuse_where(
        (inputs % blocks != 0) | (filters % blocks != 0),
        "groups: expected a divisor of both channel counts, got {groups}",
        shown={"in_channels": inputs, "out_channels": filters, "groups": blocks},
    )
    return multiply("weights", height, width, inputs // blocks, filters), filters
