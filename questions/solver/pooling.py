"""Pooling: sizes, maxima and averages, by the rules of PyTorch."""

from typing import Any, overload

from questions.solver.parameters import (
    AxesLike,
    Sizes,
    check_columns,
    is_pair,
    per_axis,
    read_flag,
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
