"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.conv2d_dilated.cases import DEFAULTS
from grader.problems.drawing import (
    any_layout,
    any_numbers,
    any_padding,
    any_side,
    any_stride,
    make_case,
)
from grader.problems.model import Case


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    padding, stride = any_padding(rng, 6), any_stride(rng)
    shape = (any_side(rng, 12), any_side(rng, 12))
    dilation = int(rng.choice([1, 2, 3, 5]))
    # As many taps as the padded image has room for, at most.
    most = [(size + 2 * padding - 1) // dilation + 1 for size in shape]
    sides = [min(any_side(rng, limit), limit) for limit in most]
    image = any_layout(rng, any_numbers(rng, shape, may_be_bytes=True))
    kernel = any_layout(rng, any_numbers(rng, tuple(sides), may_be_bytes=False))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    words = ", ".join(f"{name} {value}" for name, value in options.items())
    return make_case(
        f"image {shape} of {image.dtype}, kernel {sides} of {kernel.dtype}, {words}",
        "",
        {"image": image, "kernel": kernel, **options},
        DEFAULTS,
    )
