"""Programs that use the kernel or its products in a wrong way."""

import numpy as np

from questions.misconceptions.conv2d_windows import (
    Array,
    add_up,
    as_float,
    correlate,
    pad,
    windows,
)
from questions.misconceptions.model import Misconception

_SURVEY = "Survey of conv2d implementations"


def _flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[..., ::-1, ::-1], stride)


def _upside_down(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[..., ::-1, :], stride)


def _mirrored(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[..., ::-1], stride)


def _transposed(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k.swapaxes(-2, -1), stride)


def _square_kernel(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    side = k.shape[-2]
    return add_up(windows(pad(x, padding), (side, side), stride), k)


def _mean(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    mean: Array = correlate(pad(x, padding), k, stride) / (k.shape[-2] * k.shape[-1])
    return mean


def _divided_by_kernel_sum(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    total = k.sum(axis=(-2, -1), keepdims=True)
    if k.ndim == 2 and total == 0:
        raise ZeroDivisionError("the kernel adds up to 0")
    with np.errstate(divide="ignore", invalid="ignore"):  # NaN, where one of many adds up to 0
        out: Array = correlate(pad(x, padding), k / total, stride)
        return out


def _largest(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    products = windows(pad(x, padding), k.shape[-2:], stride) * k[..., None, None, :, :]
    largest: Array = products.max(axis=(-2, -1))
    return largest


def _sum_of_the_window(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), np.ones_like(k), stride)


def _relu(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return np.maximum(correlate(pad(x, padding), k, stride), 0.0)


def _absolute(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return np.abs(correlate(pad(x, padding), k, stride))


KERNEL = (
    Misconception(
        id="kernel-flipped",
        version=1,
        title="The kernel is flipped",
        solver="conv2d",
        function=_flipped,
        explain=(
            "Your kernel is flipped on both axes. That is the convolution of mathematics; the task "
            "asks for cross-correlation, which deep-learning libraries call convolution. Multiply "
            "each window by the kernel as it is given."
        ),
        source="PyTorch forum, Functional conv2d produces different results vs scipy convolve2d "
        "(May 2018); https://techfeed.net/es/428607/",
    ),
    Misconception(
        id="kernel-flipped-vertically",
        version=1,
        title="The kernel is upside down",
        solver="conv2d",
        function=_upside_down,
        explain=(
            "The rows of your kernel are used from the last to the first. Row $m$ of the kernel "
            "goes with row $i + m$ of the image; nothing is reversed."
        ),
        source=f"{_SURVEY}: kernel flipped on one axis",
    ),
    Misconception(
        id="kernel-flipped-horizontally",
        version=1,
        title="The kernel is mirrored",
        solver="conv2d",
        function=_mirrored,
        explain=(
            "The columns of your kernel are used from the last to the first. Column $n$ of the "
            "kernel goes with column $j + n$ of the image; nothing is reversed."
        ),
        source=f"{_SURVEY}: kernel flipped on one axis",
    ),
    Misconception(
        id="kernel-transposed",
        version=1,
        title="The kernel is transposed",
        solver="conv2d",
        function=_transposed,
        explain=(
            "Rows and columns of your kernel are exchanged. Look for a `.T`, or for two indices "
            "that changed places: row $m$ of the kernel goes with row $i + m$ of the image."
        ),
        source="https://www.developerload.com/why-is-the-result-of-my-conv2d-function-centrally-"
        "symmetric-with-the-result-of-scipy multiplies by tmp.T",
    ),
    Misconception(
        id="square-kernel-assumed",
        version=1,
        title="The kernel is taken to be square",
        solver="conv2d",
        function=_square_kernel,
        explain=(
            "You use one size for both sides of the kernel. Take its height from "
            "`kernel.shape[0]` and its width from `kernel.shape[1]`."
        ),
        source="https://github.com/AmbarGogia05/cnn-from-scratch (assumed a square filter)",
    ),
    Misconception(
        id="mean-instead-of-sum",
        version=1,
        title="Mean instead of sum",
        solver="conv2d",
        function=_mean,
        explain=(
            "You take the mean of the products. A convolution adds them up: it is a dot product of "
            "the kernel and the window, and nothing is divided."
        ),
        source=f"{_SURVEY}: mean instead of sum",
    ),
    Misconception(
        id="kernel-normalised",
        version=1,
        title="The kernel is normalised",
        solver="conv2d",
        function=_divided_by_kernel_sum,
        explain=(
            "You divide by the sum of the kernel. That is what a blur does to keep the brightness; "
            "a convolution uses the kernel's numbers as they are given."
        ),
        source="Original: the habit of image filters",
    ),
    Misconception(
        id="max-instead-of-sum",
        version=1,
        title="Maximum instead of sum",
        solver="conv2d",
        function=_largest,
        explain=(
            "You take the largest of the products. That is the step of max pooling; a convolution "
            "adds all the products up."
        ),
        source="Original: pooling's step in a convolution's place",
    ),
    Misconception(
        id="kernel-not-used",
        version=1,
        title="The kernel's numbers are not used",
        solver="conv2d",
        function=_sum_of_the_window,
        explain=(
            "You add up the pixels of each window. Multiply each pixel by the kernel's number at "
            "the same place first."
        ),
        source="Original: slide and sum without multiply",
    ),
    Misconception(
        id="relu-inside",
        version=1,
        title="A ReLU is inside",
        solver="conv2d",
        function=_relu,
        explain=(
            "Your negative outputs are 0. A ReLU is a layer of its own that may follow; the "
            "convolution itself gives negative numbers too."
        ),
        source=f"{_SURVEY}: ReLU applied inside",
    ),
    Misconception(
        id="absolute-value-taken",
        version=1,
        title="The sign is lost",
        solver="conv2d",
        function=_absolute,
        explain=(
            "Your negative outputs have lost their sign. Pictures of edges are often shown that "
            "way; the convolution itself gives negative numbers too."
        ),
        source="Original: the way edge maps are displayed",
    ),
)
