"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.drawing import (
    any_layout,
    any_numbers,
    any_padding,
    any_side,
    any_stride,
    make_case,
)
from grader.problems.model import Case
from grader.problems.true_convolution.cases import DEFAULTS, expect

# Of the largest window that the image could fill, the share that some window must hold: an FFT
# leaves its noise where a large stride picks nothing but windows in the padding.
_LEAST_SHARE = 1e-3


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    while True:
        case = _draw(rng)
        image, kernel = (np.abs(array.astype(np.float64)) for array in case.arrays().values())
        largest = expect(case).magnitude.max()
        if largest >= _LEAST_SHARE * image.max() * kernel.max():
            return case


def _draw(rng: np.random.Generator) -> Case:
    padding, stride = any_padding(rng, 6), any_stride(rng)
    shape = (any_side(rng, 12), any_side(rng, 12))
    sides = (any_side(rng, shape[0] + 2 * padding), any_side(rng, shape[1] + 2 * padding))
    sides = (min(sides[0], shape[0] + 2 * padding), min(sides[1], shape[1] + 2 * padding))
    image = any_layout(rng, any_numbers(rng, shape, may_be_bytes=True))
    kernel = any_layout(rng, any_numbers(rng, sides, may_be_bytes=False))
    return make_case(
        f"image {shape} of {image.dtype}, kernel {sides} of {kernel.dtype}, stride {stride}, "
        f"padding {padding}",
        "",
        {"image": image, "kernel": kernel, "stride": stride, "padding": padding},
        DEFAULTS,
    )
