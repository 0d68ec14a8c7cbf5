"""Misconceptions about programs beside conv2d: each is wrong, and alone in its way."""

import inspect
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from questions.misconceptions import get_misconception, misconceptions_of
from questions.solver import (
    conv2d,
    conv2d_nchw,
    im2col,
    max_pool2d,
    receptive_field,
    true_convolution,
)

NAMES = ("kernels", "strides", "dilations")
RNG = np.random.default_rng(31)


@dataclass(frozen=True)
class Program:
    """A solver with the calls that its wrong versions are held against."""

    right: Callable[..., Any]
    signature: str
    calls: tuple[tuple[dict[str, Any], dict[str, int]], ...]
    # Mistakes that show beyond the calls here, such as in another number type.
    seldom: frozenset[str] = frozenset()


def two_images(shape, kernel, **options):
    """Return one call with fractions and one with pixels of a byte."""
    image, taps = RNG.normal(size=shape), RNG.normal(size=kernel)
    pixels = np.round(np.abs(image) * 80).astype(np.uint8)
    return [({"image": x, "kernel": taps}, options) for x in (image, pixels)]


def follow(kernels, strides, dilations=None):
    """Return size and jump by the solver."""
    steps = np.ones_like(kernels) if dilations is None else dilations
    columns = (column.tolist() for column in (kernels, strides, steps))
    field = receptive_field([(k, s, 0, d) for k, s, d in zip(*columns, strict=True)])
    return np.array([field.size, field.jump])


def layers(x, weight, **options):
    """Return one call without biases and one with them."""
    arrays = {"x": RNG.normal(size=x), "weight": RNG.normal(size=weight)}
    return [(arrays, options), ({**arrays, "bias": RNG.normal(size=weight[0])}, options)]


PROGRAMS = {
    "true_convolution": Program(
        true_convolution,
        "(image, kernel, stride=1, padding=0)",
        tuple(
            call
            for calls in (
                two_images((6, 6), (3, 3)),
                two_images((8, 8), (3, 3), stride=2),
                two_images((5, 9), (3, 3), padding=1),
                two_images((9, 5), (3, 3), stride=2, padding=1),
                two_images((6, 7), (2, 2), stride=3, padding=2),
                two_images((7, 8), (4, 4), stride=2, padding=2),
                two_images((7, 9), (2, 3)),
                two_images((8, 7), (4, 1), stride=2, padding=1),
                two_images((3, 3), (2, 2), padding=3),
            )
            for call in calls
        ),
    ),
    "max_pool2d": Program(
        max_pool2d,
        "(x, kernel, stride=None, padding=0)",
        tuple(
            ({"x": RNG.normal(size=shape) - offset}, {"kernel": kernel, **options})
            for offset in (0, 5)
            for shape, kernel, options in (
                ((1, 6, 6), 2, {}),
                ((3, 7, 8), 3, {}),
                ((2, 8, 7), 3, {"stride": 2}),
                ((2, 5, 6), 2, {"stride": 1}),
                ((2, 11, 12), 2, {"stride": 4}),
                ((3, 6, 7), 3, {"stride": 2, "padding": 1}),
                ((2, 7, 6), 4, {"stride": 3, "padding": 2}),
                ((1, 5, 5), 3, {"padding": 1}),
            )
        ),
        seldom=frozenset({"max-pool-in-float32"}),
    ),
    "conv2d_nchw": Program(
        conv2d_nchw,
        "(x, weight, bias=None, stride=1, padding=0, groups=1)",
        tuple(
            call
            for calls in (
                layers((1, 1, 5, 6), (1, 1, 3, 3)),
                layers((2, 4, 5, 5), (4, 4, 2, 2), padding=1),
                layers((2, 4, 7, 6), (4, 2, 3, 3), stride=2, padding=1, groups=2),
                layers((1, 6, 5, 7), (3, 2, 3, 3), stride=2, groups=3),
                layers((3, 2, 6, 6), (6, 2, 2, 2), stride=3, padding=2),
            )
            for call in calls
        ),
        seldom=frozenset({"nchw-in-float32"}),
    ),
    "conv2d_dilated": Program(
        conv2d,
        "(image, kernel, stride=1, padding=0, dilation=1)",
        tuple(
            call
            for calls in (
                two_images((6, 7), (3, 3)),
                two_images((8, 9), (3, 3), dilation=2),
                two_images((7, 12), (2, 4), dilation=3),
                two_images((9, 9), (3, 2), stride=2, padding=1, dilation=2),
                two_images((9, 6), (3, 3), stride=2, padding=1),
                two_images((5, 6), (2, 2), padding=2, dilation=2),
                two_images((12, 12), (3, 3), stride=3, dilation=3),
                two_images((10, 9), (2, 3), stride=2, dilation=2),
            )
            for call in calls
        ),
    ),
    "im2col": Program(
        im2col,
        "(image, kernel_size, stride=1, padding=0)",
        tuple(
            ({"image": RNG.normal(size=shape) * 4}, {"kernel_size": side, **options})
            for shape, side, options in (
                ((1, 4, 5), 2, {}),
                ((3, 5, 6), 3, {}),
                ((2, 7, 9), 3, {"stride": 2}),
                ((2, 8, 7), 3, {"stride": 3}),
                ((2, 5, 4), 3, {"padding": 1}),
                ((1, 7, 8), 3, {"stride": 2, "padding": 2}),
            )
        ),
        seldom=frozenset({"im2col-in-float32"}),
    ),
    "receptive_field": Program(
        follow,
        "(kernels, strides, dilations=None)",
        tuple(
            (dict(zip(NAMES[: len(columns)], map(np.array, columns), strict=True)), {})
            for columns in (
                ([3, 3, 3], [1, 1, 1]),
                ([3, 5, 4], [2, 3, 2]),
                ([5, 2, 5], [1, 2, 1]),
                ([7, 3, 4, 5], [2, 1, 3, 2], [1, 2, 4, 3]),
                ([4, 3, 3], [1, 2, 1], [2, 1, 3]),
                ([6], [3], [2]),
            )
        ),
    ),
}
BUGS = [bug for solver in PROGRAMS for bug in misconceptions_of(solver)]


