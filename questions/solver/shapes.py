"""Sizes of outputs along one spatial axis: a convolution's, and same padding.

Every function takes one number, a (height, width) pair or a column of numbers for each
parameter; see questions.solver.parameters.
"""

from collections.abc import Mapping
from typing import Any, overload

from questions.solver.parameters import (
    AxesLike,
    Column,
    Sizes,
    check_columns,
    is_pair,
    per_axis,
    read_column,
    read_spatial,
    refuse_where,
    spatial_arguments,
)


@overload
def conv_output_size(
    size: int, kernel: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int: ...
@overload
def conv_output_size(
    size: tuple[int, int],
    kernel: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> tuple[int, int]: ...
@overload
def conv_output_size(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
) -> Sizes: ...
def conv_output_size(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
) -> Sizes:
    """Return the output size of a convolution along one spatial axis.

    Parameters
    ----------
    size : int or (int, int) or array of int
        Input size, in pixels.
    kernel : int or (int, int) or array of int
        Kernel size, in taps.
    stride : int or (int, int) or array of int, default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int) or array of int, default=0
        Zeros added at each of the two ends, in pixels.
    dilation : int or (int, int) or array of int, default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.

    Returns
    -------
    int or (int, int) or array of int64
        Output size, in pixels, at least 1; a pair if any parameter is one, an array if any is.

    Raises
    ------
    ShapeError
        If the dilated kernel is larger than the padded input, or a parameter is no whole
        number in its range. Of arrays, the first impossible row is named.

    See Also
    --------
    conv_tiles_exactly : Whether the division leaves no remainder.
    pool_output_size : The same arithmetic for a pooling window.

    Notes
    -----
    Relation 6 of [1]_ with dilation, floor((size + 2 padding - dilation (kernel - 1) - 1) /
    stride) + 1. Where the division leaves a remainder, the last pixels are not used.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
       deep learning", arXiv:1603.07285, 2016.

    Examples
    --------
    >>> conv_output_size(13, 5, padding=2, stride=2)
    7
    >>> conv_output_size((32, 48), 3, padding=(1, 0), stride=2)
    (16, 23)
    >>> import numpy as np
    >>> conv_output_size(np.array([7, 32]), 3, padding=1)
    array([ 7, 32])
    >>> conv_output_size(5, 4, dilation=2)
    Traceback (most recent call last):
        ...
    questions.solver.errors.ShapeError: dilated kernel 7 > padded input 5 \
(size=5, kernel=4, padding=0, dilation=2)
    """
    arguments = spatial_arguments(size, kernel, stride, padding, dilation)
    if any(map(is_pair, arguments.values())):
        return per_axis(conv_output_size, arguments)
    room, step = _conv_travel(arguments)
    return room // step + 1


@overload
def conv_tiles_exactly(
    size: int, kernel: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> bool: ...
@overload
def conv_tiles_exactly(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
) -> Any: ...
def conv_tiles_exactly(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike = 1,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
) -> Any:
    """Return whether the kernel's last position ends exactly at the end of the padded input.

    Parameters
    ----------
    size : int or (int, int) or array of int
        Input size, in pixels.
    kernel : int or (int, int) or array of int
        Kernel size, in taps.
    stride : int or (int, int) or array of int, default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int) or array of int, default=0
        Zeros added at each of the two ends, in pixels.
    dilation : int or (int, int) or array of int, default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.

    Returns
    -------
    bool or array of bool
        True where the stride divides the kernel's travel; of a pair, on both axes.

    Raises
    ------
    ShapeError
        As conv_output_size.

    Examples
    --------
    >>> conv_tiles_exactly(13, 5, padding=2, stride=2)
    True
    >>> conv_tiles_exactly(10, 3, stride=2)
    False
    """
    arguments = spatial_arguments(size, kernel, stride, padding, dilation)
    if any(map(is_pair, arguments.values())):
        height, width = per_axis(conv_tiles_exactly, arguments)
        return height & width
    room, step = _conv_travel(arguments)
    return room % step == 0


@overload
def same_padding(kernel: int, *, dilation: int = 1) -> int: ...
@overload
def same_padding(kernel: AxesLike, *, dilation: AxesLike = 1) -> Sizes: ...
def same_padding(kernel: AxesLike, *, dilation: AxesLike = 1) -> Sizes:
    """Return the padding of each side that keeps the size at stride 1.

    Parameters
    ----------
    kernel : int or (int, int) or array of int
        Kernel size, in taps.
    dilation : int or (int, int) or array of int, default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.

    Returns
    -------
    int or (int, int) or array of int64
        Zeros added at each of the two ends, in pixels.

    Raises
    ------
    ShapeError
        If the two sides would have to differ: dilation * (kernel - 1) is odd, which for a
        dense kernel means an even kernel.

    Examples
    --------
    >>> same_padding(3), same_padding(5), same_padding(3, dilation=2)
    (1, 2, 2)
    >>> same_padding(4)
    Traceback (most recent call last):
        ...
    questions.solver.errors.ShapeError: same padding of 3 in all cannot be split evenly \
over two sides (kernel=4, dilation=1)
    """
    arguments: dict[str, Any] = {"kernel": kernel, "dilation": dilation}
    if any(map(is_pair, arguments.values())):
        return per_axis(same_padding, arguments)
    taps = read_column("kernel", kernel, least=1)
    step = read_column("dilation", dilation, least=1)
    check_columns(kernel=taps, dilation=step)
    total = step * (taps - 1)
    refuse_where(
        total % 2 == 1,
        "same padding of {total} in all cannot be split evenly over two sides",
        shown={"kernel": taps, "dilation": step},
        total=total,
    )
    return total // 2


def _conv_travel(arguments: Mapping[str, object]) -> tuple[Column, Column]:
    """Return how far the kernel can travel, and the stride."""
    columns = read_spatial(arguments)
    span = columns["dilation"] * (columns["kernel"] - 1) + 1
    padded = columns["size"] + 2 * columns["padding"]
    refuse_where(
        span > padded,
        "dilated kernel {span} > padded input {padded}",
        shown={name: columns[name] for name in ("size", "kernel", "padding", "dilation")},
        span=span,
        padded=padded,
    )
    return padded - span, columns["stride"]
