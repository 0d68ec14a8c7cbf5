"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.drawing import any_layout, any_numbers, any_stride
from grader.problems.model import Case

_LARGEST_SIDE = 13
_LARGEST_PADDING = 6


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary.

    Rows and columns of one pixel, kernels of one tap and of the whole padded image, strides beyond
    it, paddings beyond the kernel, zeros, huge and tiny numbers, whole numbers, every layout.
    """
    padding = int(rng.choice([0, 0, int(rng.integers(0, _LARGEST_PADDING + 1))]))
    stride = any_stride(rng)
    shape = (_draw_side(rng), _draw_side(rng))
    largest = min(shape) + 2 * padding
    side = int(rng.choice([1, min(3, largest), largest, int(rng.integers(1, largest + 1))]))
    image = any_layout(rng, any_numbers(rng, shape, may_be_bytes=True))
    kernel = any_layout(rng, any_numbers(rng, (side, side), may_be_bytes=False))
    shortest = 4 if padding else 3 if stride != 1 else 2
    return Case(
        name=f"image {shape[0]} x {shape[1]} of {image.dtype}, kernel {side} of {kernel.dtype}, "
        f"stride {stride}, padding {padding}",
        group="",
        arguments={"image": image, "kernel": kernel, "stride": stride, "padding": padding},
        n_given=int(rng.integers(shortest, 5)),
    )


def _draw_side(rng: np.random.Generator) -> int:
    return int(rng.choice([1, 2, int(rng.integers(3, _LARGEST_SIDE + 1))], p=[0.1, 0.1, 0.8]))
