"""Mistakes in convolution and pooling by hand, told in words of cells and not of code.

All work on stacks: the last two axes are height and width. Where the name of the solver ends in
``_by_hand``, a document gives the wrong value itself; the function here says which one it is.
"""

from typing import Any

import numpy as np

from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad, windows
from questions.misconceptions.model import Misconception

_OWN = "Original: seen when the calculation is done by hand"


def _without_flip(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k, stride)


def _rows_flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[..., ::-1, :], stride)


def _columns_flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[..., ::-1], stride)


def _transposed(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k.swapaxes(-2, -1), stride)


def _first_channel(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x[..., 0, :, :], padding), k[..., 0, :, :], stride)


def _channel_mean(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    mean: Array = correlate(pad(x, padding), k, stride).mean(axis=-3)
    return mean


def _first_slice(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    every = np.broadcast_to(k[..., :1, :, :], k.shape)
    total: Array = correlate(pad(x, padding), every, stride).sum(axis=-3)
    return total


def _bias_in_each(image: Array, kernel: Array, bias: float) -> Array:
    x, k = as_float(image, kernel)
    total: Array = (correlate(x, k, 1) + bias).sum(axis=-3)
    return total


def _exchanged(grid: Array, row: int, column: int) -> Array:
    found: Array = np.asarray(grid)[..., column, row]
    return found


def _stayed(grid: Array, down: int, right: int) -> Array:
    return np.asarray(grid)


def _moved_back(grid: Array, down: int, right: int) -> Array:
    moved: Array = np.roll(grid, (-down, -right), axis=(-2, -1))
    return moved


def _pooled(x: Any, kernel: int, stride: int | None) -> Array:
    sides = (kernel, kernel)
    return windows(np.asarray(x, dtype=np.float64), sides, kernel if stride is None else stride)


def _mean_of_window(x: Any, kernel: int, *, stride: int | None = None) -> Array:
    mean: Array = _pooled(x, kernel, stride).mean(axis=(-2, -1))
    return mean


def _largest_size(x: Any, kernel: int, *, stride: int | None = None) -> Array:
    patches = np.abs(_pooled(x, kernel, stride))
    largest: Array = patches.max(axis=(-2, -1))
    return largest


def _max_of_window(x: Any, kernel: int, *, stride: int | None = None) -> Array:
    largest: Array = _pooled(x, kernel, stride).max(axis=(-2, -1))
    return largest


def _sum_of_window(x: Any, kernel: int, *, stride: int | None = None) -> Array:
    total: Array = _pooled(x, kernel, stride).sum(axis=(-2, -1))
    return total


def _rounded_down(x: Any, kernel: int, *, stride: int | None = None) -> Array:
    return np.floor(_mean_of_window(x, kernel, stride=stride))


def _entry(id_: str, title: str, solver: str, function: Any, explain: str) -> Misconception:
    return Misconception(
        id=id_,
        version=1,
        title=title,
        solver=solver,
        function=function,
        explain=explain,
        source=_OWN,
    )


BY_HAND = (
    _entry(
        "flip-forgotten", "The flip is forgotten", "convolve2d", _without_flip,
        "You used the kernel as it stands. That is cross-correlation; the convolution of "
        "mathematics turns the kernel by half a turn first.",
    ),
    _entry(
        "flip-of-rows-only", "Flipped upside down only", "convolve2d", _rows_flipped,
        "You turned the kernel upside down and left its columns as they are. The flip goes along "
        "both axes: the last row comes first, and in each row the last number.",
    ),
    _entry(
        "flip-of-columns-only", "Flipped left to right only", "convolve2d", _columns_flipped,
        "You mirrored the kernel from left to right and left its rows as they are. The flip goes "
        "along both axes: the last row comes first, and in each row the last number.",
    ),
    _entry(
        "flip-as-transpose", "Transposed instead of flipped", "convolve2d", _transposed,
        "You exchanged the rows and the columns of the kernel. The flip is half a turn: the last "
        "row comes first, and in each row the last number.",
    ),
    _entry(
        "first-channel-only", "Only the first channel", "channels_by_hand", _first_channel,
        "You used one channel. The kernel has a slice for each channel of the image; the products "
        "of all of them are added up.",
    ),
    _entry(
        "channels-averaged", "The mean over the channels", "channels_by_hand", _channel_mean,
        "You divided by the number of channels. A convolution adds the channels up and divides by "
        "nothing.",
    ),
    _entry(
        "one-slice-for-all", "One slice for all channels", "channels_by_hand", _first_slice,
        "You used the first slice of the kernel for every channel of the image. Each channel has "
        "a slice of its own.",
    ),
    _entry(
        "bias-for-each-channel", "A bias for each channel", "channels_by_hand", _bias_in_each,
        "You added the bias in each channel. A filter has one bias; here it is added once, after "
        "the channels are added up.",
    ),
    _entry(
        "row-and-column-exchanged", "Row and column exchanged", "cell_by_hand", _exchanged,
        "You exchanged row and column here: the row counts from the top, the column from the left.",
    ),
    _entry(
        "map-not-moved", "The map stays where it was", "shift_by_hand", _stayed,
        "You left the map where it was. A pattern that moves in the image moves in the map, too: "
        "the same weights look at every place.",
    ),
    _entry(
        "map-moved-back", "The map moves the other way", "shift_by_hand", _moved_back,
        "You moved the map the other way. It moves as the image does: down where the image moves "
        "down, and to the right where it moves to the right.",
    ),
    _entry(
        "average-for-maximum", "Average instead of maximum", "max_pool_by_hand", _mean_of_window,
        "You took the average of each window. Max pooling keeps the largest number as it is.",
    ),
    _entry(
        "largest-without-sign", "Largest without its sign", "max_pool_by_hand", _largest_size,
        "You left the signs out. The largest of a few numbers is the one furthest to the right on "
        "the number line: among negative numbers the one nearest to zero.",
    ),
    _entry(
        "maximum-for-average", "Maximum instead of average", "avg_pool_by_hand", _max_of_window,
        "You kept the largest number of each window. Average pooling adds all of them up and "
        "divides by their number.",
    ),
    _entry(
        "sum-for-average", "Sum instead of average", "avg_pool_by_hand", _sum_of_window,
        "You added up the numbers of each window. Divide the sum by their number.",
    ),
    _entry(
        "average-rounded-down", "Averages without fractions", "avg_pool_by_hand", _rounded_down,
        "Your averages have lost their fractions. Give them with their decimals.",
    ),
)  # fmt: skip
