"""The corners that the hidden cases of conv2d_nchw reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.drawing import dyadic, odd, pixels, spread, whole, with_gaps
from grader.problems.sliding import Draw, Layout, below_a_half, faint, normal


def _as_it_is(array: NDArray[Any]) -> NDArray[Any]:
    return array


def _with_channels_last(array: NDArray[Any]) -> NDArray[Any]:
    """Return the same numbers, as a view of an array that holds the channels last."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 1, -1)), -1, 1)


@dataclass(frozen=True)
class Corner:
    """One hidden case; ``sizes`` are images, channels and filters.

    Without ``kernel`` the kernel is as large as the padded image.
    """

    name: str
    group: str
    sizes: tuple[int, int, int]
    heights: tuple[int, ...]
    widths: tuple[int, ...]
    kernel: tuple[int, int] | None = (3, 3)
    options: Mapping[str, int] = field(default_factory=dict)
    has_bias: bool = False
    by_name: tuple[str, ...] = ()
    n_given: int | None = None
    draw_x: Draw = dyadic
    draw_weight: Draw = dyadic
    lay_x: Layout = _as_it_is
    lay_weight: Layout = _as_it_is


CORNERS = (
    Corner("One channel, one filter", "basic", (1, 1, 1), (5, 6), (5, 6)),
    Corner("Three channels", "basic", (1, 3, 1), (5, 6), (5, 6)),
    Corner("Several filters", "basic", (1, 2, 4), (5, 6), (6, 7)),
    Corner("Several images", "basic", (3, 2, 2), (4, 5), (5, 6), (2, 2)),
    Corner("Biases", "bias", (1, 2, 3), (4, 5), (6, 7), has_bias=True),
    Corner("As many biases as columns", "bias", (2, 2, 4), (5, 7), (6,), has_bias=True),
    Corner("The biases given by name", "bias", (2, 3, 2), (4, 5), (5, 6), (2, 3),
           has_bias=True, by_name=("bias",)),
    Corner("Stride 2 that tiles", "sliding", (1, 2, 2), (7, 9), (5, 7), (3, 3), {"stride": 2}),
    Corner("Stride 3 that does not tile", "sliding", (1, 2, 2), (7, 8), (8, 10), (3, 3),
           {"stride": 3}),
    Corner("A stride larger than the kernel", "sliding", (2, 1, 2), (7, 8), (9, 11), (2, 2),
           {"stride": 4}),
    Corner("Padding 1", "sliding", (2, 2, 2), (4, 5), (5, 6), (3, 3), {"padding": 1}),
    Corner("A padding larger than the kernel", "sliding", (1, 2, 2), (3, 4), (4, 5), (2, 2),
           {"padding": 3}),
    Corner("Padding and stride, with biases", "sliding", (2, 2, 3), (6, 8), (5, 7), (3, 3),
           {"stride": 2, "padding": 1}, has_bias=True),
    Corner("Stride and padding given by name", "sliding", (1, 2, 2), (5, 7), (5, 7, 9), (3, 3),
           {"stride": 2, "padding": 3}, by_name=("stride", "padding")),
    Corner("Padding 1 around an image", "sliding", (1, 1, 1), (6,), (6,), (3, 3), {"padding": 1}),
    Corner("Padding 2 around a smaller one", "sliding", (1, 1, 1), (4,), (4,), (3, 3),
           {"padding": 2}),
    Corner("Two groups of several channels", "groups", (1, 4, 4), (4, 5), (5, 6), (2, 2),
           {"groups": 2}),
    Corner("Three groups, with biases", "groups", (2, 6, 3), (4, 5), (5, 6), (2, 3),
           {"groups": 3}, has_bias=True),
    Corner("One filter for each channel", "groups", (2, 3, 3), (5, 6), (4, 6), (3, 3),
           {"groups": 3, "padding": 1}),
    Corner("Two filters for each channel, stride 2", "groups", (1, 3, 6), (5, 7), (6, 8), (3, 2),
           {"groups": 3, "stride": 2}),
    Corner("The groups given by name", "groups", (1, 4, 6), (4, 5), (4, 6), (2, 2),
           {"groups": 2, "padding": 1}, by_name=("groups",)),
    Corner("A wide kernel", "shapes", (1, 2, 2), (4, 5), (8, 9), (2, 5)),
    Corner("A tall kernel, padded", "shapes", (2, 2, 1), (7, 8), (4, 5), (4, 1), {"padding": 2}),
    Corner("A tall image, stride 2", "shapes", (1, 2, 2), (11, 12), (5, 6), (3, 3), {"stride": 2}),
    Corner("A 1 × 1 kernel", "shapes", (2, 4, 3), (3, 4), (5, 6), (1, 1)),
    Corner("A kernel as large as the image", "shapes", (2, 2, 3), (3, 4), (4, 5), None),
    Corner("A kernel as large as the padded image", "shapes", (1, 2, 2), (2, 3), (3, 4), None,
           {"padding": 2}),
    Corner("Images in column order", "shapes", (2, 2, 2), (4, 5), (6, 7), lay_x=np.asfortranarray),
    Corner("Images that are a view with gaps", "shapes", (2, 2, 2), (4, 5), (6, 7),
           lay_x=with_gaps),
    Corner("Channels that lie last in memory", "shapes", (2, 3, 2), (4, 5), (6, 7),
           lay_x=_with_channels_last),
    Corner("Kernels in column order", "shapes", (1, 2, 3), (4, 5), (6, 7),
           lay_weight=np.asfortranarray),
    Corner("Whole numbers only", "numbers", (2, 2, 2), (4, 5), (6, 7), has_bias=True, n_given=4,
           draw_x=whole, draw_weight=odd),
    Corner("Whole pixels, kernels with fractions", "numbers", (1, 3, 2), (5, 6), (7, 8), (3, 3),
           {"padding": 1}, draw_x=pixels, draw_weight=normal),
    Corner("Outputs below 0.01", "numbers", (1, 2, 2), (5,), (6,), draw_x=faint,
           draw_weight=below_a_half),
    Corner("More than a thousand outputs", "numbers", (2, 2, 4), (11, 12), (12, 13), (3, 3),
           {"padding": 1}, has_bias=True, draw_x=normal, draw_weight=normal),
    *(
        Corner(name, "numbers", (2, 2, 2), (7,), (6,), (3, 3), {"stride": 2, "padding": 1},
               has_bias=True, draw_x=spread, draw_weight=normal)
        for name in ("Large and small numbers", "The same shapes, other numbers")
    ),
)  # fmt: skip
