"""Makes the calls of the problem output_size and the numbers that they must return."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.checker import Expectation
from grader.problems.drawing import between, make_case
from grader.problems.expectations import whole_number
from grader.problems.model import Case, Value
from questions.solver import conv_output_size

DEFAULTS: dict[str, Value] = {"stride": 1, "padding": 0, "dilation": 1}


def expect(case: Case) -> Expectation:
    """Return what output_size must return for a case, by the solver."""
    options = case.options()
    size, kernel = options.pop("size"), options.pop("kernel")
    return whole_number(conv_output_size(size, kernel, **options))


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    shown = (
        ("A 3 × 3 filter on a 7 × 7 image", "basic", {"size": 7, "kernel": 3}),
        ("AlexNet's first layer", "stride", {"size": 227, "kernel": 11, "stride": 4}),
        ("The stride does not tile", "stride", {"size": 10, "kernel": 3, "stride": 2}),
        ("LeNet with padding", "padding", {"size": 32, "kernel": 5, "padding": 2}),
        ("A dilated filter", "dilation", {"size": 9, "kernel": 3, "padding": 1, "dilation": 2}),
    )
    return tuple(
        make_case(name, group, arguments, DEFAULTS, is_hidden=False)
        for name, group, arguments in shown
    )


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    return (
        *_draw_basic(rng),
        *_draw_strides(rng),
        *_draw_paddings(rng),
        *_draw_dilations(rng),
        *_draw_extremes(rng),
    )


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()


def _case(
    name: str, group: str, arguments: Mapping[str, int], by_name: tuple[str, ...] = ()
) -> Case:
    return make_case(name, group, arguments, DEFAULTS, by_name=by_name)


def _travelling(room: int, kernel: int, padding: int = 0, dilation: int = 1) -> dict[str, int]:
    """Return the arguments of a call in which the filter has this many pixels to travel."""
    size = room + dilation * (kernel - 1) + 1 - 2 * padding
    given = {"size": size, "kernel": kernel, "padding": padding, "dilation": dilation}
    return {name: value for name, value in given.items() if value != DEFAULTS.get(name)}


def _draw_basic(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(
        "A small filter", "basic", {"size": between(rng, 20, 40), "kernel": between(rng, 3, 4)}
    )
    yield _case(
        "A large filter", "basic", {"size": between(rng, 41, 64), "kernel": between(rng, 9, 13)}
    )
    yield _case(
        "An even filter", "basic", {"size": between(rng, 20, 40), "kernel": 2 * between(rng, 3, 5)}
    )


def _draw_strides(rng: np.random.Generator) -> Iterator[Case]:
    stride = between(rng, 3, 5)
    room = stride * between(rng, 4, 9)
    yield _case("A stride that tiles", "stride", {**_travelling(room, 6), "stride": stride})
    stride = between(rng, 4, 5)
    room = stride * between(rng, 5, 8) + 1
    yield _case(
        "A stride that leaves little over", "stride", {**_travelling(room, 7), "stride": stride}
    )
    stride = between(rng, 4, 6)
    room = stride * between(rng, 5, 8) - 1
    yield _case(
        "A stride that leaves much over", "stride", {**_travelling(room, 7), "stride": stride}
    )
    stride = between(rng, 5, 6)
    room = stride * between(rng, 3, 6) + 2
    yield _case(
        "A stride larger than the filter", "stride", {**_travelling(room, 3), "stride": stride}
    )
    yield _case(
        "The stride given by name",
        "stride",
        {"size": 2 * between(rng, 12, 19), "kernel": 5, "stride": 2},
        by_name=("stride",),
    )


def _draw_paddings(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(
        "Padding alone, stride given as 1",
        "padding",
        {"size": between(rng, 20, 40), "kernel": between(rng, 4, 6), "padding": 3},
    )
    side = between(rng, 2, 4)
    yield _case(
        "Padding that keeps the size",
        "padding",
        {"size": between(rng, 15, 30), "kernel": 2 * side + 1, "padding": side},
    )
    yield _case(
        "A padding larger than the filter",
        "padding",
        {"size": between(rng, 10, 20), "kernel": 2, "padding": between(rng, 4, 6)},
    )
    stride = between(rng, 3, 4)
    room = stride * between(rng, 6, 9)
    yield _case(
        "Padding and stride that tile", "padding", {**_travelling(room, 6, 5), "stride": stride}
    )
    room = stride * between(rng, 6, 9) + stride - 1
    yield _case(
        "Padding and stride that do not tile",
        "padding",
        {**_travelling(room, 6, 1), "stride": stride},
    )
    yield _case(
        "Padding and stride given by name",
        "padding",
        {"size": 2 * between(rng, 10, 19) + 1, "kernel": 4, "stride": 2, "padding": 5},
        by_name=("stride", "padding"),
    )


def _draw_dilations(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(
        "A dilation alone", "dilation", {"size": between(rng, 30, 50), "kernel": 5, "dilation": 3}
    )
    yield _case(
        "An even filter, dilated",
        "dilation",
        {"size": between(rng, 30, 50), "kernel": 4, "dilation": 2},
    )
    stride = between(rng, 3, 4)
    room = stride * between(rng, 4, 7) + 1
    yield _case(
        "Everything together",
        "dilation",
        {**_travelling(room, between(rng, 3, 5), 2, between(rng, 3, 4)), "stride": stride},
    )
    yield _case(
        "A single tap, dilated",
        "dilation",
        {"size": between(rng, 10, 20), "kernel": 1, "dilation": 4},
    )
    yield _case(
        "The dilation given by name",
        "dilation",
        {
            "size": between(rng, 25, 35),
            "kernel": 3,
            "stride": 2,
            "padding": 1,
            "dilation": between(rng, 2, 5),
        },
        by_name=("dilation",),
    )


def _draw_extremes(rng: np.random.Generator) -> Iterator[Case]:
    side = between(rng, 5, 12)
    yield _case(
        "A filter as large as the input", "extremes", {"size": side, "kernel": side, "stride": 2}
    )
    size, padding = between(rng, 3, 6), between(rng, 2, 4)
    yield _case(
        "A filter as large as the padded input",
        "extremes",
        {"size": size, "kernel": size + 2 * padding, "stride": 3, "padding": padding},
    )
    room = between(rng, 2, 4)
    yield _case(
        "A stride beyond the end", "extremes", {**_travelling(room, 2, 1), "stride": room + 3}
    )
    yield _case(
        "An input of one pixel", "extremes", {"size": 1, "kernel": 1, "stride": between(rng, 2, 4)}
    )
    yield _case(
        "A filter that reaches the end exactly",
        "extremes",
        {**_travelling(0, between(rng, 3, 5), 2, 3), "stride": 2},
    )
    yield _case(
        "A very long input",
        "extremes",
        {
            "size": between(rng, 50000, 99999),
            "kernel": between(rng, 200, 900),
            "stride": between(rng, 5, 9),
            "padding": between(rng, 30, 90),
            "dilation": between(rng, 3, 7),
        },
    )
