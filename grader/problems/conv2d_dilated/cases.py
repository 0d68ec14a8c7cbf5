"""Makes the calls of the problem conv2d_dilated and their expected outputs."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.drawing import make_case
from grader.problems.expectations import sum_of_products
from grader.problems.model import Case, Value
from grader.problems.sliding import CORNERS, Corner, draw_corners
from questions.solver import conv2d

DEFAULTS: dict[str, Value] = {"stride": 1, "padding": 0, "dilation": 1}
_DILATED = (
    Corner("A dilated kernel", "dilation", (7, 8), options={"dilation": 2}),
    Corner("A wide dilated kernel", "dilation", (5, 6), (11, 12), (2, 4), options={"dilation": 3}),
    Corner("A tall dilated kernel", "dilation", (10, 11), (4, 5), (4, 2), options={"dilation": 2}),
    Corner("A single tap, dilated", "dilation", (4, 5), (5, 6), (1, 1), options={"dilation": 3}),
    Corner("A kernel of one row, dilated", "dilation", (4, 5), (9, 10), (1, 3), {"dilation": 2}),
    Corner(
        "Dilation and stride that do not tile",
        "dilation",
        (10, 12),
        (11, 13),
        options={"dilation": 2, "stride": 2},
    ),
    Corner(
        "Dilation and padding", "dilation", (6, 7), (7, 8), options={"dilation": 2, "padding": 2}
    ),
    Corner(
        "Everything together",
        "dilation",
        (9, 10),
        (12, 14),
        (3, 2),
        {"dilation": 3, "stride": 2, "padding": 1},
    ),
    Corner(
        "A dilated kernel that just fits",
        "dilation",
        (5,),
        (8,),
        (4, 3),
        {"dilation": 3, "padding": 3},
    ),
    Corner(
        "The dilation given by name",
        "dilation",
        (7, 8),
        (8, 9),
        options={"dilation": 2},
        by_name=("dilation",),
    ),
    Corner(
        "Stride, padding and dilation given by name",
        "dilation",
        (8, 9),
        (7, 10),
        (2, 3),
        {"dilation": 2, "stride": 3, "padding": 1},
        by_name=("stride", "padding", "dilation"),
    ),
    Corner(
        "A dilated image in column order",
        "dilation",
        (7, 8),
        (9, 10),
        options={"dilation": 2},
        lay_image=np.asfortranarray,
    ),
)


def expect(case: Case) -> Expectation:
    """Return what conv2d_dilated must return for a case, by the solver."""
    arrays = case.arrays()
    return sum_of_products(conv2d, (arrays["image"], arrays["kernel"]), **case.options())


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    steps = np.array(
        [[1, 0, 2, 1, 3], [2, 1, 0, 3, 1], [0, 2, 1, 1, 2], [3, 1, 2, 0, 1]], dtype=np.float64
    )
    corner = np.array([[1, 2], [0, -1]], dtype=np.float64)
    wide = np.array([[1, 0, -1]], dtype=np.float64)
    return (
        _shown("A kernel wider than high", "basic", steps, wide),
        _shown("Dilation 2", "dilation", steps, corner, dilation=2),
        _shown("Dilation 3, padding 1", "dilation", steps, corner, padding=1, dilation=3),
        _shown("Stride 2", "stride", steps, corner, stride=2),
    )


def _shown(
    name: str, group: str, image: NDArray[Any], kernel: NDArray[Any], **options: int
) -> Case:
    arguments: dict[str, Value] = {"image": image, "kernel": kernel, **options}
    return make_case(name, group, arguments, DEFAULTS, is_hidden=False)


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    corners = [c if c.name != "A 5 × 5 kernel" else _rectangular(c) for c in CORNERS]
    # The first corners are the basics; the copy of the first case belongs to the last's group.
    corners[2:2] = _DILATED
    return tuple(draw_corners(rng, corners, DEFAULTS, lambda case: expect(case).array))


def _rectangular(corner: Corner) -> Corner:
    return replace(corner, name="A 2 × 5 kernel", kernel=(2, 5))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()
