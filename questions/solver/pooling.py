"""Pooling: sizes, maxima and averages, by the rules of PyTorch."""

from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from questions.solver.arrays import pad_spatial, read_array, windows
from questions.solver.parameters import (
    AxesLike,
    Sizes,
    check_columns,
    is_pair,
    per_axis,
    read_axes,
    read_flag,
    read_number,
    read_spatial,
    refuse_where,
    spatial_arguments,
)


@overload
def pool_output_size(
    size: int,
    kernel: int,
    *,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int: ...
@overload
def pool_output_size(
    size: tuple[int, int],
    kernel: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> tuple[int, int]: ...
@overload
def pool_output_size(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike | None = None,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
    ceil_mode: Any = False,
) -> Sizes: ...
def pool_output_size(
    size: AxesLike,
    kernel: AxesLike,
    *,
    stride: AxesLike | None = None,
    padding: AxesLike = 0,
    dilation: AxesLike = 1,
    ceil_mode: Any = False,
) -> Sizes:
    """Return the output size of a pooling window along one spatial axis.

    Parameters
    ----------
    size : int or (int, int) or array of int
        Input size, in pixels.
    kernel : int or (int, int) or array of int
        Window size, in pixels.
    stride : int or (int, int) or array of int, optional
        Distance between two window positions, in pixels; the window size if None.
    padding : int or (int, int) or array of int, default=0
        Pixels added at each of the two ends; at most half of the window.
    dilation : int or (int, int) or array of int, default=1
        Distance between two pixels of a window; 1 is a dense window.
    ceil_mode : bool or array of bool, default=False
        Round up instead of down: a last window may hang over the end, as long as it starts
        inside the input or the padding before it.

    Returns
    -------
    int or (int, int) or array of int64
        Output size, in pixels; at least 1.

    Raises
    ------
    ShapeError
        If not one window fits, the padding is more than half of the window, or a parameter
        is no whole number in its range.

    See Also
    --------
    conv_output_size : The same arithmetic for a convolution.

    Notes
    -----
    The rules are those of PyTorch's ``max_pool2d``. In ceil mode the window may be larger
    than the padded input by less than a stride.

    Examples
    --------
    >>> pool_output_size(109, 2)
    54
    >>> pool_output_size(6, 3, stride=2), pool_output_size(6, 3, stride=2, ceil_mode=True)
    (2, 3)
    >>> pool_output_size(5, 2, stride=2, padding=1, ceil_mode=True)
    3
    """
    arguments = spatial_arguments(
        size, kernel, kernel if stride is None else stride, padding, dilation
    )
    if any(map(is_pair, arguments.values())):
        return per_axis(pool_output_size, {**arguments, "ceil_mode": ceil_mode})
    is_ceil = read_flag("ceil_mode", ceil_mode)
    columns = read_spatial(arguments)
    check_columns(**columns, ceil_mode=is_ceil)
    n, k, s, p = (columns[name] for name in ("size", "kernel", "stride", "padding"))
    refuse_where(
        p > k // 2,
        "padding {padding} > half of the window, {half}",
        shown={"size": n, "kernel": k, "padding": p},
        half=k // 2,
    )
    span = columns["dilation"] * (k - 1) + 1
    count = (n + 2 * p - span + is_ceil * (s - 1)) // s + 1
    refuse_where(
        count < 1,
        "pooling window {span} > padded input {padded}",
        shown={name: columns[name] for name in ("size", "kernel", "padding", "dilation")},
        span=span,
        padded=n + 2 * p,
    )
    return count - is_ceil * ((count - 1) * s >= n + p)


def max_pool2d(
    x: ArrayLike,
    kernel: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
) -> NDArray[np.float64]:
    """Return the maximum of each window, channel by channel.

    Parameters
    ----------
    x : array_like of shape (..., height, width)
        An image, its channels or a batch: 2 to 4 axes. Never changed.
    kernel : int or (int, int)
        Window size, in pixels.
    stride : int or (int, int), optional
        Distance between two window positions, in pixels; the window size if None.
    padding : int or (int, int), default=0
        Pixels added at each of the four sides; they never are a maximum (minus infinity).
    dilation : int or (int, int), default=1
        Distance between two pixels of a window; 1 is a dense window.
    ceil_mode : bool, default=False
        As in pool_output_size.

    Returns
    -------
    NDArray[np.float64] of shape (..., out height, out width)
        A new array. A window with a NaN gives NaN; one without any pixel of x (which only a
        dilated one can be) gives minus infinity.

    Raises
    ------
    ShapeError
        As pool_output_size, or if x is not an array of real numbers with 2 to 4 axes.

    Examples
    --------
    >>> max_pool2d([[1, 2, 5], [3, 4, 6]], 2)
    array([[4.]])
    >>> max_pool2d([[-1]], 2, padding=1)
    array([[-1.]])
    """
    plan = _read_pool(x, kernel, stride, padding, dilation, ceil_mode)
    out: NDArray[np.float64] = _pool_windows(plan, -np.inf).max(axis=(-2, -1))
    return out


def avg_pool2d(
    x: ArrayLike,
    kernel: int | tuple[int, int],
    *,
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray[np.float64]:
    """Return the average of each window, channel by channel.

    Parameters
    ----------
    x : array_like of shape (..., height, width)
        An image, its channels or a batch: 2 to 4 axes. Never changed.
    kernel : int or (int, int)
        Window size, in pixels.
    stride : int or (int, int), optional
        Distance between two window positions, in pixels; the window size if None.
    padding : int or (int, int), default=0
        Zeros added at each of the four sides, in pixels.
    ceil_mode : bool, default=False
        As in pool_output_size.
    count_include_pad : bool, default=True
        Whether the sum is divided by the window's pixels and padding, or by its pixels only.
        What hangs over the padded input in ceil mode never counts.
    divisor_override : int, optional
        Divide every sum by this instead.

    Returns
    -------
    NDArray[np.float64] of shape (..., out height, out width)
        A new array.

    Raises
    ------
    ShapeError
        As pool_output_size, or if x is not an array of real numbers with 2 to 4 axes, or
        divisor_override is below 1.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 3, 4, 5]], (1, 2), ceil_mode=True)
    array([[1.5, 3.5, 5. ]])
    >>> avg_pool2d([[6, 6]], 2, padding=1, count_include_pad=False)
    array([[6., 6.]])
    """
    plan = _read_pool(x, kernel, stride, padding, 1, ceil_mode)
    with np.errstate(all="ignore"):
        sums = _pool_windows(plan, 0.0).sum(axis=(-2, -1))
        if divisor_override is not None:
            divisor = read_number("divisor_override", divisor_override, least=1)
            out: NDArray[np.float64] = sums / divisor
            return out
        is_with_padding = bool(read_flag("count_include_pad", count_include_pad))
        rows, columns = (_counted(plan, axis, is_with_padding) for axis in (0, 1))
        average: NDArray[np.float64] = sums / (rows[:, None] * columns)
        return average


@dataclass(frozen=True)
class _Pool:
    """A pooling whose parameters were checked; pairs are (height, width)."""

    x: NDArray[np.float64]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    out: tuple[int, int]


def _read_pool(
    x: ArrayLike, kernel: object, stride: object, padding: object, dilation: object, ceil_mode: bool
) -> _Pool:
    axes = ("images", "channels", "height", "width")
    array = read_array("x", x, axes, least_axes=2, may_be_empty=True)
    taps = read_axes("kernel", kernel, least=1)
    steps = taps if stride is None else read_axes("stride", stride, least=1)
    borders = read_axes("padding", padding, least=0)
    holes = read_axes("dilation", dilation, least=1)
    size = (array.shape[-2], array.shape[-1])
    out = pool_output_size(
        size, taps, stride=steps, padding=borders, dilation=holes, ceil_mode=ceil_mode
    )
    return _Pool(array, taps, steps, borders, holes, out)


def _pool_windows(plan: _Pool, fill: float) -> NDArray[np.float64]:
    """Return the windows of the padded input, lengthened where the last one hangs over."""
    before = plan.padding
    size = plan.x.shape[-2:]
    ends = [
        (count - 1) * s - p + d * (k - 1) + 1
        for count, s, p, d, k in zip(
            plan.out, plan.stride, plan.padding, plan.dilation, plan.kernel, strict=True
        )
    ]
    after = (max(0, ends[0] - size[0]), max(0, ends[1] - size[1]))
    padded = pad_spatial(plan.x, before, after, fill)
    view = windows(padded, plan.kernel, plan.stride, plan.dilation)
    return view[..., : plan.out[0], : plan.out[1], :, :]


def _counted(plan: _Pool, axis: int, is_with_padding: bool) -> NDArray[np.int64]:
    """Return how many positions of each window count for the average, along one axis."""
    size, padding = plan.x.shape[axis - 2], plan.padding[axis]
    starts = np.arange(plan.out[axis]) * plan.stride[axis] - padding
    ends = np.minimum(starts + plan.kernel[axis], size + padding)
    if not is_with_padding:
        starts, ends = np.maximum(starts, 0), np.minimum(ends, size)
    counted: NDArray[np.int64] = ends - starts
    return counted
