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
from grader.problems.im2col.cases import DEFAULTS
from grader.problems.model import Case, Value


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    shape = (any_side(rng, 4), any_side(rng, 9), any_side(rng, 9))
    padding, stride = any_padding(rng, 5), any_stride(rng)
    side = min(any_side(rng, 8), *(size + 2 * padding for size in shape[1:]))
    image = any_layout(rng, any_numbers(rng, shape, may_be_bytes=True))
    arguments: dict[str, Value] = {
        "image": image,
        "kernel_size": side,
        "stride": stride,
        "padding": padding,
    }
    name = f"image {shape} of {image.dtype}, window {side}, stride {stride}, padding {padding}"
    return make_case(name, "", arguments, DEFAULTS)
