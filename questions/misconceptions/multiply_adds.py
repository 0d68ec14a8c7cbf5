"""Wrong counts of the multiply-adds of a convolution layer."""

from typing import Any

from questions.misconceptions.conv_parameters import area, sides
from questions.misconceptions.model import Misconception

_CS231N = "https://cs231n.github.io/convolutional-networks/"


def _positions(size: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    axes = zip(*map(sides, (size, kernel, stride, padding, dilation)), strict=True)
    height, width = ((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in axes)
    return height * width


def _parameters_counted(
    size: Any,
    kernel: Any,
    in_channels: Any,
    out_channels: Any,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Any:
    return area(kernel) * (in_channels // groups) * out_channels + 0 * area(size)


def _counted_twice(
    size: Any,
    kernel: Any,
    in_channels: Any,
    out_channels: Any,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Any:
    weights = area(kernel) * (in_channels // groups) * out_channels
    return 2 * weights * _positions(size, kernel, stride, padding, dilation)


def _maps_forgotten(
    size: Any,
    kernel: Any,
    in_channels: Any,
    out_channels: Any,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Any:
    positions = _positions(size, kernel, stride, padding, dilation)
    return area(kernel) * out_channels * positions


def _input_positions(
    size: Any,
    kernel: Any,
    in_channels: Any,
    out_channels: Any,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Any:
    return area(kernel) * (in_channels // groups) * out_channels * area(size)


MULTIPLY_ADDS = (
    Misconception(
        id="parameters-counted",
        version=1,
        title="Weights counted once",
        solver="conv_multiply_adds",
        function=_parameters_counted,
        explain=(
            "You counted every weight once. A shared weight is stored once and used at every "
            "output position, so multiply by the number of positions."
        ),
        source=f"{_CS231N}: 34,848 with sharing, over 100 million without",
    ),
    Misconception(
        id="multiply-adds-counted-twice",
        version=1,
        title="Multiplications and additions counted apart",
        solver="conv_multiply_adds",
        function=_counted_twice,
        explain=(
            "You counted a multiplication and an addition as two. A multiply-add is the pair of "
            "them and counts once; it is papers that print FLOPs that count twice."
        ),
        source="FAQ of https://github.com/google-research/receptive_field",
    ),
    Misconception(
        id="multiply-adds-without-depth",
        version=1,
        title="Input channels left out of the products",
        solver="conv_multiply_adds",
        function=_maps_forgotten,
        explain=(
            "You counted flat windows. A window is as deep as the input, so each output value adds "
            r"up products over all ${{in_channels}}$ channels."
        ),
        source="https://blog.csdn.net/Sophia_11/article/details/85043685: 41,600 for 241,600",
    ),
    Misconception(
        id="input-positions-counted",
        version=1,
        title="Input positions counted",
        solver="conv_multiply_adds",
        function=_input_positions,
        explain=(
            "You multiplied by the number of input pixels. The filter computes one value for each "
            "position of the output, so compute the output size first."
        ),
        source="Coursera, Convolutional Neural Networks, week 1, newer version: 75,497,600 for "
        "1,280",
    ),
)
