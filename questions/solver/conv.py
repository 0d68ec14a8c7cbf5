"""Convolution, which in deep learning is cross-correlation: the kernel is not flipped."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from questions.solver.arrays import check_size, pad_spatial, read_array, windows
from questions.solver.errors import ShapeError
from questions.solver.parameters import read_axes, read_number
from questions.solver.shapes import conv_output_size

_BLOCK = 2**22
"""Window values copied at a time, 32 MiB: large enough for BLAS, small beside any array."""


def conv2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
) -> NDArray[np.float64]:
    """Return the cross-correlation of one image with one kernel.

    Parameters
    ----------
    image : array_like of shape (height, width)
        Real numbers of any type and memory layout; never changed.
    kernel : array_like of shape (kernel height, kernel width)
        Real numbers of any type and memory layout; never changed.
    stride : int or (int, int), default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int), default=0
        Zeros added at each of the four sides, in pixels.
    dilation : int or (int, int), default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.

    Returns
    -------
    NDArray[np.float64] of shape (out height, out width)
        A new array. Integers are promoted to float64 before anything is computed, so sums
        are exact up to 2**53 and nothing wraps around.

    Raises
    ------
    ShapeError
        If an array is not 2-D, is empty or does not hold real numbers, the dilated kernel is
        larger than the padded image, or an array would have more than 2**27 values.

    See Also
    --------
    conv2d_nchw : Batches, channels, groups and biases.

    Examples
    --------
    >>> conv2d([[0, 0, 0], [1, 1, 2], [1, 3, 0]], [[4, 1, 1], [0, 3, 3], [2, 1, 2]])
    array([[14.]])
    >>> conv2d([[1, 2, 3], [4, 5, 6]], [[0, 1]], stride=(1, 2), padding=(0, 1))
    array([[1., 3.],
           [4., 6.]])
    """
    x = read_array("image", image, ("height", "width"))
    taps = read_array("kernel", kernel, ("height", "width"))
    out: NDArray[np.float64] = conv2d_nchw(
        x[None, None], taps[None, None], stride=stride, padding=padding, dilation=dilation
    )[0, 0]
    return out


def true_convolution(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> NDArray[np.float64]:
    """Return the convolution of mathematics of one image with one kernel.

    Parameters
    ----------
    image : array_like of shape (height, width)
        Real numbers of any type and memory layout; never changed.
    kernel : array_like of shape (kernel height, kernel width)
        Real numbers of any type and memory layout; never changed. It is used from its last row
        and column to its first.
    stride : int or (int, int), default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int), default=0
        Zeros added at each of the four sides, in pixels.

    Returns
    -------
    NDArray[np.float64] of shape (out height, out width)
        A new array; see conv2d for how integers are handled.

    Raises
    ------
    ShapeError
        As conv2d.

    See Also
    --------
    conv2d : The same without the flip, which deep learning calls convolution.

    Notes
    -----
    With stride 1 and no padding this is scipy.signal.convolve2d with mode="valid", and with a
    padding of the kernel's size less one mode="full".

    Examples
    --------
    >>> true_convolution([[0, 0, 0], [1, 1, 2], [1, 3, 0]], [[4, 1, 1], [0, 3, 3], [2, 1, 2]])
    array([[10.]])
    >>> true_convolution([[1, 2, 3]], [[0, 1]], padding=(0, 1))
    array([[0., 1., 2., 3.]])
    """
    taps = read_array("kernel", kernel, ("height", "width"))
    return conv2d(image, taps[::-1, ::-1], stride=stride, padding=padding)


def conv2d_nchw(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> NDArray[np.float64]:
    """Return the output of a convolution layer on a batch of images.

    Parameters
    ----------
    x : array_like of shape (images, in channels, height, width)
        Real numbers of any type and memory layout; never changed. The batch may be empty.
    weight : array_like of shape (out channels, in channels // groups, height, width)
        One kernel for each filter and channel that it sees; never changed.
    bias : array_like of shape (out channels,), optional
        Added to every value of a filter's map.
    stride : int or (int, int), default=1
        Distance between two kernel positions, in pixels.
    padding : int or (int, int), default=0
        Zeros added at each of the four sides, in pixels.
    dilation : int or (int, int), default=1
        Distance between two kernel taps, in pixels; 1 is a dense kernel.
    groups : int, default=1
        Number of consecutive blocks that both kinds of channels are split into; the filters
        of a block see the channels of that block only.

    Returns
    -------
    NDArray[np.float64] of shape (images, out channels, out height, out width)
        A new array; see conv2d for how integers are handled.

    Raises
    ------
    ShapeError
        As conv2d, or if groups does not divide the channels, or the shapes of x, weight and
        bias do not go together.

    Examples
    --------
    >>> import numpy as np
    >>> conv2d_nchw(np.ones((1, 2, 3, 3)), np.ones((1, 2, 3, 3)), [0.5])
    array([[[[18.5]]]])
    """
    images = read_array("x", x, ("images", "channels", "height", "width"), may_be_empty=True)
    filters = read_array("weight", weight, ("out", "in", "height", "width"))
    blocks = read_number("groups", groups, least=1)
    _check_channels(images.shape[1], filters.shape[:2], blocks)
    offsets = None if bias is None else _read_bias(bias, filters.shape[0])
    steps, zeros = read_axes("stride", stride, least=1), read_axes("padding", padding, least=0)
    holes = read_axes("dilation", dilation, least=1)
    taps = (filters.shape[2], filters.shape[3])
    size = conv_output_size(
        (images.shape[2], images.shape[3]), taps, stride=steps, padding=zeros, dilation=holes
    )
    shape = (images.shape[0], filters.shape[0], *size)
    check_size("output", shape)
    patches = windows(pad_spatial(images, zeros, zeros, 0.0), taps, steps, holes)
    out = np.empty(shape)
    for inputs, outputs in _blocks(images.shape[1], filters.shape[0], blocks):
        _correlate(patches[:, inputs], filters[outputs], out[:, outputs])
    if offsets is not None:
        out += offsets[:, None, None]
    return out


def _check_channels(channels: int, weight: tuple[int, ...], groups: int) -> None:
    filters, seen = weight
    if channels % groups or filters % groups:
        raise ShapeError(
            f"groups: expected a divisor of both channel counts, got {groups} "
            f"(in_channels={channels}, out_channels={filters})"
        )
    if seen * groups != channels:
        raise ShapeError(
            f"weight: expected {channels // groups} input channels for each filter, got {seen} "
            f"(in_channels={channels}, groups={groups})"
        )


def _read_bias(bias: ArrayLike, filters: int) -> NDArray[np.float64]:
    offsets = read_array("bias", bias, ("out",))
    if offsets.shape != (filters,):
        raise ShapeError(f"bias: expected {filters} values, got {offsets.shape[0]}")
    return offsets


def _blocks(channels: int, filters: int, groups: int) -> list[tuple[slice, slice]]:
    c, f = channels // groups, filters // groups
    return [
        (slice(c * group, c * group + c), slice(f * group, f * group + f))
        for group in range(groups)
    ]


def _correlate(
    patches: NDArray[np.float64], filters: NDArray[np.float64], out: NDArray[np.float64]
) -> None:
    """Fill out with the dot products of patches (N, C, H, W, kh, kw) and filters (F, C, kh, kw)."""
    n_images, channels, height, width, kernel_height, kernel_width = patches.shape
    window = max(1, n_images * channels * kernel_height * kernel_width)
    n_columns = min(width, max(1, _BLOCK // window))
    n_rows = max(1, _BLOCK // (window * n_columns))
    # inf * 0 is NaN in any order of summation, which is for the caller to see, not a warning
    with np.errstate(all="ignore"):
        for top in range(0, height, n_rows):
            for left in range(0, width, n_columns):
                block = (..., slice(top, top + n_rows), slice(left, left + n_columns))
                copied = patches[(*block, slice(None), slice(None))]
                product = np.tensordot(copied, filters, axes=((1, 4, 5), (1, 2, 3)))
                out[block] = product.transpose(0, 3, 1, 2)
