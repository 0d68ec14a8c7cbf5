"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.conv2d_nchw.cases import DEFAULTS
from grader.problems.drawing import (
    any_layout,
    any_numbers,
    any_padding,
    any_side,
    any_stride,
    between,
    make_case,
)
from grader.problems.model import Case, Value


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    padding, stride = any_padding(rng, 4), any_stride(rng)
    shape = (any_side(rng, 8), any_side(rng, 8))
    sides = [min(any_side(rng, 7), size + 2 * padding) for size in shape]
    groups, depth, share = (int(rng.choice([1, 1, 2, 3])) for _ in range(3))
    images, filters = between(rng, 1, 3), groups * share
    x = any_layout(rng, any_numbers(rng, (images, groups * depth, *shape), may_be_bytes=True))
    weight = any_layout(rng, any_numbers(rng, (filters, depth, *sides), may_be_bytes=False))
    bias = any_numbers(rng, (filters,), may_be_bytes=False) if rng.random() < 0.5 else None
    arguments: dict[str, Value] = {
        "x": x,
        "weight": weight,
        "bias": bias,
        "stride": stride,
        "padding": padding,
        "groups": groups,
    }
    name = f"x {x.shape}, weight {weight.shape}, stride {stride}, padding {padding}"
    return make_case(f"{name}, groups {groups}", "", arguments, DEFAULTS)
