"""Programs that flip the kernel wrongly, or not at all, where the task asks for the flip."""

from collections.abc import Callable
from functools import wraps

import numpy as np

from questions.misconceptions.conv2d_kernel import KERNEL
from questions.misconceptions.conv2d_numbers import NUMBERS
from questions.misconceptions.conv2d_output import OUTPUT
from questions.misconceptions.conv2d_padding import PADDING
from questions.misconceptions.conv2d_positions import POSITIONS
from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad
from questions.misconceptions.derivation import derive
from questions.misconceptions.model import Misconception

_SOLVER = "true_convolution"
_FORUM = (
    "PyTorch forum, Functional conv2d produces different results vs scipy convolve2d (May 2018)"
)
# Mistakes that have nothing to do with the flip.
_CARRIED_OVER = (
    "mean-instead-of-sum",
    "kernel-normalised",
    "max-instead-of-sum",
    "relu-inside",
    "absolute-value-taken",
    "integer-output",
    "output-like-the-image",
    "kernel-cut-to-whole-numbers",
    "output-rounded",
    "float32-accumulation",
    "float16-accumulation",
    "last-window-missing",
    "output-transposed",
    "sum-not-reset",
    "sum-not-reset-in-a-row",
    "first-row-only",
    "first-window-only",
    "output-size-without-plus-one",
    "output-rounded-up",
    "output-is-padded-size-over-stride",
    "square-output-assumed",
    "stride-not-applied",
    "stride-in-size-only",
    "stride-on-rows-only",
    "stride-on-columns-only",
    "stride-is-kernel-size",
    "padding-not-applied",
    "padding-before-only",
    "padding-after-only",
    "padding-of-rows-only",
    "padding-of-columns-only",
    "padding-split",
    "padding-doubled",
    "edge-padding",
    "reflect-padding",
    "wrap-padding",
    "always-same-padding",
)


def _after_the_flip(bug: Callable[..., Array]) -> Callable[..., Array]:
    @wraps(bug)
    def wrong(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
        return bug(image, np.asarray(kernel)[::-1, ::-1], stride, padding)

    return wrong


def _not_flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k, stride)


def _rows_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[::-1], stride)


def _columns_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k[:, ::-1], stride)


def _correlate_if_it_fits(padded: Array, kernel: Array, stride: int) -> Array:
    """Return what loops over the windows give: nothing at all where there is just no room."""
    rooms = [n - f for n, f in zip(padded.shape, kernel.shape, strict=True)]
    if min(rooms) < -stride:
        raise ValueError(f"room of {rooms} pixels for a kernel, expected at least 0")
    if min(rooms) < 0:
        return np.zeros([room // stride + 1 for room in rooms])
    return correlate(padded, kernel, stride)


def _transposed(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), k.T, stride)


def _quarter_turn(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), np.rot90(k), stride)


def _image_flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x[::-1, ::-1], padding), k, stride)


def _both_flipped(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x[::-1, ::-1], padding), k[::-1, ::-1], stride)


def _square_kernel(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    side = k.shape[0]
    if k.shape[1] < side:
        raise IndexError(f"column {k.shape[1]} of a kernel that has {k.shape[1]}")
    padded = pad(x, padding)
    return correlate(padded, k[::-1, :side][:, ::-1], stride)


TRUE_CONVOLUTION = (
    Misconception(
        id="kernel-not-flipped",
        version=1,
        title="The kernel is not flipped",
        solver=_SOLVER,
        function=_not_flipped,
        explain=(
            "Your kernel is used as it is given. That is cross-correlation, which deep-learning "
            "libraries and the lesson call convolution. This task asks for the convolution of "
            "mathematics: turn the kernel round on both axes before it slides."
        ),
        source=_FORUM,
    ),
    Misconception(
        id="flipped-on-rows-only",
        version=1,
        title="Only the kernel's rows are flipped",
        solver=_SOLVER,
        function=_rows_only,
        explain=(
            "You turn the order of the kernel's rows round, and leave its columns in place. Both "
            "axes are flipped: the first pixel of a window meets the kernel's last number."
        ),
        source="Survey of conv2d implementations: kernel flipped on one axis",
    ),
    Misconception(
        id="flipped-on-columns-only",
        version=1,
        title="Only the kernel's columns are flipped",
        solver=_SOLVER,
        function=_columns_only,
        explain=(
            "You turn the order of the kernel's columns round, and leave its rows in place. Both "
            "axes are flipped: the first pixel of a window meets the kernel's last number."
        ),
        source="Survey of conv2d implementations: kernel flipped on one axis",
    ),
    Misconception(
        id="transposed-for-flipped",
        version=1,
        title="The kernel is transposed, not flipped",
        solver=_SOLVER,
        function=_transposed,
        explain=(
            "You exchange rows and columns of the kernel. A flip keeps every number in its own row "
            "and column, counted from the other end."
        ),
        source="https://www.developerload.com/why-is-the-result-of-my-conv2d-function-centrally-"
        "symmetric-with-the-result-of-scipy multiplies by tmp.T",
    ),
    Misconception(
        id="quarter-turn-for-flip",
        version=1,
        title="The kernel makes a quarter turn only",
        solver=_SOLVER,
        function=_quarter_turn,
        explain=(
            "You turn the kernel by 90 degrees. A flip on both axes is half a turn, 180 degrees: "
            "`np.rot90` turns once unless it is told to turn twice."
        ),
        source="Original: np.rot90(kernel) for np.rot90(kernel, 2)",
    ),
    Misconception(
        id="image-flipped-for-kernel",
        version=1,
        title="The image is flipped, not the kernel",
        solver=_SOLVER,
        function=_image_flipped,
        explain=(
            "You flip the image and leave the kernel as it is. The same products come out, in the "
            "opposite order of cells: flip the kernel, and leave the image in place."
        ),
        source="Original: the flip on the other array",
    ),
    Misconception(
        id="image-and-kernel-flipped",
        version=1,
        title="Image and kernel are both flipped",
        solver=_SOLVER,
        function=_both_flipped,
        explain=(
            "You flip the image as well as the kernel, and one flip takes back the other. Only the "
            "kernel is turned round."
        ),
        source="Original: both arrays flipped",
    ),
    Misconception(
        id="true-convolution-square-kernel-assumed",
        version=1,
        title="The kernel is taken to be square",
        solver=_SOLVER,
        function=_square_kernel,
        explain=(
            "You use one size for both sides of the kernel. Take its height from "
            "`kernel.shape[0]` and its width from `kernel.shape[1]`."
        ),
        source="https://github.com/AmbarGogia05/cnn-from-scratch (assumed a square filter)",
    ),
    *derive(
        (*KERNEL, *NUMBERS, *OUTPUT, *PADDING, *POSITIONS),
        _CARRIED_OVER,
        _SOLVER,
        "true-convolution",
        _after_the_flip,
    ),
)
