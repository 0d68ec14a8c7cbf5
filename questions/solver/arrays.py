"""Reads the arrays that layers are computed on, and cuts them into windows.

What comes out is float64 in memory of its own or only read: no caller's array is changed, and
no result shares memory with one.
"""

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from questions.solver.errors import ShapeError
from questions.solver.parameters import describe

LARGEST_ARRAY = 2**27
"""Values in one array that the solver is willing to make: a gigabyte of float64."""


def read_array(
    name: str,
    value: ArrayLike,
    axes: tuple[str, ...],
    *,
    least_axes: int | None = None,
    may_be_empty: bool = False,
) -> NDArray[np.float64]:
    """Return real numbers as float64; ShapeError for another number of axes or an empty one.

    Integers and bools are promoted, so that uint8 cannot wrap around; beyond 2**53 they are
    rounded to float64. With ``least_axes`` the first axes may be missing; with
    ``may_be_empty`` the first of all axes may have length 0.
    """
    try:
        array: NDArray[Any] = np.asarray(value)
    except ValueError:
        raise ShapeError(f"{name}: expected an array, got rows of different lengths") from None
    if array.dtype.kind not in "biuf":
        raise ShapeError(f"{name}: expected an array of real numbers, got {describe(value)}")
    if not (least_axes or len(axes)) <= array.ndim <= len(axes):
        wanted = len(axes) if least_axes is None else f"{least_axes} to {len(axes)}"
        raise ShapeError(
            f"{name}: expected {wanted} axes ({', '.join(axes)}), "
            f"got {array.ndim} of shape {array.shape}"
        )
    first = 1 if may_be_empty and array.ndim == len(axes) else 0
    if 0 in array.shape[first:]:
        raise ShapeError(f"{name}: expected at least one value on each axis, got {array.shape}")
    return array.astype(np.float64, copy=False)


def check_size(what: str, shape: tuple[int, ...]) -> None:
    """Raise ShapeError if an array of this shape is more than the solver is willing to make."""
    if math.prod(shape) > LARGEST_ARRAY:
        raise ShapeError(f"{what}: expected at most {LARGEST_ARRAY} values, got shape {shape}")


def pad_spatial(
    x: NDArray[np.float64],
    before: tuple[int, int],
    after: tuple[int, int],
    fill: float,
) -> NDArray[np.float64]:
    """Return x with its last two axes lengthened by a constant; x itself if by nothing."""
    if before == after == (0, 0):
        return x
    height, width = x.shape[-2:]
    shape = (*x.shape[:-2], height + before[0] + after[0], width + before[1] + after[1])
    check_size("padded input", shape)
    padded = np.full(shape, fill)
    padded[..., before[0] : before[0] + height, before[1] : before[1] + width] = x
    return padded


def windows(
    x: NDArray[np.float64],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
) -> NDArray[np.float64]:
    """Return a read-only view (..., out height, out width, kernel height, kernel width)."""
    span = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    view = sliding_window_view(x, span, axis=(-2, -1))
    return view[..., :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]
