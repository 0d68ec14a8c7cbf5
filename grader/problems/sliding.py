"""Cases for tasks in which one kernel slides over one image: a table of corners, drawn anew.

The ordinary cases hold multiples of 1/16 below 4: sums of their products are exact even in float32,
so that a rounding mistake costs the group numbers and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.drawing import (
    dyadic,
    is_asymmetric,
    make_case,
    odd,
    pixels,
    spread,
    whole,
    with_gaps,
)
from grader.problems.model import Case, Value

Draw = Callable[[np.random.Generator, tuple[int, ...]], NDArray[Any]]
Layout = Callable[[NDArray[Any]], NDArray[Any]]

_MAX_DRAWS = 1000


def _as_it_is(array: NDArray[Any]) -> NDArray[Any]:
    return array


def faint(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return numbers of about a thousandth."""
    numbers: NDArray[np.float64] = 1e-3 * rng.standard_normal(shape)
    return numbers


def below_a_half(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return numbers between -0.5 and 0.5."""
    return rng.uniform(-0.5, 0.5, shape)


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return numbers with fractions of full length."""
    return rng.standard_normal(shape)


@dataclass(frozen=True)
class Corner:
    """One hidden case: the sizes to choose from, and what is special about it.

    Without ``widths`` the image is square; without ``kernel`` it is as large as the padded image.
    """

    name: str
    group: str
    heights: tuple[int, ...]
    widths: tuple[int, ...] = ()
    kernel: tuple[int, int] | None = (3, 3)
    options: Mapping[str, int] = field(default_factory=dict)
    by_name: tuple[str, ...] = ()
    n_given: int | None = None
    draw_image: Draw = dyadic
    draw_kernel: Draw = dyadic
    lay_image: Layout = _as_it_is
    lay_kernel: Layout = _as_it_is


CORNERS = (
    Corner("A 3 × 3 kernel", "basic", (6, 7, 8)),
    Corner("A 5 × 5 kernel", "basic", (8, 9, 10), kernel=(5, 5)),
    Corner("Stride 2 that tiles", "stride", (7, 9, 11), options={"stride": 2}),
    Corner("Stride 3 that does not tile", "stride", (10, 11, 13, 14), options={"stride": 3}),
    Corner(
        "A stride larger than the kernel",
        "stride",
        (11, 12, 13, 15),
        kernel=(2, 2),
        options={"stride": 4},
    ),
    Corner(
        "The stride given by name", "stride", (6, 8), options={"stride": 2}, by_name=("stride",)
    ),
    Corner("Padding 1, stride given as 1", "padding", (5, 6, 7), options={"padding": 1}),
    Corner("Padding that keeps the size", "padding", (6, 7), kernel=(5, 5), options={"padding": 2}),
    Corner(
        "A padding larger than the kernel",
        "padding",
        (4, 5, 6),
        kernel=(2, 2),
        options={"padding": 3},
    ),
    Corner("Padding and stride together", "padding", (6, 8), options={"stride": 2, "padding": 1}),
    Corner("Padding 1 around an image", "padding", (6,), options={"padding": 1}),
    Corner("Padding 2 around a smaller one", "padding", (4,), options={"padding": 2}),
    Corner(
        "The padding given by name", "padding", (5, 6), options={"padding": 1}, by_name=("padding",)
    ),
    Corner("A wide image", "shapes", (4, 5), (9, 10, 12)),
    Corner(
        "A tall image, padded, stride 2",
        "shapes",
        (10, 12, 13),
        (5, 6),
        options={"stride": 2, "padding": 1},
    ),
    Corner("A wide kernel", "shapes", (6, 7), (8, 9), kernel=(2, 4)),
    Corner(
        "A tall kernel, padded", "shapes", (6, 7), (5, 6), kernel=(5, 2), options={"padding": 2}
    ),
    Corner(
        "An even kernel, padded", "shapes", (5, 6), (8, 10), kernel=(4, 4), options={"padding": 2}
    ),
    Corner("An image in column order", "shapes", (5, 6), (7, 9), lay_image=np.asfortranarray),
    Corner("An image that is a view with gaps", "shapes", (5, 6), (7, 9), lay_image=with_gaps),
    Corner("A kernel in column order", "shapes", (5, 6), (7, 9), lay_kernel=np.asfortranarray),
    Corner("A 1 × 1 kernel", "shapes", (3, 4), (5, 6, 7), kernel=(1, 1)),
    Corner("An image of one row", "shapes", (1,), (5, 6, 7), kernel=(1, 2)),
    Corner("A large kernel", "shapes", (13, 14), (15, 17), kernel=(12, 13)),
    Corner("A kernel as large as the image", "shapes", (4, 5), (6, 7), kernel=None),
    Corner(
        "A kernel as large as the padded image",
        "shapes",
        (2, 3),
        (3, 4),
        kernel=None,
        options={"padding": 2},
    ),
    Corner(
        "Whole numbers only",
        "numbers",
        (6, 7),
        (8, 9),
        n_given=3,
        draw_image=whole,
        draw_kernel=odd,
    ),
    Corner(
        "Whole pixels, a kernel with fractions",
        "numbers",
        (6, 7),
        (8, 9),
        options={"padding": 1},
        draw_image=pixels,
        draw_kernel=normal,
    ),
    Corner("Outputs below 0.01", "numbers", (8,), draw_image=faint, draw_kernel=below_a_half),
    Corner(
        "More than a thousand outputs",
        "numbers",
        (35, 37),
        (38, 40),
        options={"padding": 1},
        draw_image=normal,
        draw_kernel=normal,
    ),
    *(
        Corner(
            name,
            "numbers",
            (9,),
            (7,),
            options={"stride": 2, "padding": 1},
            draw_image=spread,
            draw_kernel=normal,
        )
        for name in ("Large and small numbers", "The same shapes, other numbers")
    ),
)


def draw_corners(
    rng: np.random.Generator,
    corners: Sequence[Corner],
    defaults: Mapping[str, Value],
    solve: Callable[[Case], NDArray[Any]],
) -> Iterator[Case]:
    """Yield a case for each corner, and the first one once more."""
    cases = [_draw(rng, corner, defaults, solve) for corner in corners]
    yield from cases
    copies = {
        key: value.copy() if isinstance(value, np.ndarray) else value
        for key, value in cases[0].arguments.items()
    }
    name = "The first hidden case once more"
    yield replace(cases[0], name=name, group=cases[-1].group, arguments=copies)


def _draw(
    rng: np.random.Generator,
    corner: Corner,
    defaults: Mapping[str, Value],
    solve: Callable[[Case], NDArray[Any]],
) -> Case:
    """Return a case that tells the usual mistakes apart.

    The kernel has no symmetry, and the output holds negative numbers, so that a flip, a transpose
    and a ReLU each show.
    """
    height = int(rng.choice(corner.heights))
    width = int(rng.choice(corner.widths)) if corner.widths else height
    ring = 2 * corner.options.get("padding", 0)
    sides = corner.kernel or (height + ring, width + ring)
    for _ in range(_MAX_DRAWS):
        image, kernel = corner.draw_image(rng, (height, width)), corner.draw_kernel(rng, sides)
        case = make_case(
            corner.name,
            corner.group,
            {
                "image": corner.lay_image(image),
                "kernel": corner.lay_kernel(kernel),
                **corner.options,
            },
            defaults,
            n_given=corner.n_given,
            by_name=corner.by_name,
        )
        if solve(case).min() < 0 and is_asymmetric(kernel):
            return case
    raise AssertionError(  # pragma: no cover - a draw succeeds with probability above 1/4
        f"no usable draw in {_MAX_DRAWS} for {corner.name}: image {(height, width)}, kernel {sides}"
    )
