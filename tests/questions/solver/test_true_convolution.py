"""The convolution of mathematics, against SciPy, its own laws and a case worked by hand."""

import itertools

import numpy as np
import pytest
from scipy.signal import convolve2d

from questions.solver import ShapeError, conv2d, true_convolution

SIZES = [(1, 1), (5, 7), (8, 6)]
KERNELS = [(1, 1), (3, 3), (2, 3), (4, 1)]


@pytest.fixture
def rng():
    return np.random.default_rng(20_240_518)


def test_it_flips_the_kernel():
    patch = [[0, 0, 0], [1, 1, 2], [1, 3, 0]]
    kernel = [[4, 1, 1], [0, 3, 3], [2, 1, 2]]
    assert true_convolution(patch, kernel).tolist() == [[10.0]]  # not flipped it would be 14


def test_a_single_one_gives_the_kernel_back():
    dot = np.zeros((5, 5))
    dot[2, 2] = 1
    kernel = np.arange(9.0).reshape(3, 3)
    assert np.array_equal(true_convolution(dot, kernel), kernel)
    assert np.array_equal(conv2d(dot, kernel), kernel[::-1, ::-1])


@pytest.mark.parametrize(("size", "kernel"), list(itertools.product(SIZES, KERNELS)))
def test_it_agrees_with_scipy(rng, size, kernel):
    image, taps = rng.normal(size=size), rng.normal(size=kernel)
    if all(n >= k for n, k in zip(size, kernel, strict=True)):
        valid = convolve2d(image, taps, mode="valid")
        assert np.allclose(true_convolution(image, taps), valid)
        assert np.allclose(true_convolution(image, taps, stride=2), valid[::2, ::2])
    ring = (kernel[0] - 1, kernel[1] - 1)
    full = true_convolution(image, taps, padding=ring)
    assert np.allclose(full, convolve2d(image, taps, mode="full"))


def test_it_commutes_where_cross_correlation_does_not(rng):
    one, other = rng.normal(size=(4, 5)), rng.normal(size=(3, 2))
    there = true_convolution(one, other, padding=(2, 1))
    back = true_convolution(other, one, padding=(3, 4))
    assert np.allclose(there, back)
    there, back = conv2d(one, other, padding=(2, 1)), conv2d(other, one, padding=(3, 4))
    assert not np.allclose(there, back)


def test_it_changes_no_input_and_refuses_what_cannot_be():
    image, kernel = np.ones((3, 3)), np.arange(4.0).reshape(2, 2)
    image.flags.writeable = kernel.flags.writeable = False
    assert true_convolution(image, kernel).tolist() == [[6, 6], [6, 6]]
    with pytest.raises(ShapeError, match="dilated kernel 4 > padded input 3"):
        true_convolution(image, np.ones((4, 1)))
    with pytest.raises(ShapeError, match="kernel: expected 2 axes"):
        true_convolution(image, [1, 2])
