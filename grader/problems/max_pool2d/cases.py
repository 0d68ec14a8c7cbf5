"""Makes the calls of the problem max_pool2d and the numbers that they must return, exactly."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.drawing import dyadic, make_case, pixels, spread, whole, with_gaps
from grader.problems.expectations import exact_array
from grader.problems.model import Case, Value
from questions.solver import max_pool2d

DEFAULTS: dict[str, Value] = {"stride": None, "padding": 0}
Draw = Callable[[np.random.Generator, tuple[int, ...]], NDArray[Any]]


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


def _negative(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return -np.abs(dyadic(rng, shape)) - 1.0


def _below_a_hundredth(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = 1e-3 * rng.standard_normal(shape)
    return numbers


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return rng.standard_normal(shape)


def _as_it_is(array: NDArray[Any]) -> NDArray[Any]:
    return array


@dataclass(frozen=True)
class _Corner:
    """One hidden case; ``kernel`` 0 is a window as large as the padded image, which is square."""

    name: str
    group: str
    channels: int
    heights: tuple[int, ...]
    widths: tuple[int, ...] = ()
    kernel: int = 2
    options: Mapping[str, Value] = field(default_factory=dict)
    by_name: tuple[str, ...] = ()
    n_given: int | None = None
    draw: Draw = dyadic
    lay: Callable[[NDArray[Any]], NDArray[Any]] = _as_it_is


_CORNERS = (
    _Corner("A 2 × 2 window", "basic", 1, (6, 8)),
    _Corner("A 3 × 3 window", "basic", 1, (9, 12), kernel=3),
    _Corner("Several channels", "basic", 3, (6, 8)),
    _Corner("A size that the window does not divide", "stride", 2, (7, 10), kernel=3),
    _Corner("Overlapping windows that tile", "stride", 2, (7, 9, 11), (), 3, {"stride": 2}),
    _Corner("Overlapping windows that do not tile", "stride", 1, (8, 10), (), 3, {"stride": 2}),
    _Corner("A stride larger than the window", "stride", 2, (11, 12), (), 2, {"stride": 4}),
    _Corner("Stride 1", "stride", 2, (5, 6), (7, 8), 2, {"stride": 1}),
    _Corner("The stride given by name", "stride", 1, (7, 8), (), 3, {"stride": 2}, ("stride",)),
    _Corner("Everything given by name", "stride", 2, (6, 7), (), 3, {"stride": 1},
            ("kernel", "stride"), draw=_negative),
    _Corner("Padding 1, stride 1", "padding", 2, (5, 6), (), 3, {"stride": 1, "padding": 1}),
    _Corner("Padding without a stride", "padding", 1, (5, 6, 8), (), 3, {"padding": 1},
            ("padding",)),
    _Corner("Padding of half a window", "padding", 2, (6, 7), (), 4, {"stride": 2, "padding": 2}),
    _Corner("A wide padding", "padding", 2, (7, 9), (8, 10), 7, {"stride": 1, "padding": 3}),
    _Corner("Padding and stride that do not tile", "padding", 2, (8, 10), (), 4,
            {"stride": 3, "padding": 1}),
    _Corner("Negative pixels, padded", "padding", 2, (5, 6), (7, 8), 3,
            {"stride": 2, "padding": 1}, draw=_negative),
    _Corner("Padding 1 around an image", "padding", 1, (6,), (), 3, {"stride": 1, "padding": 1}),
    _Corner("Padding 2 around a smaller one", "padding", 1, (4,), (), 4,
            {"stride": 1, "padding": 2}),
    _Corner("A wide image", "shapes", 2, (4, 5), (10, 11)),
    _Corner("A tall image, padded", "shapes", 2, (11, 12), (5, 6), 3, {"stride": 2, "padding": 1}),
    _Corner("More channels than pixels", "shapes", 7, (2,), (2, 3), 2, {"stride": 1}),
    _Corner("An image in column order", "shapes", 2, (5, 6), (7, 8), lay=np.asfortranarray),
    _Corner("An image that is a view with gaps", "shapes", 2, (5, 6), (7, 8), lay=with_gaps),
    _Corner("A 1 × 1 window", "shapes", 2, (3, 4), (5, 6), 1, {"stride": 2}),
    _Corner("A large window", "shapes", 1, (14, 15), (16, 17), 12, {"stride": 1}),
    _Corner("A window as large as the image", "shapes", 3, (4, 5), (), 0),
    _Corner("A window as large as the padded image", "shapes", 2, (3, 4), (), 0, {"padding": 1},
            draw=_negative),
    _Corner("Negative pixels only", "numbers", 2, (6, 7), (8, 9), draw=_negative),
    _Corner("Whole numbers only", "numbers", 2, (6, 7), (8, 9), n_given=3, draw=whole),
    _Corner("Pixels of one byte, padded", "numbers", 2, (6, 7), (8, 9), 3,
            {"stride": 2, "padding": 1}, draw=pixels),
    _Corner("Outputs below 0.01", "numbers", 1, (8,), (9, 10), draw=_below_a_hundredth),
    _Corner("More than a thousand outputs", "numbers", 3, (20, 21), (20, 22), 3,
            {"stride": 1, "padding": 1}, draw=_normal),
    *(
        _Corner(name, "numbers", 2, (9,), (7,), 3, {"stride": 2, "padding": 1}, draw=spread)
        for name in ("Large and small numbers", "The same shapes, other numbers")
    ),
)  # fmt: skip


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return tuple(_draw(rng))


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()


def _draw(rng: np.random.Generator) -> Iterator[Case]:
    cases = [_draw_corner(rng, corner) for corner in _CORNERS]
    yield from cases
    again = {**cases[0].arguments, "x": cases[0].arrays()["x"].copy()}
    name = "The first hidden case once more"
    yield replace(cases[0], name=name, group="numbers", arguments=again)


def _draw_corner(rng: np.random.Generator, corner: _Corner) -> Case:
    height = int(rng.choice(corner.heights))
    width = int(rng.choice(corner.widths)) if corner.widths else height
    padding = corner.options.get("padding", 0)
    assert isinstance(padding, int)
    x = corner.lay(corner.draw(rng, (corner.channels, height, width)))
    arguments: dict[str, Value] = {
        "x": x,
        "kernel": corner.kernel or height + 2 * padding,
        **corner.options,
    }
    return make_case(
        corner.name,
        corner.group,
        arguments,
        DEFAULTS,
        n_given=corner.n_given,
        by_name=corner.by_name,
    )
