"""Makes the calls of the problem im2col and the matrices that they must return, exactly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.drawing import make_case, pixels, spread, whole, with_gaps
from grader.problems.expectations import exact_array
from grader.problems.model import Case, Value
from grader.problems.sliding import faint, normal
from grader.problems.windowing import Corner, draw_corners
from questions.solver import im2col

DEFAULTS: dict[str, Value] = {"stride": 1, "padding": 0}
_CORNERS = (
    Corner("One channel", "basic", 1, (4, 5), (5, 6)),
    Corner("Two channels", "basic", 2, (4, 5), (5, 6)),
    Corner("Three channels, a 3 × 3 window", "basic", 3, (5, 6), (6, 7), 3),
    Corner("Stride 2 that tiles", "stride", 2, (7, 9), (5, 11), 3, {"stride": 2}),
    Corner("Stride 3 that does not tile", "stride", 2, (7, 8), (10, 11), 3, {"stride": 3}),
    Corner("A stride larger than the window", "stride", 1, (7, 8), (9, 11), 2, {"stride": 4}),
    Corner("Windows side by side", "stride", 2, (6, 8), (4, 6), 2, {"stride": 2}),
    Corner("The stride given by name", "stride", 2, (6, 7), (7, 8), 2, {"stride": 2}, ("stride",)),
    Corner("Padding 1", "padding", 2, (4, 5), (5, 6), 3, {"padding": 1}),
    Corner("A padding larger than the window", "padding", 1, (3, 4), (4, 5), 2, {"padding": 3}),
    Corner("Padding and stride", "padding", 2, (6, 8), (5, 7), 3, {"stride": 2, "padding": 1}),
    Corner("A wide padding, stride 2", "padding", 1, (5, 7), (7, 9), 5,
           {"stride": 2, "padding": 4}),
    Corner("Stride and padding given by name", "padding", 2, (5, 6), (6, 8), 3,
           {"stride": 2, "padding": 2}, ("stride", "padding")),
    Corner("Padding 1 around an image", "padding", 1, (6,), (), 3, {"padding": 1}),
    Corner("Padding 2 around a smaller one", "padding", 1, (4,), (), 3, {"padding": 2}),
    Corner("A wide image", "shapes", 2, (3, 4), (9, 10)),
    Corner("A tall image, stride 2", "shapes", 2, (10, 11), (4, 5), 3, {"stride": 2}),
    Corner("More channels than pixels", "shapes", 9, (2,), (3,)),
    Corner("An image in column order", "shapes", 2, (4, 5), (6, 7), lay=np.asfortranarray),
    Corner("An image that is a view with gaps", "shapes", 2, (4, 5), (6, 7), lay=with_gaps),
    Corner("A window of one pixel", "shapes", 3, (3, 4), (4, 5), 1),
    Corner("An image of one row", "shapes", 2, (1,), (5, 6), 1, {"stride": 2}),
    Corner("A large window", "shapes", 1, (13, 14), (15, 16), 12),
    Corner("A window as large as the image", "shapes", 3, (4, 5), (), 0),
    Corner("A window as large as the padded image", "shapes", 2, (2, 3), (), 0, {"padding": 2}),
    Corner("Whole numbers only", "numbers", 2, (4, 5), (6, 7), n_given=3, draw=whole),
    Corner("Pixels of one byte, padded", "numbers", 3, (4, 5), (5, 6), 3, {"padding": 1},
           draw=pixels),
    Corner("Outputs below 0.01", "numbers", 2, (5,), (6,), draw=faint),
    Corner("More than a thousand columns", "numbers", 1, (33, 35), (34, 36), 2, draw=normal),
    *(
        Corner(name, "numbers", 2, (7,), (6,), 3, {"stride": 2, "padding": 1}, draw=spread)
        for name in ("Large and small numbers", "The same shapes, other numbers")
    ),
)  # fmt: skip


def expect(case: Case) -> Expectation:
    """Return what im2col must return for a case, by the solver."""
    image, given = case.arrays()["image"], case.options()
    side = given["kernel_size"]
    matrix = im2col(image, side, stride=given["stride"], padding=given["padding"])
    return exact_array(matrix, [image])


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    one = np.arange(1.0, 10.0).reshape(1, 3, 3)
    two = np.stack([np.arange(1.0, 7.0).reshape(2, 3), np.arange(11.0, 17.0).reshape(2, 3)])
    return (
        _shown("Four windows", "basic", one, 2),
        _shown("Two channels below each other", "basic", two, 2),
        _shown("Stride 2", "stride", np.arange(1.0, 16.0).reshape(1, 3, 5), 2, stride=2),
        _shown("A ring of zeros", "padding", two[:1, :1, :2], 2, padding=1),
    )


def _shown(name: str, group: str, image: NDArray[Any], side: int, **options: int) -> Case:
    arguments: dict[str, Value] = {"image": image, "kernel_size": side, **options}
    return make_case(name, group, arguments, DEFAULTS, is_hidden=False)


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return tuple(draw_corners(rng, _CORNERS, ("image", "kernel_size"), DEFAULTS))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()
