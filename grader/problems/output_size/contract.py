"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.drawing import any_padding, any_side, any_stride, between, make_case
from grader.problems.model import Case
from grader.problems.output_size.cases import DEFAULTS


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    size = int(rng.choice([any_side(rng, 40), between(rng, 1000, 99_999)], p=[0.9, 0.1]))
    padding = any_padding(rng, 12)
    padded = size + 2 * padding
    kernel = min(any_side(rng, 15), padded)
    most = max(1, (padded - 1) // max(1, kernel - 1))
    dilation = min(int(rng.choice([1, 2, between(rng, 1, 6), most])), most)
    arguments = {
        "size": size,
        "kernel": int(rng.choice([kernel, padded])) if dilation == 1 else kernel,
        "stride": any_stride(rng),
        "padding": padding,
        "dilation": dilation,
    }
    name = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return make_case(name, "", arguments, DEFAULTS)
