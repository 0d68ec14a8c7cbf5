"""Programs that convolve batches, channels, groups and biases in a wrong way."""

from typing import Any

import numpy as np

from questions.misconceptions.conv2d_kernel import KERNEL
from questions.misconceptions.conv2d_nchw_layers import (
    add_bias,
    after,
    before,
    in_each_channel,
    seeing,
)
from questions.misconceptions.conv2d_output import OUTPUT
from questions.misconceptions.conv2d_padding import PADDING
from questions.misconceptions.conv2d_positions import POSITIONS
from questions.misconceptions.conv2d_windows import Array
from questions.misconceptions.derivation import derive
from questions.misconceptions.model import Misconception

_SOLVER = "conv2d_nchw"
_SURVEY = "Survey of conv2d implementations"
# Mistakes within one channel; the sums over the channels are right.
_CARRIED_OVER = (
    "kernel-flipped",
    "kernel-flipped-vertically",
    "kernel-flipped-horizontally",
    "kernel-transposed",
    "kernel-not-used",
    "last-window-missing",
    "output-transposed",
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


def _interleaved(number: int, n_seen: int, n_filters: int, groups: int) -> list[int]:
    return [number // (n_filters // groups) + k * groups for k in range(n_seen)]


def _along_the_width(maps: Array, bias: Array | None, _: Array) -> Array:
    return maps if bias is None else maps + np.asarray(bias, dtype=np.float64)


def _once_per_channel(maps: Array, bias: Array | None, weight: Array) -> Array:
    return add_bias(maps, None if bias is None else weight.shape[1] * np.asarray(bias))


def _first_image(maps: Array, bias: Array | None, _: Array) -> Array:
    out = add_bias(maps, bias)
    out[1:] = 0.0
    return out


def _summed_over_images(maps: Array, bias: Array | None, _: Array) -> Array:
    total = np.broadcast_to(maps.sum(axis=0, keepdims=True), maps.shape)
    return add_bias(total, bias)


def _without_single_axes(maps: Array, bias: Array | None, _: Array) -> Array:
    out = add_bias(maps, bias)
    return out[0] if len(out) == 1 else out


def _in_float32(maps: Array, bias: Array | None, _: Array) -> Array:
    return add_bias(maps, bias).astype(np.float32).astype(np.float64)


def _first_channel(images: Array, filters: Array) -> tuple[Array, Array]:
    only = np.zeros_like(filters)
    only[:, 0] = filters[:, 0]
    return images, only


def _bug(bug_id: str, title: str, function: Any, explain: str, source: str) -> Misconception:
    return Misconception(f"nchw-{bug_id}", 1, title, _SOLVER, function, explain, source)


CONV2D_NCHW = (
    _bug(
        "bias-ignored",
        "The biases are not used",
        after(lambda maps, bias, weight: maps),
        "Your numbers are those without biases. Each filter has one, which is added to every value "
        "of its map.",
        f"{_SURVEY}: bias ignored",
    ),
    _bug(
        "bias-once-per-channel",
        "The bias is added once per channel",
        after(_once_per_channel),
        "You add the bias once for every channel that the filter sees. Add it once, when the sum "
        "over the channels is complete.",
        f"{_SURVEY}: bias added once per input channel",
    ),
    _bug(
        "bias-along-the-width",
        "The biases run along the width",
        after(_along_the_width),
        "You add the biases along the last axis. NumPy lines up the last axes of two arrays: give "
        "the biases two more, `bias[:, None, None]`, so that each belongs to a map.",
        f"{_SURVEY}: bias indexed along the width",
    ),
    _bug(
        "first-channel-only",
        "Only the first channel is used",
        before(_first_channel),
        "Each of your filters looks at the first of its channels only. A filter is as deep as what "
        "it sees: the products of all of its channels are added up.",
        f"{_SURVEY}: only the first input channel used",
    ),
    _bug(
        "mean-over-channels",
        "The mean over the channels",
        before(lambda images, filters: (images, filters / filters.shape[1])),
        "You take the mean over the channels. Their products are added up, and nothing is divided.",
        f"{_SURVEY}: mean instead of sum over channels",
    ),
    _bug(
        "mean-instead-of-sum",
        "Mean instead of sum",
        before(lambda images, filters: (images, filters / filters[0].size)),
        "You take the mean of the products. A convolution adds them up, and nothing is divided.",
        f"{_SURVEY}: mean instead of sum",
    ),
    _bug(
        "groups-see-the-first-channels",
        "Every group sees the first channels",
        seeing(lambda number, n_seen, n_filters, groups: list(range(n_seen))),
        "All of your filters look at the first channels. With groups the second block of filters "
        "sees the second block of channels, and so on.",
        f"{_SURVEY}: groups ignored (always the first input channels)",
    ),
    _bug(
        "groups-interleaved",
        "The groups are interleaved",
        seeing(_interleaved),
        "Your groups take every second channel, or every third. A group is a block of channels "
        "that follow each other.",
        f"{_SURVEY}: groups interleaved instead of blocked",
    ),
    _bug(
        "one-filter-for-all",
        "The first filter makes every map",
        before(lambda images, filters: (images, np.repeat(filters[:1], len(filters), axis=0))),
        "All of your maps come from the first filter. Map $f$ is made by filter $f$.",
        "Original: the filter's index left out",
    ),
    _bug(
        "first-image-only",
        "Only the first image is computed",
        after(_first_image),
        "Only your first image is computed; the others are still zero. Go over the whole batch. If "
        "there is a loop over it, look at the indentation of `return`.",
        "Original: return inside the loop over the images",
    ),
    _bug(
        "summed-over-the-batch",
        "Summed over the batch",
        after(_summed_over_images),
        "Each of your images holds the sum over the whole batch. Sum over channels, rows and "
        "columns of a window; the images have nothing to do with each other.",
        f"{_SURVEY}: summed over the batch",
    ),
    _bug(
        "batch-axis-dropped",
        "The batch axis is dropped",
        after(_without_single_axes),
        "With one image in the batch your output loses its first axis. It always has four: look "
        "for a `squeeze`, or for an index that should be a slice.",
        f"{_SURVEY}: batch axis squeezed away",
    ),
    _bug(
        "channels-last",
        "The channels come last",
        after(lambda maps, bias, weight: np.moveaxis(add_bias(maps, bias), 1, -1)),
        "Your output has its maps on the last axis. In NCHW they are on the second one: image, "
        "channel, row, column.",
        f"{_SURVEY}: channels-last output",
    ),
    _bug(
        "relu-inside",
        "A ReLU is inside",
        after(lambda maps, bias, weight: np.maximum(add_bias(maps, bias), 0.0)),
        "Your negative outputs are 0. A ReLU is a layer of its own that may follow; the "
        "convolution itself gives negative numbers too.",
        f"{_SURVEY}: ReLU applied inside",
    ),
    _bug(
        "integer-output",
        "Fractions are cut off",
        after(lambda maps, bias, weight: np.trunc(add_bias(maps, bias))),
        "Your numbers are the right ones without their fractions. The output array holds whole "
        "numbers only; make it with `np.zeros(shape)`, which is float64.",
        f"{_SURVEY}: integer output array (truncation)",
    ),
    _bug(
        "in-float32",
        "The output is rounded to float32",
        after(_in_float32),
        "Your numbers are right to about seven digits: the output was float32. Keep the arrays "
        "that you make in float64, NumPy's default.",
        f"{_SURVEY}: float32 accumulation",
    ),
    *derive(
        (*KERNEL, *OUTPUT, *PADDING, *POSITIONS),
        _CARRIED_OVER,
        _SOLVER,
        "nchw",
        in_each_channel,
    ),
)
