"""What is added round an image: the padding of TensorFlow's mode SAME, and how many zeros.

Every parameter is one number or a column of numbers; see questions.solver.parameters.
"""

from typing import overload

import numpy as np

from questions.solver.parameters import (
    ColumnLike,
    Sizes,
    check_columns,
    multiply,
    read_column,
)


@overload
def tensorflow_same_padding(
    size: int, kernel: int, *, stride: int = 1, dilation: int = 1
) -> int: ...
@overload
def tensorflow_same_padding(
    size: ColumnLike, kernel: ColumnLike, *, stride: ColumnLike = 1, dilation: ColumnLike = 1
) -> Sizes: ...
def tensorflow_same_padding(
    size: ColumnLike, kernel: ColumnLike, *, stride: ColumnLike = 1, dilation: ColumnLike = 1
) -> Sizes:
    """Return how many zeros TensorFlow's mode SAME adds along one axis, both ends together.

    Parameters
    ----------
    size : int or array of int
        Input size, in pixels.
    kernel : int or array of int
        Kernel size, in taps.
    stride : int or array of int, default=1
        Distance between two kernel positions, in pixels.
    dilation : int or array of int, default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.

    Returns
    -------
    int or array of int64
        Zeros in all. Half of them, rounded down, come before the first pixel, the rest after
        the last one.

    Raises
    ------
    ShapeError
        If a parameter is no whole number of at least 1.

    See Also
    --------
    same_padding : The padding of each side that keeps the size at stride 1.

    Notes
    -----
    The output is ceil(size / stride) pixels wide. The padding is what the last position needs:
    it depends on the input size, and there is none where the kernel fits without [1]_.

    References
    ----------
    .. [1] TensorFlow, API documentation of tf.nn, "Notes on padding".

    Examples
    --------
    >>> tensorflow_same_padding(224, 7, stride=2)
    5
    >>> tensorflow_same_padding(6, 3, stride=2), tensorflow_same_padding(7, 3, stride=2)
    (1, 2)
    """
    columns = {
        "size": read_column("size", size, least=1),
        "kernel": read_column("kernel", kernel, least=1),
        "stride": read_column("stride", stride, least=1),
        "dilation": read_column("dilation", dilation, least=1),
    }
    check_columns(**columns)
    span = columns["dilation"] * (columns["kernel"] - 1) + 1
    out = -(-columns["size"] // columns["stride"])
    missing = (out - 1) * columns["stride"] + span - columns["size"]
    total = np.maximum(missing, 0)
    return total if np.ndim(total) else int(total)


@overload
def padding_zeros(height: int, width: int, *, padding: int) -> int: ...
@overload
def padding_zeros(height: ColumnLike, width: ColumnLike, *, padding: ColumnLike) -> Sizes: ...
def padding_zeros(height: ColumnLike, width: ColumnLike, *, padding: ColumnLike) -> Sizes:
    """Return how many zeros the padding of one channel consists of.

    Parameters
    ----------
    height, width : int or array of int
        Size of the image, in pixels.
    padding : int or array of int
        Zeros added at each of the four sides, in pixels.

    Returns
    -------
    int or array of int64
        Zeros round the image, each corner counted once.

    Raises
    ------
    ShapeError
        If a parameter is no whole number in its range.

    Examples
    --------
    >>> padding_zeros(7, 7, padding=1)
    32
    """
    rows = read_column("height", height, least=1)
    columns = read_column("width", width, least=1)
    ring = read_column("padding", padding, least=0)
    check_columns(height=rows, width=columns, padding=ring)
    with_padding = multiply("padded image", rows + 2 * ring, columns + 2 * ring)
    return with_padding - multiply("image", rows, columns)
