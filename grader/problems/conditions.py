"""Conditions that can set failing cases apart wherever a window slides over an image."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.problems.findings import Condition
from grader.problems.model import Case

_MANY = 1000


def sliding_conditions(
    image: str,
    window_of: Callable[[Case], tuple[int, int]],
    stride_of: Callable[[Case], int],
    *,
    window: str = "kernel",
) -> tuple[Condition, ...]:
    """Return the conditions for tasks with an image, a window, a stride and a padding.

    From the narrowest to the widest, so that the first that fits says the most.
    """

    def pixels(case: Case) -> NDArray[np.float64]:
        return case.arrays()[image]

    def rooms(case: Case) -> list[int]:
        ring = 2 * padding(case)
        return [
            size + ring - side
            for size, side in zip(pixels(case).shape[-2:], window_of(case), strict=True)
        ]

    def padding(case: Case) -> int:
        return case.options()["padding"]

    def n_outputs(case: Case) -> int:
        return int(np.prod([room // stride_of(case) + 1 for room in rooms(case)]))

    return (
        Condition(
            "only-with-gaps-in-memory",
            "an array does not lie in memory row after row",
            "Let NumPy find its way: index the array, or take its `strides`, or make a copy first.",
            lambda case: any(not array.flags.c_contiguous for array in case.arrays().values()),
        ),
        Condition(
            "only-with-arguments-by-name",
            "an argument is passed by name",
            "Call the parameters as the task does.",
            lambda case: bool(case.by_name),
        ),
        Condition(
            "only-with-wide-padding",
            f"the padding is as wide as the {window}, or wider",
            "Nothing limits the padding: windows may lie in it as a whole.",
            lambda case: padding(case) >= min(window_of(case)),
        ),
        Condition(
            "only-with-many-outputs",
            "the output has more than a thousand cells",
            "Look for something that grows with the number of cells, such as a recursion.",
            lambda case: n_outputs(case) > _MANY,
        ),
        Condition(
            "only-when-not-tiling",
            "the stride does not tile the padded image",
            "Round the number of steps down before you add one.",
            lambda case: any(room % stride_of(case) for room in rooms(case)),
        ),
        Condition(
            "only-when-window-not-square",
            f"the {window} is not square",
            f"Look for a place where the {window}'s height stands in for its width.",
            lambda case: any(one != other for one, other in pairwise(window_of(case))),
        ),
        Condition(
            "only-with-whole-numbers",
            "the image holds whole numbers",
            "An output made like the image, or with its dtype, cannot hold fractions.",
            lambda case: pixels(case).dtype.kind in "iu",
        ),
        Condition(
            "only-with-even-kernels",
            f"the {window} has an even size",
            f"Look for a centre of the {window} in your code: an even one has none.",
            lambda case: any(side % 2 == 0 for side in window_of(case)),
        ),
        Condition(
            "only-when-not-square",
            "the image is not square",
            "Look for a place where the height stands in for the width.",
            lambda case: pixels(case).shape[-2] != pixels(case).shape[-1],
        ),
        Condition(
            "only-with-stride-and-padding",
            "stride and padding are both used",
            "The padding is added first; the stride then walks over the padded image.",
            lambda case: stride_of(case) > 1 and padding(case) > 0,
        ),
        Condition(
            "only-with-stride",
            "the stride is larger than 1",
            "The output cell (i, j) looks at the window that starts at row i·S, column j·S.",
            lambda case: stride_of(case) > 1,
        ),
        Condition(
            "only-with-padding",
            "there is padding",
            "The padding rings the image on all four sides.",
            lambda case: padding(case) > 0,
        ),
        Condition(
            "only-with-defaults",
            "an argument is left out",
            "Give the last parameters the default values of the signature.",
            lambda case: case.n_given < len(case.arguments),
        ),
        Condition(
            "only-with-fractions",
            "there are numbers with fractions",
            "Look at the dtype of the arrays that you make.",
            lambda case: any(
                bool(np.mod(array.astype(np.float64), 1.0).any())
                for array in case.arrays().values()
            ),
        ),
    )


def kernel_sides(case: Case) -> tuple[int, int]:
    """Return height and width of the argument called kernel."""
    height, width = case.arrays()["kernel"].shape
    return height, width
