"""Programs that dilate the kernel in a wrong way, or not at all; kernels may be rectangular."""

from collections.abc import Callable

import numpy as np

from questions.misconceptions.conv2d_kernel import KERNEL
from questions.misconceptions.conv2d_numbers import NUMBERS
from questions.misconceptions.conv2d_output import OUTPUT
from questions.misconceptions.conv2d_padding import PADDING
from questions.misconceptions.conv2d_positions import POSITIONS
from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad
from questions.misconceptions.derivation import derive
from questions.misconceptions.model import Misconception

_SOLVER = "conv2d_dilated"
_SURVEY = "Survey of conv2d implementations"
# Mistakes that have nothing to do with the dilation: they meet a kernel with zeros in its holes.
_CARRIED_OVER = (
    "kernel-flipped",
    "kernel-flipped-vertically",
    "kernel-flipped-horizontally",
    "kernel-transposed",
    "max-instead-of-sum",
    "relu-inside",
    "absolute-value-taken",
    "integer-output",
    "output-like-the-image",
    "output-rounded",
    "float32-accumulation",
    "last-window-missing",
    "output-transposed",
    "sum-not-reset",
    "first-row-only",
    "output-size-without-plus-one",
    "output-rounded-up",
    "output-is-padded-size-over-stride",
    "square-output-assumed",
    "stride-not-applied",
    "stride-in-size-only",
    "stride-on-rows-only",
    "stride-on-columns-only",
    "padding-not-applied",
    "padding-before-only",
    "padding-after-only",
    "padding-of-rows-only",
    "padding-of-columns-only",
    "padding-doubled",
    "edge-padding",
    "reflect-padding",
    "wrap-padding",
)


def _spread(kernel: Array, rows: int, columns: int) -> Array:
    """Return the kernel with zeros between its taps, so that they are so many pixels apart."""
    taps = np.asarray(kernel)
    shape = [step * (n - 1) + 1 for n, step in zip(taps.shape, (rows, columns), strict=True)]
    wide = np.zeros(shape, dtype=taps.dtype)
    wide[::rows, ::columns] = taps
    return wide


def _correlate_if_it_fits(padded: Array, kernel: Array, stride: int) -> Array:
    rooms = [n - f for n, f in zip(padded.shape, kernel.shape, strict=True)]
    if min(rooms) < -stride:
        raise ValueError(f"room of {rooms} pixels for a kernel, expected at least 0")
    if min(rooms) < 0:
        # What loops over the windows give where there is just no room.
        return np.zeros([room // stride + 1 for room in rooms])
    return correlate(padded, kernel, stride)


def _dilated(bug: Callable[..., Array]) -> Callable[..., Array]:
    def wrong(
        image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
    ) -> Array:
        return bug(image, _spread(kernel, dilation, dilation), stride, padding)

    return wrong


def _not_dilated(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), k, stride)


def _as_holes(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), _spread(k, dilation + 1, dilation + 1), stride)


def _holes_beyond_one(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    step = dilation + 1 if dilation > 1 else 1
    return _correlate_if_it_fits(pad(x, padding), _spread(k, step, step), stride)


def _rows_only(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), _spread(k, dilation, 1), stride)


def _columns_only(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), _spread(k, 1, dilation), stride)


def _in_size_only(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    dense = correlate(pad(x, padding), k, stride)
    right = correlate(pad(x, padding), _spread(k, dilation, dilation), stride)
    return dense[: right.shape[0], : right.shape[1]]


def _on_the_image(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding)[::dilation, ::dilation], k, stride)


def _times_the_stride(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    return _correlate_if_it_fits(pad(x, padding), k, stride * dilation)


def _square_kernel(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    x, k = as_float(image, kernel)
    side = k.shape[0]
    if k.shape[1] < side:
        raise IndexError(f"column {k.shape[1]} of a kernel that has {k.shape[1]}")
    return correlate(pad(x, padding), _spread(k[:, :side], dilation, dilation), stride)


CONV2D_DILATED = (
    Misconception(
        id="dilated-dilation-not-applied",
        version=1,
        title="The dilation is not used",
        solver=_SOLVER,
        function=_not_dilated,
        explain=(
            "Your results are those of a dense kernel. With dilation $D$ two neighbouring taps of "
            "the kernel meet pixels that are $D$ apart."
        ),
        source=f"{_SURVEY}: dilation ignored",
    ),
    Misconception(
        id="dilated-dilation-as-holes",
        version=1,
        title="Dilation counted as holes",
        solver=_SOLVER,
        function=_as_holes,
        explain=(
            "You skip `dilation` pixels between two taps. Here the dilation is the distance "
            "between two taps, so that 1 is a dense kernel and $D - 1$ pixels are skipped."
        ),
        source=f"{_SURVEY}: dilation counted as holes; CS231n counts 0 as dense",
    ),
    Misconception(
        id="dilated-holes-beyond-one",
        version=1,
        title="One pixel too many between the taps",
        solver=_SOLVER,
        function=_holes_beyond_one,
        explain=(
            "Where there is a dilation, your taps lie one pixel too far apart. The dilation is "
            "their distance; $D - 1$ pixels lie between them."
        ),
        source="Original: dilation counted as holes, and 1 taken for none",
    ),
    Misconception(
        id="dilated-on-rows-only",
        version=1,
        title="Only the rows are dilated",
        solver=_SOLVER,
        function=_rows_only,
        explain=(
            "You dilate from row to row only. The columns of the kernel are spread by as much."
        ),
        source="Original: one of the two products with the dilation left out",
    ),
    Misconception(
        id="dilated-on-columns-only",
        version=1,
        title="Only the columns are dilated",
        solver=_SOLVER,
        function=_columns_only,
        explain=(
            "You dilate from column to column only. The rows of the kernel are spread by as much."
        ),
        source="Original: one of the two products with the dilation left out",
    ),
    Misconception(
        id="dilated-in-size-only",
        version=1,
        title="The dilation is used for the size only",
        solver=_SOLVER,
        function=_in_size_only,
        explain=(
            "Your output has the right shape, but its numbers are those of a dense kernel. Cut "
            "the window out with a step, as in `x[r : r + span : dilation]`."
        ),
        source="Original: the dilation in the formula and not in the window",
    ),
    Misconception(
        id="dilated-on-the-image",
        version=1,
        title="The image is thinned out",
        solver=_SOLVER,
        function=_on_the_image,
        explain=(
            "You leave out rows and columns of the image and then slide a dense kernel. That also "
            "leaves out most of its positions: each window thins out its own part of the image."
        ),
        source="Original: x[::dilation, ::dilation] before the loop",
    ),
    Misconception(
        id="dilated-as-stride",
        version=1,
        title="The dilation is taken for a stride",
        solver=_SOLVER,
        function=_times_the_stride,
        explain=(
            "You move the window by the dilation. It does not change where a window starts, only "
            "which pixels behind its start it looks at."
        ),
        source="Original: the two kinds of step exchanged",
    ),
    Misconception(
        id="dilated-square-kernel-assumed",
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
        "dilated",
        _dilated,
    ),
)
