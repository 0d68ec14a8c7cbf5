"""Wrong comparisons of the computing that layers need."""

from typing import Any

import numpy as np

from questions.misconceptions.conv_parameters import area, sides
from questions.misconceptions.model import Misconception


def _one_row_of_positions(
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
    n, k, s, p, d = (sides(part)[0] for part in (size, kernel, stride, padding, dilation))
    return weights * ((n + 2 * p - d * (k - 1) - 1) // s + 1)


def _needs_the_rest(
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
    """Return NaN: the mistake needs what a question gives as ``value``."""
    return np.nan + 0 * (area(size) * area(kernel) * in_channels * out_channels)


COMPUTE = (
    Misconception(
        id="one-row-of-positions",
        version=1,
        title="One row of positions",
        solver="conv_multiply_adds",
        function=_one_row_of_positions,
        explain=(
            "You counted one row of positions. The filter moves along both axes, so the output "
            "has as many positions as it has pixels: height times width."
        ),
        source="Original: the output size used once instead of twice",
    ),
    Misconception(
        id="one-position-only",
        version=1,
        title="One position only",
        solver="conv_multiply_adds",
        function=_needs_the_rest,
        explain=(
            "You let the filter stand at one position. It moves as soon as the input is larger "
            "than the filter, and each position gives a value."
        ),
        source="Original: a filter as large as a small input, met again on a larger one",
    ),
    Misconception(
        id="multiply-adds-for-flops",
        version=1,
        title="Multiply-adds given for FLOPs",
        solver="conv_multiply_adds",
        function=_needs_the_rest,
        explain=(
            "You counted multiply-adds. Here a multiplication and an addition count as one "
            "operation each, so a multiply-add is two of them."
        ),
        source="FAQ of https://github.com/google-research/receptive_field",
    ),
    Misconception(
        id="seconds-for-milliseconds",
        version=1,
        title="Seconds instead of milliseconds",
        solver="conv_multiply_adds",
        function=_needs_the_rest,
        explain="You gave seconds. This asks for milliseconds, of which a second has 1000.",
        source="Original: a unit left where the division ends",
    ),
    Misconception(
        id="side-scaled-once",
        version=1,
        title="Side scaled instead of the area",
        solver="conv_multiply_adds",
        function=_needs_the_rest,
        explain=(
            "You scaled with the side. Height and width change together, and what is counted goes "
            "with their product."
        ),
        source="Original: twice the side taken for twice the pixels",
    ),
)
