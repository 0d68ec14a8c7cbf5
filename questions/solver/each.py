"""Convolutions of many small images at once, each with a kernel of its own."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from questions.solver.arrays import check_size, pad_spatial, read_array
from questions.solver.errors import ShapeError
from questions.solver.parameters import read_number
from questions.solver.shapes import conv_output_size

_AXES = ("images", "channels", "height", "width")


def correlate_each(
    image: ArrayLike, kernel: ArrayLike, stride: int = 1, padding: int = 0
) -> NDArray[np.float64]:
    """Return the cross-correlation of each image with its own kernel.

    Parameters
    ----------
    image : array_like of shape (..., height, width)
        Images, or channels of images: 2 to 4 axes. Never changed.
    kernel : array_like of shape (..., kernel height, kernel width)
        One kernel for each image, with the same leading axes; never changed.
    stride : int, default=1
        Distance between two kernel positions, in pixels.
    padding : int, default=0
        Zeros added at each of the four sides, in pixels.

    Returns
    -------
    NDArray[np.float64] of shape (..., out height, out width)
        A new array; what conv2d gives for each pair.

    Raises
    ------
    ShapeError
        As conv2d, or if there is not one kernel for each image.

    See Also
    --------
    conv2d : One image and one kernel.

    Examples
    --------
    >>> correlate_each([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[1]], [[-1]]])
    array([[[ 1.,  2.],
            [ 3.,  4.]],
    <BLANKLINE>
           [[-5., -6.],
            [-7., -8.]]])
    """
    x = read_array("image", image, _AXES, least_axes=2)
    taps = read_array("kernel", kernel, _AXES, least_axes=2)
    if x.shape[:-2] != taps.shape[:-2]:
        raise ShapeError(
            f"kernel: expected one for each image, got {taps.shape[:-2]} kernels "
            f"for {x.shape[:-2]} images"
        )
    step = read_number("stride", stride, least=1)
    zeros = read_number("padding", padding, least=0)
    kernel_size = (taps.shape[-2], taps.shape[-1])
    size = _output_size((x.shape[-2], x.shape[-1]), kernel_size, step, zeros)
    shape = (*x.shape[:-2], *size)
    check_size("output", shape)
    padded = pad_spatial(x, (zeros, zeros), (zeros, zeros), 0.0)
    spread = taps[..., None, None]
    last_row, last_column = ((side - 1) * step + 1 for side in size)
    # One tap at a time: a kernel has few, and no array is larger than the output.
    out = np.zeros(shape)
    for row in range(kernel_size[0]):
        for column in range(kernel_size[1]):
            under = padded[..., row : row + last_row : step, column : column + last_column : step]
            out += under * spread[..., row, column, :, :]
    return out


@lru_cache(maxsize=1024)
def _output_size(
    size: tuple[int, int], kernel: tuple[int, int], stride: int, padding: int
) -> tuple[int, int]:
    """Return the size of the output; reading and checking it costs more than a small image."""
    height, width = conv_output_size(size, kernel, stride=stride, padding=padding)
    return int(height), int(width)


def convolve_each(
    image: ArrayLike, kernel: ArrayLike, stride: int = 1, padding: int = 0
) -> NDArray[np.float64]:
    """Return the convolution of mathematics of each image with its own kernel.

    Parameters
    ----------
    image : array_like of shape (..., height, width)
        As in correlate_each.
    kernel : array_like of shape (..., kernel height, kernel width)
        As in correlate_each; it is turned by half a turn before it is used.
    stride : int, default=1
        As in correlate_each.
    padding : int, default=0
        As in correlate_each.

    Returns
    -------
    NDArray[np.float64] of shape (..., out height, out width)
        A new array. Without stride and padding it is the part of the convolution in which
        the kernel lies inside the image.

    Raises
    ------
    ShapeError
        As correlate_each.

    See Also
    --------
    correlate_each : The same without the flip, which deep learning calls convolution.

    Examples
    --------
    >>> convolve_each([[1, 2, 4]], [[1, 0, -1]])
    array([[3.]])
    """
    taps = read_array("kernel", kernel, _AXES, least_axes=2)
    return correlate_each(image, taps[..., ::-1, ::-1], stride, padding)