def outputs(bug, program):
    """Return what a bug gives for each call; where such a program would raise, the error's name."""
    found: list[Any] = []
    for arrays, options in program.calls:
        for array in arrays.values():
            array.flags.writeable = False
        try:
            with np.errstate(all="ignore"):
                found.append(np.asarray(bug.function(*arrays.values(), **options)))
        except (ValueError, IndexError, ArithmeticError) as error:
            found.append(type(error).__name__)
    return found


def is_same(left, right):
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str)
    return left.shape == right.shape and np.allclose(left, right, rtol=0, atol=1e-9)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_it_takes_what_the_program_takes_and_its_words_hold_no_numbers_of_a_case(bug):
    signature = inspect.signature(bug.function)
    plain = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    bare = signature.replace(parameters=plain, return_annotation=signature.empty)
    assert str(bare) == PROGRAMS[bug.solver].signature
    assert "{{" not in bug.explain


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_it_returns_numbers_for_half_of_the_calls_and_is_wrong_somewhere(bug):
    program = PROGRAMS[bug.solver]
    got = outputs(bug, program)
    right = [program.right(*arrays.values(), **options) for arrays, options in program.calls]
    n_returned = sum(not isinstance(value, str) for value in got)
    assert n_returned >= len(got) / 2 or bug.id == "nchw-bias-along-the-width"
    is_wrong = [
        not is_same(g, r) for g, r in zip(got, right, strict=True) if not isinstance(g, str)
    ]
    assert any(is_wrong) or bug.id in program.seldom


@pytest.mark.parametrize("solver", PROGRAMS)
def test_no_two_of_a_program_agree_everywhere(solver):
    found = {bug.id: outputs(bug, PROGRAMS[solver]) for bug in misconceptions_of(solver)}
    assert len(found) >= 10
    for one, other in itertools.combinations(found, 2):
        pairs = zip(found[one], found[other], strict=True)
        assert not all(is_same(left, right) for left, right in pairs), (one, other)


def test_what_is_not_flipped_gives_fourteen_for_ten():
    patch = np.array([[0, 0, 0], [1, 1, 2], [1, 3, 0]])
    kernel = np.array([[4, 1, 1], [0, 3, 3], [2, 1, 2]])
    assert get_misconception("kernel-not-flipped").function(patch, kernel).tolist() == [[14.0]]


def test_zero_padding_wins_over_a_negative_pixel():
    bug = get_misconception("max-pool-zero-padding")
    pixel = np.array([[[-1.0]]])
    assert bug.function(pixel, 2, 1, 1).tolist() == [[[0, 0], [0, 0]]]
    assert max_pool2d(pixel, 2, stride=1, padding=1).tolist() == [[[-1, -1], [-1, -1]]]


def test_mistakes_that_have_nothing_to_do_with_the_flip_are_those_of_conv2d():
    image, kernel = RNG.normal(size=(6, 7)), RNG.normal(size=(3, 3))
    carried = get_misconception("true-convolution-edge-padding")
    original = get_misconception("edge-padding")
    flipped = original.function(image, kernel[::-1, ::-1], 2, 1)
    assert np.array_equal(carried.function(image, kernel, 2, 1), flipped)
    assert (carried.explain, carried.source) == (original.explain, original.source)
