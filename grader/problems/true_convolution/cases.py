"""Makes the calls of the problem true_convolution and their expected outputs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.drawing import make_case
from grader.problems.expectations import sum_of_products
from grader.problems.model import Case, Value
from grader.problems.sliding import CORNERS, draw_corners
from questions.solver import true_convolution

DEFAULTS: dict[str, Value] = {"stride": 1, "padding": 0}


def expect(case: Case) -> Expectation:
    """Return what true_convolution must return for a case, by the solver."""
    arrays = case.arrays()
    return sum_of_products(true_convolution, (arrays["image"], arrays["kernel"]), **case.options())


def visible_cases() -> tuple[Case, ...]:
    """Return the four cases that a student sees in full; the same for everybody, always."""
    patch = np.array([[0, 0, 0], [1, 1, 2], [1, 3, 0]], dtype=np.float64)
    taps = np.array([[4, 1, 1], [0, 3, 3], [2, 1, 2]], dtype=np.float64)
    dot = np.zeros((5, 5))
    dot[2, 2] = 1
    small = np.array([[1, 2, 0, 1], [3, 1, 2, 0], [0, 1, 3, 2]], dtype=np.float64)
    return (
        _shown("One window", "basic", patch, taps),
        _shown("A single one copies the kernel", "basic", dot, taps),
        _shown(
            "Stride 2", "stride", dot + np.arange(5), np.array([[1, 2], [0, -1]]) * 1.0, stride=2
        ),
        _shown("A wide kernel, padding 1", "padding", small, np.array([[1.0, 2, -1]]), padding=1),
    )


def _shown(
    name: str, group: str, image: NDArray[Any], kernel: NDArray[Any], **options: int
) -> Case:
    arguments: dict[str, Value] = {"image": image, "kernel": kernel, **options}
    return make_case(name, group, arguments, DEFAULTS, is_hidden=False)


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return tuple(draw_corners(rng, CORNERS, DEFAULTS, lambda case: expect(case).array))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()
