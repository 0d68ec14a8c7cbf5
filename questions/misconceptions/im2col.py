"""Programs that write the windows of an image into a matrix in a wrong way."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from questions.misconceptions.conv2d_windows import Array
from questions.misconceptions.model import Misconception

_SOLVER = "im2col"
_SURVEY = "Survey of conv2d implementations"
_RING = ((0, 0), (1, 1), (1, 1))
# Axes of the windows: channel, row and column of the output, row and column in the window.
_RIGHT = (0, 3, 4, 1, 2)


def _pad(image: Array, padding: int, mode: Any = "constant", ring: Any = _RING) -> Array:
    widths = [(before * padding, after * padding) for before, after in ring]
    return np.pad(np.asarray(image, dtype=np.float64), widths, mode=mode)


def _windows(padded: Array, side: int, stride: int) -> Array:
    rows, columns = ((size - side) // stride + 1 for size in padded.shape[1:])
    if min(rows, columns) < 1:
        # No window fits; a matrix made before the loops has this many columns, all of them zero.
        return np.zeros((padded.shape[0], rows * columns, 1, side, side))
    return sliding_window_view(padded, (side, side), axis=(1, 2))[:, ::stride, ::stride]


def _matrix(windows: Array, order: tuple[int, ...] = _RIGHT, n_rows: int = 3) -> Array:
    """Return the windows' axes in an order, the first of them merged to rows."""
    turned = windows.transpose(order)
    rows = int(np.prod(turned.shape[:n_rows]))
    return turned.reshape(rows, int(np.prod(turned.shape[n_rows:])))


def _window_in_a_row(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride)).T


def _channels_inside(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride), (3, 4, 0, 1, 2))


def _down_first(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride), (0, 3, 4, 2, 1))


def _window_turned(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride), (0, 4, 3, 1, 2))


def _beside(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    windows = _windows(_pad(image, padding), kernel_size, stride)
    return _matrix(windows, (3, 4, 0, 1, 2), n_rows=2)


def _not_transposed(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    windows = _windows(_pad(image, padding), kernel_size, stride)
    return windows.reshape(windows.shape[0] * kernel_size**2, windows.shape[1] * windows.shape[2])


def _first_channel(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding)[:1], kernel_size, stride))


def _flipped(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride)[..., ::-1, ::-1])


def _no_stride(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, 1))


def _stride_in_size(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    dense = _windows(_pad(image, padding), kernel_size, 1)
    rows, columns = ((size - 1) // stride + 1 for size in dense.shape[1:3])
    return _matrix(dense[:, :rows, :columns])


def _stride_of_rows(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    dense = _windows(_pad(image, padding), kernel_size, 1)
    return _matrix(dense[:, ::stride, : (dense.shape[2] - 1) // stride + 1])


def _side_by_side(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, kernel_size))


def _no_padding(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, 0), kernel_size, stride))


def _padding_before(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    padded = _pad(image, padding, ring=((0, 0), (1, 0), (1, 0)))
    return _matrix(_windows(padded, kernel_size, stride))


def _padding_doubled(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, 2 * padding), kernel_size, stride))


def _edge(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding, "edge"), kernel_size, stride))


def _wrap(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding, "wrap"), kernel_size, stride))


