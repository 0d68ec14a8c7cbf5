"""Makes the calls of the problem receptive_field and the pairs that they must return."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from grader.checker import Expectation
from grader.problems.drawing import between, make_case, with_gaps
from grader.problems.expectations import whole_numbers
from grader.problems.model import Case, Value
from questions.solver import receptive_field

DEFAULTS: dict[str, Value] = {"dilations": None}
Ints = Sequence[int]


def expect(case: Case) -> Expectation:
    """Return what receptive_field must return for a case, by the solver."""
    columns = {name: array.tolist() for name, array in case.arrays().items()}
    kernels, strides = columns["kernels"], columns["strides"]
    dilations = columns.get("dilations", [1] * len(kernels))
    layers = [(k, s, 0, d) for k, s, d in zip(kernels, strides, dilations, strict=True)]
    field = receptive_field(layers)
    return whole_numbers([int(field.size), int(field.jump)])


def visible_cases() -> tuple[Case, ...]:
    """Return the cases that a student sees in full; the same for everybody, always."""
    return (
        _case("Three layers of 3 × 3", "basic", [3, 3, 3], [1, 1, 1], is_hidden=False),
        _case("Two layers with stride 2", "stride", [3, 3], [2, 2], is_hidden=False),
        _case("Pooling between two convolutions", "stride", [5, 2, 5], [1, 2, 1], is_hidden=False),
        _case("Growing dilations", "dilation", [3, 3, 3], [1, 1, 1], [1, 2, 4], is_hidden=False),
    )


def _case(
    name: str,
    group: str,
    kernels: Ints,
    strides: Ints,
    dilations: Ints | None = None,
    *,
    by_name: tuple[str, ...] = (),
    is_hidden: bool = True,
) -> Case:
    arguments: dict[str, Value] = {
        "kernels": np.array(kernels, dtype=np.int64),
        "strides": np.array(strides, dtype=np.int64),
        "dilations": None if dilations is None else np.array(dilations, dtype=np.int64),
    }
    return make_case(name, group, arguments, DEFAULTS, by_name=by_name, is_hidden=is_hidden)


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    basic = tuple(_draw_basic(rng))
    copies: dict[str, Value] = {name: array.copy() for name, array in basic[0].arrays().items()}
    again = replace(
        basic[0],
        name="The first hidden case once more",
        group="extremes",
        arguments={**basic[0].arguments, **copies},
    )
    return (
        *basic,
        *_draw_strides(rng),
        *_draw_dilations(rng),
        *_draw_extremes(rng),
        again,
    )


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return no calls beside the graded ones: those tell the mistakes apart."""
    return ()


def _some(rng: np.random.Generator, choice: Ints, count: int) -> list[int]:
    """Return numbers of a choice that are not all the same, the first not the last."""
    while True:
        drawn = [int(number) for number in rng.choice(choice, count)]
        if drawn[0] != drawn[-1]:
            return drawn


def _draw_basic(rng: np.random.Generator) -> Iterator[Case]:
    yield _case("One layer", "basic", [between(rng, 4, 9)], [1])
    count, side = between(rng, 4, 6), between(rng, 4, 6)
    yield _case("Equal layers", "basic", [side] * count, [1] * count)
    yield _case("Different kernels", "basic", _some(rng, (3, 4, 5, 7), 4), [1] * 4)


def _draw_strides(rng: np.random.Generator) -> Iterator[Case]:
    yield _case("A stride in the first layer", "stride", _some(rng, (3, 5, 7), 3),
                [between(rng, 2, 4), 1, 1])  # fmt: skip
    yield _case("A stride in the last layer", "stride", _some(rng, (3, 5, 7), 3),
                [1, 1, between(rng, 2, 4)])  # fmt: skip
    yield _case("A stride in the middle", "stride", _some(rng, (3, 5, 7), 4),
                [1, between(rng, 2, 4), 1, 1])  # fmt: skip
    yield _case("Strides everywhere", "stride", _some(rng, (3, 4, 5), 4), _some(rng, (2, 3, 4), 4))
    kernels = [between(rng, 3, 5), 2, between(rng, 6, 7), 2, between(rng, 3, 5)]
    yield _case("Convolutions and pooling", "stride", kernels, [1, 2, 1, 2, 1])
    yield _case("A kernel of one tap with a stride", "stride", [3, 1, between(rng, 4, 6)],
                [1, between(rng, 2, 3), 1])  # fmt: skip
    yield _case("One layer with a stride", "stride", [between(rng, 3, 6)], [between(rng, 2, 5)])
    yield _case("A stride larger than the kernel", "stride", [2, 3, between(rng, 3, 5)],
                [between(rng, 5, 6), 1, 2])  # fmt: skip


def _draw_dilations(rng: np.random.Generator) -> Iterator[Case]:
    side = between(rng, 3, 5)
    yield _case("Dilations that grow", "dilation", [side] * 4, [1] * 4, [1, 2, 4, 8])
    yield _case("Dilations with strides", "dilation", _some(rng, (3, 4, 5), 4),
                _some(rng, (1, 2, 3), 4), _some(rng, (2, 3, 4), 4))  # fmt: skip
    yield _case("One dilated layer", "dilation", [between(rng, 3, 6)], [between(rng, 2, 3)],
                [between(rng, 3, 5)])  # fmt: skip
    yield _case("A single tap, dilated", "dilation", [3, 1, 4], [2, 1, 1], [1, 6, 2])
    yield _case("Dilations of one", "dilation", _some(rng, (3, 5), 3), [2, 1, 2], [1, 1, 1])
    yield _case("The dilations given by name", "dilation", _some(rng, (3, 5, 7), 3), [1, 2, 1],
                _some(rng, (1, 2, 3), 3), by_name=("dilations",))  # fmt: skip


def _draw_extremes(rng: np.random.Generator) -> Iterator[Case]:
    yield _case("Kernels of one tap only", "extremes", [1, 1, 1], _some(rng, (1, 2, 3), 3))
    count = between(rng, 20, 30)
    yield _case("A very deep stack", "extremes", [3] * (count - 1) + [5], [1] * count)
    count = between(rng, 16, 18)
    yield _case("A very large jump", "extremes", [2] * (count - 1) + [3], [2] * (count - 1) + [3])
    case = _case("Layers with gaps in memory", "extremes", _some(rng, (3, 4, 6), 5),
                 _some(rng, (1, 2, 3), 5))  # fmt: skip
    gaps: dict[str, Value] = {name: with_gaps(array) for name, array in case.arrays().items()}
    yield replace(case, arguments={**case.arguments, **gaps})
