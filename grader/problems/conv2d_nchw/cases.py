"""Makes the calls of the problem conv2d_nchw and their expected outputs.

The ordinary cases hold multiples of 1/16 below 4, as those of the other convolutions: a rounding
mistake costs the group numbers and nothing else.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.conv2d_nchw.corners import CORNERS, Corner
from grader.problems.drawing import is_asymmetric, make_case
from grader.problems.expectations import sum_of_products
from grader.problems.model import Case, Value
from questions.solver import conv2d_nchw

DEFAULTS: dict[str, Value] = {"bias": None, "stride": 1, "padding": 0, "groups": 1}
_MAX_DRAWS = 1000


def expect(case: Case) -> Expectation:
    """Return what conv2d_nchw must return for a case, by the solver."""
    return sum_of_products(conv2d_nchw, tuple(case.arrays().values()), **case.options())


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    two = np.array([[[[1, 2, 0], [0, 1, 3]], [[2, 0, 1], [1, 1, 0]]]], dtype=np.float64)
    filters = np.array(
        [[[[1, 0], [0, -1]], [[0, 1], [1, 0]]], [[[2, 1], [0, 0]], [[0, 0], [-1, 1]]]],
        dtype=np.float64,
    )
    pair = np.array([[[[1, 2, 3], [0, 1, 1]]], [[[4, 5, 6], [1, 0, 2]]]], dtype=np.float64)
    bias = np.array([10, -1], dtype=np.float64)
    return (
        _shown("Two channels, one filter", "basic", two, filters[:1]),
        _shown("Two filters with biases", "bias", two, filters, {"bias": bias}),
        _shown(
            "Two images, padding 1, stride 2",
            "sliding",
            pair,
            filters[1:, :1],
            {"stride": 2, "padding": 1},
        ),
        _shown("Two groups", "groups", two, filters[:, :1], {"groups": 2}),
    )


def _shown(
    name: str,
    group: str,
    x: NDArray[Any],
    weight: NDArray[Any],
    options: dict[str, Value] | None = None,
) -> Case:
    arguments: dict[str, Value] = {"x": x, "weight": weight, **(options or {})}
    return make_case(name, group, arguments, DEFAULTS, is_hidden=False)


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return tuple(_draw(rng))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()


def _draw(rng: np.random.Generator) -> Iterator[Case]:
    cases = [_draw_corner(rng, corner) for corner in CORNERS]
    yield from cases
    copies: dict[str, Value] = {name: array.copy() for name, array in cases[0].arrays().items()}
    name = "The first hidden case once more"
    again = {**cases[0].arguments, **copies}
    yield replace(cases[0], name=name, group="numbers", arguments=again)


def _draw_corner(rng: np.random.Generator, corner: Corner) -> Case:
    """Return a case with kernels without symmetry and a negative output."""
    height, width = int(rng.choice(corner.heights)), int(rng.choice(corner.widths))
    ring = 2 * corner.options.get("padding", 0)
    sides = corner.kernel or (height + ring, width + ring)
    images, channels, filters = corner.sizes
    depth = channels // corner.options.get("groups", 1)
    for _ in range(_MAX_DRAWS):
        x = corner.draw_x(rng, (images, channels, height, width))
        weight = corner.draw_weight(rng, (filters, depth, *sides))
        arguments: dict[str, Value] = {"x": corner.lay_x(x), "weight": corner.lay_weight(weight)}
        if corner.has_bias:
            arguments["bias"] = corner.draw_weight(rng, (filters,))
        case = make_case(
            corner.name,
            corner.group,
            {**arguments, **corner.options},
            DEFAULTS,
            n_given=corner.n_given,
            by_name=corner.by_name,
        )
        if expect(case).array.min() < 0 and is_asymmetric(weight):
            return case
    raise AssertionError(  # pragma: no cover - a draw succeeds with probability above 1/4
        f"no usable draw in {_MAX_DRAWS} for {corner.name}"
    )
