"""The cases of conv2d are drawn and solved by short ways; here they meet the plain ones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.problems.conv2d import cases
from grader.problems.expectations import sum_of_products
from grader.problems.model import Case
from questions.solver import conv2d

_SEEDS = range(30)
Array = NDArray[np.float64]


def draw_all(seed: int) -> tuple[Case, ...]:
    rng = np.random.default_rng(seed)
    return (*cases.visible_cases(), *cases.draw_cases(rng), *cases.draw_probes(rng))


def draw_dyadic_plainly(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    sizes: Array = rng.integers(1, 64, shape).astype(np.float64)
    signs: Array = rng.choice([-1.0, 1.0], shape)
    return sizes * signs / 16.0


def has_negative_plainly(image: Array, kernel: Array, stride: int, padding: int) -> bool:
    return bool(conv2d(image, kernel, stride=stride, padding=padding).min() < 0)


def is_asymmetric_plainly(kernel: Array) -> bool:
    moved = (kernel[::-1], kernel[:, ::-1], kernel[::-1, ::-1], kernel.T)
    return kernel.size == 1 or not any(np.array_equal(kernel, other) for other in moved)


def test_a_seed_draws_what_the_plain_rules_draw(monkeypatch: pytest.MonkeyPatch):
    drawn = [draw_all(seed) for seed in _SEEDS]
    monkeypatch.setattr(cases, "_dyadic", draw_dyadic_plainly)
    monkeypatch.setattr(cases, "_has_negative", has_negative_plainly)
    monkeypatch.setattr(cases, "_is_asymmetric", is_asymmetric_plainly)
    for seed in _SEEDS:
        for one, other in zip(drawn[seed], draw_all(seed), strict=True):
            assert one.name == other.name and one.options() == other.options()
            for name, array in one.arrays().items():
                np.testing.assert_array_equal(array, other.arrays()[name])


@pytest.mark.parametrize("side", [2, 3])
def test_each_symmetry_of_a_kernel_is_seen(side: int):
    kernel = np.arange(1.0, side * side + 1).reshape(side, side)
    assert cases._is_asymmetric(kernel)
    for other in (kernel[::-1], kernel[:, ::-1], kernel[::-1, ::-1], kernel.T):
        # A kernel and its moved self make one that stays the same; none of its numbers is zero.
        assert not cases._is_asymmetric(kernel + other)


def test_what_is_expected_is_what_two_calls_of_the_solver_give():
    for case in (case for seed in _SEEDS for case in draw_all(seed)):
        arrays = case.arrays()
        plain = sum_of_products(conv2d, (arrays["image"], arrays["kernel"]), **case.options())
        got = cases.expect(case)
        assert got.array.dtype == plain.array.dtype and got.is_whole == plain.is_whole
        np.testing.assert_array_equal(got.array, plain.array)
        np.testing.assert_array_equal(got.magnitude, plain.magnitude)
