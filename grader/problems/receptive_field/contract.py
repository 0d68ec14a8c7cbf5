"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

import numpy as np

from grader.problems.drawing import any_layout, between, make_case
from grader.problems.model import Case, Value
from grader.problems.receptive_field.cases import DEFAULTS


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary."""
    count = int(rng.choice([1, 2, between(rng, 3, 8), between(rng, 9, 20)], p=[0.2, 0.2, 0.5, 0.1]))
    kernels = rng.integers(1, int(rng.choice([4, 12])), count)
    strides = rng.integers(1, int(rng.choice([2, 3, 5])), count)
    dilations = rng.integers(1, int(rng.choice([2, 3, 6])), count)
    arguments: dict[str, Value] = {
        "kernels": any_layout(rng, kernels),
        "strides": any_layout(rng, strides),
        "dilations": any_layout(rng, dilations) if rng.random() < 0.6 else None,
    }
    name = f"kernels {kernels.tolist()}, strides {strides.tolist()}"
    return make_case(f"{name}, dilations {dilations.tolist()}", "", arguments, DEFAULTS)
