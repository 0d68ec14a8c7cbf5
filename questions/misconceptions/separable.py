"""Wrong counts of the parameters of a depthwise separable layer."""

from typing import Any

import numpy as np

from questions.misconceptions.conv_parameters import area
from questions.misconceptions.model import Misconception

_SLIM = "https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet_v1.py"


def _flag(bias: Any) -> Any:
    return np.asarray(bias, dtype=np.int64)


def _depthwise_only(kernel: Any, in_channels: Any, out_channels: Any, *, bias: Any = True) -> Any:
    return area(kernel) * in_channels + _flag(bias) * in_channels + 0 * out_channels


def _pointwise_only(kernel: Any, in_channels: Any, out_channels: Any, *, bias: Any = True) -> Any:
    return in_channels * out_channels + _flag(bias) * out_channels + 0 * area(kernel)


def _parts_multiplied(kernel: Any, in_channels: Any, out_channels: Any, *, bias: Any = True) -> Any:
    depthwise = (area(kernel) + _flag(bias)) * in_channels
    return depthwise * (in_channels + _flag(bias)) * out_channels


def _full_convolution(kernel: Any, in_channels: Any, out_channels: Any, *, bias: Any = True) -> Any:
    return area(kernel) * in_channels * out_channels + _flag(bias) * out_channels


def _depthwise_sees_all(
    kernel: Any, in_channels: Any, out_channels: Any, *, bias: Any = True
) -> Any:
    depthwise = (area(kernel) * in_channels + _flag(bias)) * in_channels
    return depthwise + (in_channels + _flag(bias)) * out_channels


SEPARABLE = (
    Misconception(
        id="depthwise-only",
        version=1,
        title="Depthwise part only",
        solver="depthwise_separable_parameters",
        function=_depthwise_only,
        explain=(
            r"You counted the depthwise part. The $1\times1$ convolution after it, from "
            r"${{in_channels}}$ to ${{out_channels}}$ channels, has weights too."
        ),
        source="Original: the name of the first half taken for the whole layer",
    ),
    Misconception(
        id="pointwise-only",
        version=1,
        title="Pointwise part only",
        solver="depthwise_separable_parameters",
        function=_pointwise_only,
        explain=(
            r"You counted the $1\times1$ part. The depthwise convolution before it has a "
            r"${{kernel}}\times{{kernel}}$ filter for each of the ${{in_channels}}$ channels."
        ),
        source="Original: the larger half taken for the whole layer",
    ),
    Misconception(
        id="separable-parts-multiplied",
        version=1,
        title="The two parts multiplied",
        solver="depthwise_separable_parameters",
        function=_parts_multiplied,
        explain=(
            "You multiplied the two parts. They are two layers, one after the other, so their "
            "weights add up."
        ),
        source="Original: a product where the point of the layer is a sum",
    ),
    Misconception(
        id="full-convolution-counted",
        version=1,
        title="A full convolution counted",
        solver="depthwise_separable_parameters",
        function=_full_convolution,
        explain=(
            "You counted a full convolution, where each filter is as wide as the window and as "
            "deep as the input. Here two smaller layers share that work."
        ),
        source=f"{_SLIM} counts both",
    ),
    Misconception(
        id="depthwise-sees-all-channels",
        version=1,
        title="Depthwise filters as deep as the input",
        solver="depthwise_separable_parameters",
        function=_depthwise_sees_all,
        explain=(
            r"You let each depthwise filter see all ${{in_channels}}$ channels. It sees one "
            r"channel, so it has ${{kernel}}\cdot{{kernel}}$ weights."
        ),
        source=f"{_SLIM}: 2,359,296 for 4,608",
    ),
)
