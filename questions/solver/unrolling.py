"""Windows written out as a matrix, so that a convolution becomes one matrix product."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from questions.solver.arrays import check_size, pad_spatial, read_array, windows
from questions.solver.parameters import read_axes
from questions.solver.shapes import conv_output_size


def im2col(
    image: ArrayLike,
    kernel_size: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> NDArray[np.float64]:
    """Return the windows of an image as the columns of a matrix.

    Parameters
    ----------
    image : array_like of shape (channels, height, width)
        Real numbers of any type and memory layout; never changed.
    kernel_size : int or (int, int)
        Size of a window, in pixels.
    stride : int or (int, int), default=1
        Distance between two windows, in pixels.
    padding : int or (int, int), default=0
        Zeros added at each of the four sides, in pixels.

    Returns
    -------
    NDArray[np.float64] of shape (channels * kernel height * kernel width, out height * out width)
        A new array. A column holds one window: channel by channel, row by row. The columns come
        in reading order, the windows of the first row of the output first.

    Raises
    ------
    ShapeError
        If image is not a 3-D array of real numbers, the window is larger than the padded image,
        or an array would have more than 2**27 values.

    See Also
    --------
    conv2d_nchw : The layer that is a product of its weights, a row each, with this matrix.

    Notes
    -----
    The order is that of torch.nn.functional.unfold.

    Examples
    --------
    >>> im2col([[[1, 2, 3], [4, 5, 6]]], 2)
    array([[1., 2.],
           [2., 3.],
           [4., 5.],
           [5., 6.]])
    """
    x = read_array("image", image, ("channels", "height", "width"))
    taps = read_axes("kernel_size", kernel_size, least=1)
    steps, zeros = read_axes("stride", stride, least=1), read_axes("padding", padding, least=0)
    rows, columns = conv_output_size((x.shape[1], x.shape[2]), taps, stride=steps, padding=zeros)
    shape = (x.shape[0] * taps[0] * taps[1], rows * columns)
    check_size("matrix", shape)
    view = windows(pad_spatial(x, zeros, zeros, 0.0), taps, steps, (1, 1))
    return view.transpose(0, 3, 4, 1, 2).reshape(shape).copy()
