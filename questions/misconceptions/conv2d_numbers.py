"""Programs that lose precision: the windows are right, the type of the numbers is not."""

from typing import Any

import numpy as np

from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad
from questions.misconceptions.model import Misconception

_SURVEY = "Survey of conv2d implementations"


def _truncated(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return np.trunc(correlate(pad(x, padding), k, stride))


def _like_the_image(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    given = np.asarray(image).dtype
    if given.kind not in "iu":
        return out.astype(given).astype(np.float64)
    # By way of int64, so that what is too large wraps around as it does in an assignment.
    return np.trunc(out).astype(np.int64).astype(given).astype(np.float64)


def _kernel_truncated(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), np.trunc(k), stride)


def _in(image: Array, kernel: Array, stride: int, padding: int, dtype: Any) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        x, k = np.asarray(image).astype(dtype), np.asarray(kernel).astype(dtype)
        return correlate(pad(x, padding), k, stride).astype(np.float64)


def _in_float32(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    return _in(image, kernel, stride, padding, np.float32)


def _in_float16(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    return _in(image, kernel, stride, padding, np.float16)


def _rounded(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return np.round(correlate(pad(x, padding), k, stride))


NUMBERS = (
    Misconception(
        id="integer-output",
        version=1,
        title="Fractions are cut off",
        solver="conv2d",
        function=_truncated,
        explain=(
            "Your numbers are the right ones without their fractions. The output array holds whole "
            "numbers only; make it with `np.zeros(shape)`, which is float64."
        ),
        source=f"{_SURVEY}: integer output array (truncation)",
    ),
    Misconception(
        id="output-like-the-image",
        version=1,
        title="The output has the image's type",
        solver="conv2d",
        function=_like_the_image,
        explain=(
            "Your output has the type of the image. An image of whole numbers then makes an output "
            "that cannot hold fractions or large sums; make it with `np.zeros(shape)`, which is "
            "float64."
        ),
        source="numpy-discussion, 5 May 2008, Learn about numpy: integer convolution overflows",
    ),
    Misconception(
        id="kernel-cut-to-whole-numbers",
        version=1,
        title="The kernel loses its fractions",
        solver="conv2d",
        function=_kernel_truncated,
        explain=(
            "You turn the kernel into whole numbers before you use it, which cuts its fractions "
            "off. Leave it in the type in which it is given, or make it float64."
        ),
        source="Original: astype(int) on the kernel",
    ),
    Misconception(
        id="output-rounded",
        version=1,
        title="The output is rounded",
        solver="conv2d",
        function=_rounded,
        explain=(
            "Your numbers are rounded to whole ones. The output of a convolution has fractions: "
            "leave the sums as they are."
        ),
        source="Original: rounding as for a picture's pixels",
    ),
    Misconception(
        id="float32-accumulation",
        version=1,
        title="Added up in float32",
        solver="conv2d",
        function=_in_float32,
        explain=(
            "Your numbers are right to about seven digits: they were added up in float32. Keep "
            "the arrays that you make in float64, NumPy's default."
        ),
        source=f"{_SURVEY}: float32 accumulation",
    ),
    Misconception(
        id="float16-accumulation",
        version=1,
        title="Added up in float16",
        solver="conv2d",
        function=_in_float16,
        explain=(
            "Your numbers are right to about three digits: they were added up in float16. Keep "
            "the arrays that you make in float64, NumPy's default."
        ),
        source=f"{_SURVEY}: float16 accumulation",
    ),
)
