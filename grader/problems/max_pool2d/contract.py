"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.drawing import any_layout, any_numbers, any_side, any_stride, make_case
from grader.problems.max_pool2d.cases import DEFAULTS
from grader.problems.model import Case, Value


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    shape = (any_side(rng, 5), any_side(rng, 12), any_side(rng, 12))
    kernel = any_side(rng, 9)
    padding = int(rng.integers(0, kernel // 2 + 1))
    kernel = min(kernel, *(size + 2 * padding for size in shape[1:]))
    padding = min(padding, kernel // 2)
    kernel = min(kernel, *(size + 2 * padding for size in shape[1:]))
    stride = None if rng.random() < 0.3 else any_stride(rng)
    x = any_layout(rng, any_numbers(rng, shape, may_be_bytes=True))
    arguments: dict[str, Value] = {
        "x": x,
        "kernel": kernel,
        "stride": stride,
        "padding": min(padding, kernel // 2),
    }
    name = f"x {shape} of {x.dtype}, kernel {kernel}, stride {stride}, padding {padding}"
    return make_case(name, "", arguments, DEFAULTS)
