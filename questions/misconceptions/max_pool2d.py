"""Programs that pool in a wrong way; images are (channels, height, width)."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from questions.misconceptions.conv2d_windows import Array
from questions.misconceptions.model import Misconception

_SOLVER = "max_pool2d"
_SURVEY = "Survey of pooling implementations"


def _windows(padded: Array, kernel: int, stride: int) -> Array:
    rooms = [size - kernel for size in padded.shape[1:]]
    if min(rooms) < -stride:
        raise ValueError(f"room of {rooms} pixels for a window, expected at least 0")
    if min(rooms) < 0:
        # What loops over the windows give where there is just no room.
        out = [room // stride + 1 for room in rooms]
        return np.zeros((padded.shape[0], *out, kernel, kernel))
    return sliding_window_view(padded, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def _pad(x: Array, padding: int, fill: float = -np.inf, mode: Any = "constant") -> Array:
    ring = ((0, 0), (padding, padding), (padding, padding))
    image = np.asarray(x, dtype=np.float64)
    if mode == "constant":
        return np.pad(image, ring, constant_values=fill)
    return np.pad(image, ring, mode=mode)


def _pool(x: Array, kernel: int, stride: int | None, padding: int) -> Array:
    out: Array = _windows(_pad(x, padding), kernel, stride or kernel).max(axis=(-2, -1))
    return out


def _zero_padding(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out: Array = _windows(_pad(x, padding, 0.0), kernel, stride or kernel).max(axis=(-2, -1))
    return out


def _starts_at_zero(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return np.maximum(_pool(x, kernel, stride, padding), 0.0)


def _average(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out: Array = _windows(_pad(x, padding, 0.0), kernel, stride or kernel).mean(axis=(-2, -1))
    return out


def _sum(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out: Array = _windows(_pad(x, padding, 0.0), kernel, stride or kernel).sum(axis=(-2, -1))
    return out


def _minimum(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out: Array = _windows(_pad(x, padding, np.inf), kernel, stride or kernel).min(axis=(-2, -1))
    return out


def _largest_size(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(np.abs(np.asarray(x, dtype=np.float64)), kernel, stride, padding)


def _stride_one(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, stride or 1, padding)


def _stride_is_window(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, kernel, padding)


def _no_padding(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, stride, 0)


def _padding_before(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    ring = ((0, 0), (padding, 0), (padding, 0))
    padded = np.pad(np.asarray(x, dtype=np.float64), ring, constant_values=-np.inf)
    return _pool(padded, kernel, stride or kernel, 0)


def _wrapped(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(_pad(x, padding, mode="wrap"), kernel, stride or kernel, 0)


def _across_channels(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out: Array = _pool(x, kernel, stride, padding).max(axis=0, keepdims=True)
    return out


def _first_channel(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out = _pool(x, kernel, stride, padding)
    out[1:] = 0.0
    return out


def _channels_last(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return np.moveaxis(_pool(x, kernel, stride, padding), 0, -1)


def _rounded_up(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    step = stride or kernel
    padded = _pad(x, padding)
    missing = [-(size - kernel) % step for size in padded.shape[1:]]
    longer = np.pad(padded, ((0, 0), (0, missing[0]), (0, missing[1])), constant_values=-np.inf)
    return _pool(longer, kernel, step, 0)


def _no_plus_one(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, stride, padding)[:, :-1, :-1]


def _last_missing(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    out = _pool(x, kernel, stride, padding)
    out[:, -1, :] = 0.0
    out[:, :, -1] = 0.0
    return out


def _transposed(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, stride, padding).swapaxes(1, 2)


def _truncated(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return np.trunc(_pool(x, kernel, stride, padding))


def _in_float32(x: Array, kernel: int, stride: int | None = None, padding: int = 0) -> Array:
    return _pool(x, kernel, stride, padding).astype(np.float32).astype(np.float64)


def _bug(bug_id: str, title: str, function: Any, explain: str, source: str) -> Misconception:
    return Misconception(f"max-pool-{bug_id}", 1, title, _SOLVER, function, explain, source)


MAX_POOL2D = (
    _bug(
        "zero-padding",
        "Padded with zeros",
        _zero_padding,
        "You pad with zeros, and where all pixels of a window are negative a zero wins. What "
        "lies outside the image is never the maximum: pad with minus infinity, or leave it out of "
        "the comparison.",
        "https://stackoverflow.com/questions/37674306 (pads with -inf)",
    ),
    _bug(
        "starts-at-zero",
        "The maximum starts at zero",
        _starts_at_zero,
        "Your running maximum starts at 0, so a window of negative pixels gives 0. Start with the "
        "window's first pixel, or with minus infinity.",
        f"{_SURVEY}: running maximum starts at 0",
    ),
    _bug(
        "average",
        "The average, not the maximum",
        _average,
        "You take the average of each window. That is the other kind of pooling; this one keeps "
        "the largest pixel.",
        "Original: average pooling in max pooling's place",
    ),
    _bug(
        "sum",
        "The sum, not the maximum",
        _sum,
        "You add up the pixels of each window, as a convolution does. Pooling keeps the largest "
        "one.",
        "Original: a convolution's step in pooling's place",
    ),
    _bug(
        "minimum",
        "The minimum, not the maximum",
        _minimum,
        "You keep the smallest pixel of each window; max pooling keeps the largest.",
        "Original: min for max",
    ),
    _bug(
        "largest-by-size",
        "The sign is lost",
        _largest_size,
        "You compare the pixels without their signs. The maximum of $-5$ and $2$ is $2$.",
        "Original: abs before max",
    ),
    _bug(
        "stride-one-by-default",
        "The stride is 1 where none is given",
        _stride_one,
        "Where no stride is given you move by one pixel. A pooling window then moves by its own "
        "size, so that windows lie side by side.",
        f"{_SURVEY}: stride defaults to 1",
    ),
    _bug(
        "stride-always-the-window",
        "The stride is always the window's size",
        _stride_is_window,
        "Your windows always lie side by side. That is the default; where a stride is given, move "
        "by it.",
        f"{_SURVEY}: stride forced to the kernel size",
    ),
    _bug(
        "padding-not-applied",
        "The padding is not used",
        _no_padding,
        "Your results are those without padding. The windows start `padding` pixels above and left "
        "of the image, and may reach as far beyond its other two sides.",
        f"{_SURVEY}: padding ignored",
    ),
    _bug(
        "padding-before-only",
        "Padding above and on the left only",
        _padding_before,
        "You pad above and on the left only. The padding goes around the image: below and on the "
        "right it is as wide.",
        "Survey of conv2d implementations: padding added on one side only",
    ),
    _bug(
        "wrap-padding",
        "Padded with the opposite side",
        _wrapped,
        "You pad with pixels of the opposite side, which then may be the maximum. Padding never "
        "is.",
        "Survey of conv2d implementations: wrap padding",
    ),
    _bug(
        "across-channels",
        "The maximum of all channels",
        _across_channels,
        "You take one maximum over all channels. Each channel is pooled by itself: the output has "
        "as many channels as the image.",
        f"{_SURVEY}: pooled across channels",
    ),
    _bug(
        "first-channel-only",
        "Only the first channel is pooled",
        _first_channel,
        "Only your first channel is computed; the others are still zero. Go over all channels.",
        "Survey of conv2d implementations: only the first input channel used",
    ),
    _bug(
        "channels-last",
        "The channels come last",
        _channels_last,
        "Your output has its channels on the last axis. They stay where they are in the image: on "
        "the first.",
        "Survey of conv2d implementations: channels-last output",
    ),
    _bug(
        "rounded-up",
        "The output size is rounded up",
        _rounded_up,
        "Where the stride does not divide the window's travel, you compute one position too many: "
        "its window hangs over the end. Round the number of steps down.",
        f"{_SURVEY}: always ceil",
    ),
    _bug(
        "without-plus-one",
        "Output size without the + 1",
        _no_plus_one,
        "Your output is one row and one column short. The steps of the window are counted; it also "
        "stands at its starting position, so add 1.",
        "PyTorch forum, Determining size of FC layer after Conv layer: 144 for 400",
    ),
    _bug(
        "last-window-missing",
        "The last windows are never computed",
        _last_missing,
        "The shape is right, but the last row and the last column of your output are still zero: a "
        "loop stops one step early.",
        "PyTorch forum, Determining size of FC layer after Conv layer (i + k_r < shape[0])",
    ),
    _bug(
        "output-transposed",
        "The output is transposed",
        _transposed,
        "Rows and columns of your output are exchanged. Row $i$ of the output comes from the "
        "windows that start at row $iS - P$ of the image.",
        "Original: out[c, j, i] for out[c, i, j]",
    ),
    _bug(
        "integer-output",
        "Fractions are cut off",
        _truncated,
        "Your numbers are the right ones without their fractions. The output array holds whole "
        "numbers only; make it with `np.zeros(shape)`, which is float64.",
        "Survey of conv2d implementations: integer output array (truncation)",
    ),
    _bug(
        "in-float32",
        "The numbers went through float32",
        _in_float32,
        "Your numbers are right to about seven digits: they went through float32. Pooling chooses "
        "pixels and changes none; keep float64, NumPy's default.",
        "Survey of conv2d implementations: float32 accumulation",
    ),
)
