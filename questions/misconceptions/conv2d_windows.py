"""What the wrong conv2d programs share: padding, windows and the sum of the products.

The right program is written here once more, in the plainest form that is still fast, so that each
wrong one differs from it in the one place that its name says. All work on one image and kernel, or
on a stack of images with a kernel for each: the last two axes are height and width.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[Any]


Sides = tuple[int, int]


def pad(image: Array, padding: int) -> Array:
    """Return the image ringed with zeros."""
    return pad_sides(image, (padding, padding), (padding, padding))


def pad_sides(image: Array, rows: Sides, columns: Sides, mode: Any = "constant") -> Array:
    """Return the image with rows above and below, and columns before and after."""
    if rows == columns == (0, 0):
        return image
    if mode == "constant" and min(*rows, *columns) >= 0:
        # np.pad does the same, and takes longer than all the rest for a small image.
        height, width = image.shape[-2:]
        shape = (*image.shape[:-2], height + sum(rows), width + sum(columns))
        padded = np.zeros(shape, dtype=image.dtype)
        padded[..., rows[0] : rows[0] + height, columns[0] : columns[0] + width] = image
        return padded
    stacked = [(0, 0)] * (image.ndim - 2)
    return np.pad(image, [*stacked, rows, columns], mode=mode)


def windows(padded: Array, shape: tuple[int, ...], stride: int) -> Array:
    """Return the windows that fit, as (..., rows, columns, height, width)."""
    view = sliding_window_view(padded, shape, axis=(-2, -1))
    return view[..., ::stride, ::stride, :, :]


def windows_beyond(padded: Array, shape: tuple[int, ...], stride: int, out: Any) -> Array:
    """Return a given number of windows, with zeros where they stick out over the end."""
    missing = [
        max(0, (n - 1) * stride + k - size)
        for n, k, size in zip(out, shape, padded.shape[-2:], strict=True)
    ]
    longer = pad_sides(padded, (0, missing[0]), (0, missing[1]))
    return windows(longer, shape, stride)[..., : out[0], : out[1], :, :]


def add_up(patches: Array, kernel: Array) -> Array:
    """Return the sum over each window of its products with the kernel."""
    products = patches * kernel[..., None, None, :, :]
    # One run over a window's products, as np.sum(patch * kernel) adds them.
    total: Array = products.reshape(*products.shape[:-2], -1).sum(axis=-1)
    return total


def correlate(padded: Array, kernel: Array, stride: int) -> Array:
    """Return the cross-correlation of an image that is already padded."""
    return add_up(windows(padded, kernel.shape[-2:], stride), kernel)


def as_float(image: Array, kernel: Array) -> tuple[Array, Array]:
    """Return both as float64."""
    return np.asarray(image, dtype=np.float64), np.asarray(kernel, dtype=np.float64)
