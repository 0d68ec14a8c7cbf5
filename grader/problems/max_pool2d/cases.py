"""Makes the calls of the problem max_pool2d and the numbers that they must return, exactly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.drawing import make_case, pixels, spread, whole, with_gaps
from grader.problems.expectations import exact_array
from grader.problems.model import Case, Value
from grader.problems.sliding import faint, normal
from grader.problems.windowing import Corner, draw_corners, negative
from questions.solver import max_pool2d

DEFAULTS: dict[str, Value] = {"stride": None, "padding": 0}


def expect(case: Case) -> Expectation:
    """Return what max_pool2d must return for a case, by the solver."""
    x, given = case.arrays()["x"], case.options()
    out = max_pool2d(x, given["kernel"], stride=given.get("stride"), padding=given["padding"])
    return exact_array(out, [x])


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    lesson = np.array([[[1, 3, 2, 1], [4, 6, 5, 0], [3, 1, 1, 2], [1, 2, 0, 4]]], dtype=np.float64)
    two = np.array([[[1, -2, 0], [3, 1, -1]], [[-4, -5, -6], [-1, -2, -3]]], dtype=np.float64)
    shown: tuple[tuple[str, str, NDArray[Any], dict[str, Value]], ...] = (
        ("Windows side by side", "basic", lesson, {"kernel": 2}),
        ("Two channels, one of them negative", "basic", two, {"kernel": 2}),
        ("Overlapping windows", "stride", lesson, {"kernel": 2, "stride": 1}),
        (
            "Padding around negative pixels",
            "padding",
            two[1:],
            {"kernel": 2, "stride": 1, "padding": 1},
        ),
    )
    return tuple(
        make_case(name, group, {"x": x, **options}, DEFAULTS, is_hidden=False)
        for name, group, x, options in shown
    )


_CORNERS = (
    Corner("A 2 × 2 window", "basic", 1, (6, 8)),
    Corner("A 3 × 3 window", "basic", 1, (9, 12), side=3),
    Corner("Several channels", "basic", 3, (6, 8)),
    Corner("A size that the window does not divide", "stride", 2, (7, 10), side=3),
    Corner("Overlapping windows that tile", "stride", 2, (7, 9, 11), (), 3, {"stride": 2}),
    Corner("Overlapping windows that do not tile", "stride", 1, (8, 10), (), 3, {"stride": 2}),
    Corner("A stride larger than the window", "stride", 2, (11, 12), (), 2, {"stride": 4}),
    Corner("Stride 1", "stride", 2, (5, 6), (7, 8), 2, {"stride": 1}),
    Corner("The stride given by name", "stride", 1, (7, 8), (), 3, {"stride": 2}, ("stride",)),
    Corner("Everything given by name", "stride", 2, (6, 7), (), 3, {"stride": 1},
            ("kernel", "stride"), draw=negative),
    Corner("Padding 1, stride 1", "padding", 2, (5, 6), (), 3, {"stride": 1, "padding": 1}),
    Corner("Padding without a stride", "padding", 1, (5, 6, 8), (), 3, {"padding": 1},
            ("padding",)),
    Corner("Padding of half a window", "padding", 2, (6, 7), (), 4, {"stride": 2, "padding": 2}),
    Corner("A wide padding", "padding", 2, (7, 9), (8, 10), 7, {"stride": 1, "padding": 3}),
    Corner("Padding and stride that do not tile", "padding", 2, (8, 10), (), 4,
            {"stride": 3, "padding": 1}),
    Corner("Negative pixels, padded", "padding", 2, (5, 6), (7, 8), 3,
            {"stride": 2, "padding": 1}, draw=negative),
    Corner("Padding 1 around an image", "padding", 1, (6,), (), 3, {"stride": 1, "padding": 1}),
    Corner("Padding 2 around a smaller one", "padding", 1, (4,), (), 4,
            {"stride": 1, "padding": 2}),
    Corner("A wide image", "shapes", 2, (4, 5), (10, 11)),
    Corner("A tall image, padded", "shapes", 2, (11, 12), (5, 6), 3, {"stride": 2, "padding": 1}),
    Corner("More channels than pixels", "shapes", 7, (2,), (2, 3), 2, {"stride": 1}),
    Corner("An image in column order", "shapes", 2, (5, 6), (7, 8), lay=np.asfortranarray),
    Corner("An image that is a view with gaps", "shapes", 2, (5, 6), (7, 8), lay=with_gaps),
    Corner("A 1 × 1 window", "shapes", 2, (3, 4), (5, 6), 1, {"stride": 2}),
    Corner("A large window", "shapes", 1, (14, 15), (16, 17), 12, {"stride": 1}),
    Corner("A window as large as the image", "shapes", 3, (4, 5), (), 0),
    Corner("A window as large as the padded image", "shapes", 2, (3, 4), (), 0, {"padding": 1},
            draw=negative),
    Corner("Negative pixels only", "numbers", 2, (6, 7), (8, 9), draw=negative),
    Corner("Whole numbers only", "numbers", 2, (6, 7), (8, 9), n_given=3, draw=whole),
    Corner("Pixels of one byte, padded", "numbers", 2, (6, 7), (8, 9), 3,
            {"stride": 2, "padding": 1}, draw=pixels),
    Corner("Outputs below 0.01", "numbers", 1, (8,), (9, 10), draw=faint),
    Corner("More than a thousand outputs", "numbers", 3, (20, 21), (20, 22), 3,
            {"stride": 1, "padding": 1}, draw=normal),
    *(
        Corner(name, "numbers", 2, (9,), (7,), 3, {"stride": 2, "padding": 1}, draw=spread)
        for name in ("Large and small numbers", "The same shapes, other numbers")
    ),
)  # fmt: skip


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return tuple(draw_corners(rng, _CORNERS, ("x", "kernel"), DEFAULTS))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()
