"""Many small convolutions at once are the same as one after the other."""

import numpy as np
import pytest
from scipy.signal import convolve2d

from questions.solver import ShapeError, conv2d
from questions.solver.each import convolve_each, correlate_each


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding"),
    [
        ((5, 5), (3, 3), 1, 0),
        ((6, 4), (2, 3), 2, 1),
        ((3, 3), (3, 3), 1, 2),
        ((1, 1), (1, 1), 1, 0),
    ],
)
def test_each_pair_gives_what_conv2d_gives(shape, kernel, stride, padding):
    rng = np.random.default_rng(7)
    images = rng.integers(-9, 10, size=(4, 2, *shape))
    kernels = rng.integers(-3, 4, size=(4, 2, *kernel))
    out = correlate_each(images, kernels, stride, padding)
    for place in np.ndindex(4, 2):
        one = conv2d(images[place], kernels[place], stride=stride, padding=padding)
        assert np.array_equal(out[place], one)


def test_the_convolution_of_mathematics_is_scipys():
    rng = np.random.default_rng(8)
    images, kernels = rng.integers(-9, 10, size=(3, 6, 5)), rng.integers(-3, 4, size=(3, 3, 2))
    out = convolve_each(images, kernels)
    for place in range(3):
        assert np.array_equal(out[place], convolve2d(images[place], kernels[place], mode="valid"))


@pytest.mark.parametrize(
    ("image", "kernel", "options", "words"),
    [
        (np.ones((2, 3, 3)), np.ones((3, 2, 2)), {}, "one for each image"),
        (np.ones((2, 3, 3)), np.ones((2, 4, 4)), {}, "kernel 4"),
        (np.ones((2, 3, 3)), np.ones((2, 2, 2)), {"stride": 0}, "stride"),
        (np.ones((2, 3, 3)), np.ones((2, 2, 2)), {"padding": -1}, "padding"),
        (np.ones(3), np.ones((2, 2)), {}, "axes"),
    ],
)
def test_what_does_not_fit_is_refused(image, kernel, options, words):
    with pytest.raises(ShapeError, match=words):
        correlate_each(image, kernel, **options)