def _no_plus_one(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return _matrix(_windows(_pad(image, padding), kernel_size, stride)[:, :-1, :-1])


def _rounded_up(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    padded = _pad(image, padding)
    missing = [(0, -(size - kernel_size) % stride) for size in padded.shape[1:]]
    return _matrix(_windows(np.pad(padded, [(0, 0), *missing]), kernel_size, stride))


def _truncated(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    return np.trunc(_matrix(_windows(_pad(image, padding), kernel_size, stride)))


def _in_float32(image: Array, kernel_size: int, stride: int = 1, padding: int = 0) -> Array:
    narrow = _pad(image, padding).astype(np.float32).astype(np.float64)
    return _matrix(_windows(narrow, kernel_size, stride))


def _bug(bug_id: str, title: str, function: Any, explain: str, source: str) -> Misconception:
    return Misconception(f"im2col-{bug_id}", 1, title, _SOLVER, function, explain, source)


IM2COL = (
    _bug(
        "window-in-a-row",
        "Each window is a row",
        _window_in_a_row,
        "Your matrix holds a window in each row. Here each window is a column, so that the weights "
        "stand on the left of the product; transpose it.",
        "Original: the two ways round of im2col",
    ),
    _bug(
        "channels-inside",
        "The channels change fastest",
        _channels_inside,
        "Within a column your pixels come place by place, all channels of one pixel together. They "
        "come channel by channel: the whole window of the first channel first.",
        "https://github.com/ravin-d-27/PyDeepFlow/issues/84 (patches in the wrong memory order)",
    ),
    _bug(
        "windows-down-first",
        "The windows come column by column",
        _down_first,
        "Your windows come from top to bottom first. They come in reading order: along the first "
        "row of the output, then along the second.",
        "https://github.com/ravin-d-27/PyDeepFlow/issues/84 (patches in the wrong memory order)",
    ),
    _bug(
        "window-turned",
        "A window is read column by column",
        _window_turned,
        "Within a window your pixels come from top to bottom first. They come row by row.",
        "https://github.com/ravin-d-27/PyDeepFlow/issues/84 (patches in the wrong memory order)",
    ),
    _bug(
        "channels-beside",
        "The channels lie beside each other",
        _beside,
        "You write the windows of the second channel behind those of the first. A window spans all "
        "channels: their pixels stand below each other in one column.",
        "Original: one im2col for each channel",
    ),
    _bug(
        "reshaped-without-transposing",
        "Reshaped without transposing",
        _not_transposed,
        "Your shape is right, but a reshape alone keeps the order in memory: the places of the "
        "windows come before the places in a window. Bring the axes into order first, with "
        "`transpose`.",
        "Original: windows.reshape in im2col",
    ),
    _bug(
        "first-channel-only",
        "Only the first channel is used",
        _first_channel,
        "Your columns hold the first channel only. A window is as deep as the image.",
        f"{_SURVEY}: only the first input channel used",
    ),
    _bug(
        "windows-flipped",
        "The windows are flipped",
        _flipped,
        "Your windows are read from their last pixel to their first. Nothing is flipped here.",
        "Original: the flip of the true convolution",
    ),
    _bug(
        "stride-not-applied",
        "The stride is not used",
        _no_stride,
        "Your columns are those of stride 1. The window moves by `stride` pixels, so there are "
        "fewer of them.",
        f"{_SURVEY}: stride ignored",
    ),
    _bug(
        "stride-in-size-only",
        "The stride is used for the size only",
        _stride_in_size,
        "Your matrix has the right shape, but its windows lie one pixel apart.",
        "https://github.com/mengxinZHANG/numpy-realizes-CNN/issues/2 (img2col, stride above 1)",
    ),
    _bug(
        "stride-on-rows-only",
        "The stride is used for the rows only",
        _stride_of_rows,
        "Your windows move by the stride from row to row, and by one pixel from column to column.",
        "Original: one of the two products with the stride left out",
    ),
    _bug(
        "stride-is-window",
        "The windows do not overlap",
        _side_by_side,
        "Your windows lie side by side. They move by `stride`, however large they are.",
        "Survey of pooling implementations: stride forced to the kernel size",
    ),
    _bug(
        "padding-not-applied",
        "The padding is not used",
        _no_padding,
        "Your columns are those without padding. Ring each channel with `padding` zeros on each of "
        "its four sides first.",
        f"{_SURVEY}: padding ignored",
    ),
    _bug(
        "padding-before-only",
        "Padding above and on the left only",
        _padding_before,
        "You add zeros above and on the left only. The padding goes around the image.",
        f"{_SURVEY}: padding added on one side only",
    ),
    _bug(
        "padding-doubled",
        "The padding is used twice",
        _padding_doubled,
        "You add twice as many zeros as asked for. `padding` is the number of zeros on each side.",
        "Original: 2P put on each side",
    ),
    _bug(
        "edge-padding",
        "Padded with the border's pixels",
        _edge,
        "You pad with copies of the border's pixels. The padding of this task is zeros.",
        f"{_SURVEY}: edge padding",
    ),
    _bug(
        "wrap-padding",
        "Padded with the opposite side",
        _wrap,
        "You pad with pixels of the opposite side. The padding of this task is zeros.",
        f"{_SURVEY}: wrap padding",
    ),
    _bug(
        "without-plus-one",
        "The last windows are missing",
        _no_plus_one,
        "You leave out the last window of each row, and the last row of windows. The steps of the "
        "window are counted; it also stands at its starting position, so add 1.",
        "PyTorch forum, Determining size of FC layer after Conv layer: 144 for 400",
    ),
    _bug(
        "rounded-up",
        "The number of windows is rounded up",
        _rounded_up,
        "Where the stride does not divide the window's travel, you cut out one window too many, "
        "which hangs over the end. Round the number of steps down.",
        f"{_SURVEY}: ceil instead of floor",
    ),
    _bug(
        "integer-output",
        "Fractions are cut off",
        _truncated,
        "Your numbers are the right ones without their fractions. The matrix holds whole numbers "
        "only; make it with `np.zeros(shape)`, which is float64.",
        f"{_SURVEY}: integer output array (truncation)",
    ),
    _bug(
        "in-float32",
        "The numbers went through float32",
        _in_float32,
        "Your numbers are right to about seven digits: they went through float32. Pixels are only "
        "copied here; keep float64, NumPy's default.",
        f"{_SURVEY}: float32 accumulation",
    ),
)
