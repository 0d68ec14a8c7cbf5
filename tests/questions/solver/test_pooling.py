"""Pooling against loops, and the rules of PyTorch where they surprise."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from questions.solver import ShapeError, avg_pool2d, conv2d, max_pool2d, pool_output_size
from tests.questions.solver import reference


@pytest.fixture
def rng():
    return np.random.default_rng(20_240_518)


SIZES = [(1, 1), (4, 7), (6, 5)]
WINDOWS = [
    ((2, 2), (2, 2), (0, 0)),
    ((3, 2), (2, 1), (1, 1)),
    ((2, 3), (1, 3), (1, 0)),
    ((4, 4), (3, 5), (2, 2)),
]


def fits(size, kernel, stride, padding, dilation, ceil_mode):
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    return all(reference.pool_starts(*axis, ceil_mode) for axis in axes)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("kernel", "stride", "padding"), WINDOWS)
@pytest.mark.parametrize("dilation", [(1, 1), (2, 1)])
@pytest.mark.parametrize("ceil_mode", [False, True])
def test_the_maximum_agrees_with_loops(rng, size, kernel, stride, padding, dilation, ceil_mode):
    x = rng.normal(size=size) - 3
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    if not fits(size, kernel, stride, padding, dilation, ceil_mode):
        with pytest.raises(ShapeError, match="pooling window"):
            max_pool2d(x, kernel, **options)
        return
    expected = reference.pool(x, kernel, stride, padding, dilation, ceil_mode, reference.largest)
    assert np.array_equal(max_pool2d(x, kernel, **options), expected)
    assert pool_output_size(size, kernel, **options) == expected.shape


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("kernel", "stride", "padding"), WINDOWS)
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("count_include_pad", [False, True])
def test_the_average_agrees_with_loops(
    rng, size, kernel, stride, padding, ceil_mode, count_include_pad
):
    x = rng.normal(size=size)
    options = {
        "stride": stride,
        "padding": padding,
        "ceil_mode": ceil_mode,
        "count_include_pad": count_include_pad,
    }
    if not fits(size, kernel, stride, padding, (1, 1), ceil_mode):
        with pytest.raises(ShapeError, match="pooling window"):
            avg_pool2d(x, kernel, **options)
        return

    def average(inside, n_padded):
        return sum(inside) / (n_padded if count_include_pad else len(inside))

    expected = reference.pool(x, kernel, stride, padding, (1, 1), ceil_mode, average)
    np.testing.assert_allclose(avg_pool2d(x, kernel, **options), expected, rtol=0, atol=1e-12)


def test_max_pooling_pads_with_minus_infinity():
    assert max_pool2d([[-1]], 2, padding=1).tolist() == [[-1]]
    assert max_pool2d(np.full((2, 2), -5), 2, padding=1).tolist() == [[-5, -5], [-5, -5]]


def test_the_overhang_does_not_count_for_the_average():
    assert avg_pool2d([[1, 2, 3, 4, 5]], (1, 2), ceil_mode=True).tolist() == [[1.5, 3.5, 5.0]]


def test_a_divisor_replaces_every_other():
    got = avg_pool2d([[1, 2, 3, 4, 5]], (1, 2), ceil_mode=True, divisor_override=4)
    assert got.tolist() == [[0.75, 1.75, 1.25]]


def test_a_dilated_window_may_miss_every_pixel():
    assert max_pool2d([[7]], 2, padding=1, dilation=2).tolist() == [[-np.inf]]


def test_the_stride_is_the_window_unless_given():
    x = np.arange(36).reshape(6, 6)
    assert max_pool2d(x, (2, 3)).shape == (3, 2)
    assert max_pool2d(x, (2, 3), stride=1).shape == (5, 4)


def test_channels_and_images_stay_apart(rng):
    x = rng.normal(size=(2, 3, 6, 7))
    for function in (max_pool2d, avg_pool2d):
        whole = function(x, 3, stride=2, padding=1)
        assert whole.shape == (2, 3, 3, 4)
        assert np.array_equal(function(x[0], 3, stride=2, padding=1), whole[0])
        for n, c in itertools.product(range(2), range(3)):
            assert np.array_equal(function(x[n, c], 3, stride=2, padding=1), whole[n, c])
        assert function(x[:0], 2).shape == (0, 3, 3, 3)


@pytest.mark.parametrize("function", [max_pool2d, avg_pool2d])
def test_nothing_is_changed_or_shared(rng, function):
    x = rng.normal(size=(4, 5))
    before = x.copy()
    x.flags.writeable = False
    for kernel, padding in ((1, 0), (2, 1)):
        out = function(x, kernel, padding=padding)
        assert out.dtype == np.float64
        assert not np.shares_memory(out, x)
        out[:] = 0
    assert np.array_equal(x, before)


@pytest.mark.parametrize("function", [max_pool2d, avg_pool2d])
def test_type_and_layout_do_not_matter(function):
    x = np.arange(200, 230, dtype=np.uint8).reshape(5, 6)
    expected = function(x.astype(np.float64), 2, padding=1)
    for other in (x, np.asfortranarray(x), x[::-1].copy()[::-1], x.tolist()):
        assert np.array_equal(function(other, 2, padding=1), expected)


def test_nan_is_the_maximum_of_its_windows():
    assert np.isnan(max_pool2d([[1.0, np.nan, 3.0, 4.0]], (1, 2))).tolist() == [[True, False]]


IMAGES = hnp.arrays(
    np.int64, st.tuples(st.integers(3, 8), st.integers(3, 8)), elements=st.integers(-99, 99)
)


@given(IMAGES, st.integers(1, 3), st.integers(1, 3))
def test_the_average_is_a_convolution_with_equal_weights(x, kernel, stride):
    weights = np.full((kernel, kernel), 1 / kernel**2)
    got = avg_pool2d(x, kernel, stride=stride)
    np.testing.assert_allclose(got, conv2d(x, weights, stride=stride), rtol=0, atol=1e-9)


@given(IMAGES, st.integers(1, 3), st.integers(1, 3))
def test_the_maximum_is_at_least_the_average(x, kernel, stride):
    options = {"stride": stride, "padding": kernel // 2}
    largest = max_pool2d(x, kernel, **options)
    average = avg_pool2d(x, kernel, **options, count_include_pad=False)
    assert (largest >= average - 1e-9).all()


@pytest.mark.parametrize("function", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (np.ones(5), {}, "x: expected 2 to 4 axes"),
        (np.ones((1, 1, 1, 5, 5)), {}, "x: expected 2 to 4 axes"),
        (np.ones((0, 5)), {}, "x: expected at least one value"),
        (np.ones((1, 0, 5, 5)), {}, "x: expected at least one value"),
        ([[1, 2], [3]], {}, "x: expected an array, got rows"),
        ([["a"]], {}, "x: expected an array of real numbers"),
        (np.ones((2, 2)), {}, "pooling window 3 > padded input 2"),
        (np.ones((5, 5)), {"padding": 2}, "padding 2 > half of the window, 1"),
        (np.ones((5, 5)), {"padding": -1}, "padding: expected"),
        (np.ones((5, 5)), {"stride": 0}, "stride: expected"),
        (np.ones((5, 5)), {"stride": float("nan")}, "stride: expected"),
        (np.ones((5, 5)), {"stride": (1, 2, 3)}, "stride: expected"),
        (np.ones((5, 5)), {"ceil_mode": None}, "ceil_mode: expected"),
    ],
)
def test_it_refuses_what_cannot_be(function, x, options, message):
    with pytest.raises(ShapeError, match=message):
        function(x, 3, **options)


def test_it_refuses_windows_and_divisors_that_cannot_be():
    with pytest.raises(ShapeError, match="kernel: expected a whole number >= 1, got 0"):
        max_pool2d(np.ones((5, 5)), 0)
    with pytest.raises(ShapeError, match="divisor_override: expected"):
        avg_pool2d(np.ones((5, 5)), 2, divisor_override=0)
    with pytest.raises(ShapeError, match="count_include_pad: expected"):
        avg_pool2d(np.ones((5, 5)), 2, count_include_pad="yes")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="padded input: expected at most"):
        max_pool2d(np.ones((5, 5)), 2**20, stride=1, padding=2**19)
