"""Programs that compute the right sums and put them into the output in a wrong way."""

import numpy as np

from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad
from questions.misconceptions.model import Misconception

_SURVEY = "Survey of conv2d implementations"


def _last_window_missing(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    out[..., -1, :] = 0.0
    out[..., -1] = 0.0
    return out


def _output_transposed(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k, stride).swapaxes(-2, -1).copy()


def _not_reset(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    running: Array = np.cumsum(out.reshape(*out.shape[:-2], -1), axis=-1).reshape(out.shape)
    return running


def _not_reset_in_a_row(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    running: Array = np.cumsum(correlate(pad(x, padding), k, stride), axis=-1)
    return running


def _first_row_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    out[..., 1:, :] = 0.0
    return out


def _first_window_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    out[..., 1:, :] = 0.0
    out[..., 1:] = 0.0
    return out


OUTPUT = (
    Misconception(
        id="last-window-missing",
        version=1,
        title="The last windows are never computed",
        solver="conv2d",
        function=_last_window_missing,
        explain=(
            "The shape is right, but the last row and the last column of your output are still "
            "zero: a loop stops one step early. A window that ends exactly at the border still "
            "fits, so compare with `<=`."
        ),
        source="PyTorch forum, Determining size of FC layer after Conv layer (i + k_r < shape[0])",
    ),
    Misconception(
        id="output-transposed",
        version=1,
        title="The output is transposed",
        solver="conv2d",
        function=_output_transposed,
        explain=(
            "Rows and columns of your output are exchanged. Row $i$ of the output comes from the "
            "windows that start at row $iS$ of the image."
        ),
        source="Original: out[j, i] for out[i, j]",
    ),
    Misconception(
        id="sum-not-reset",
        version=1,
        title="The sum is never set back to zero",
        solver="conv2d",
        function=_not_reset,
        explain=(
            "Each of your outputs also holds all those before it. Set the sum back to zero for "
            "every window: move that line inside both loops."
        ),
        source=f"{_SURVEY}: accumulator not reset between outputs",
    ),
    Misconception(
        id="sum-not-reset-in-a-row",
        version=1,
        title="The sum is set back to zero once in a row",
        solver="conv2d",
        function=_not_reset_in_a_row,
        explain=(
            "Each of your outputs also holds those before it in its row. Set the sum back to zero "
            "for every window: move that line inside the inner loop."
        ),
        source=f"{_SURVEY}: accumulator not reset between outputs",
    ),
    Misconception(
        id="first-row-only",
        version=1,
        title="Only the first row is computed",
        solver="conv2d",
        function=_first_row_only,
        explain=(
            "Only the first row of your output is computed; the others are still zero. Look at the "
            "indentation of `return`: it probably ends the function after one round of the outer "
            "loop."
        ),
        source="Original: return inside the outer loop",
    ),
    Misconception(
        id="first-window-only",
        version=1,
        title="Only the first window is computed",
        solver="conv2d",
        function=_first_window_only,
        explain=(
            "Only the first cell of your output is computed; the others are still zero. Look at "
            "the indentation of `return`: it probably ends the function inside both loops."
        ),
        source="Original: return inside the inner loop",
    ),
)
