"""Convolution against seven loops, SciPy, hand-worked cases and its own laws."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.signal import correlate2d

from questions.solver import ShapeError, conv2d, conv2d_nchw, conv_output_size
from tests.questions.solver import reference


@pytest.fixture
def rng():
    return np.random.default_rng(20_240_517)


def test_it_does_not_flip_the_kernel():
    patch = [[0, 0, 0], [1, 1, 2], [1, 3, 0]]
    kernel = [[4, 1, 1], [0, 3, 3], [2, 1, 2]]
    assert conv2d(patch, kernel).tolist() == [[14.0]]  # flipped it would be 10


def test_it_computes_the_lessons_edge():
    kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    out = conv2d(np.eye(7), kernel)
    assert out.shape == (5, 5)
    assert out[0].tolist() == [0.0, 2.0, 1.0, 0.0, 0.0]
    assert np.array_equal(out, -out.T)


def test_a_corner_sees_zeros_beyond_the_border():
    assert conv2d(np.ones((4, 4)), np.ones((3, 3)), padding=1).tolist() == [
        [4, 6, 6, 4],
        [6, 9, 9, 6],
        [6, 9, 9, 6],
        [4, 6, 6, 4],
    ]


SIZES = [(1, 1), (5, 7), (8, 6)]
KERNELS = [(1, 1), (3, 3), (2, 3), (4, 1)]
PAIRS = [((1, 1), (0, 0), (1, 1)), ((2, 1), (1, 0), (1, 2)), ((1, 3), (2, 3), (2, 1))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("stride", "padding", "dilation"), PAIRS)
@pytest.mark.parametrize("groups", [1, 2])
def test_it_agrees_with_seven_loops(rng, size, kernel, stride, padding, dilation, groups):
    x = rng.normal(size=(2, 4, *size))
    weight = rng.normal(size=(6, 4 // groups, *kernel))
    bias = rng.normal(size=6)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    if not all(reference.starts_that_fit(*axis) for axis in axes):
        with pytest.raises(ShapeError, match="> padded input"):
            conv2d_nchw(x, weight, bias, **options)
        return
    expected = reference.conv_nchw(x, weight, bias, stride, padding, dilation, groups)
    got = conv2d_nchw(x, weight, bias, **options)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("size", [(5, 5), (7, 4), (16, 31)])
@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (2, 4), (4, 3)])
def test_it_agrees_with_scipy(rng, size, kernel):
    image, taps = rng.normal(size=size), rng.normal(size=kernel)
    valid = correlate2d(image, taps, mode="valid")
    np.testing.assert_allclose(conv2d(image, taps), valid, rtol=0, atol=1e-12)
    np.testing.assert_allclose(conv2d(image, taps, stride=2), valid[::2, ::2], rtol=0, atol=1e-12)
    full = correlate2d(image, taps, mode="full")
    padding = (kernel[0] - 1, kernel[1] - 1)
    np.testing.assert_allclose(conv2d(image, taps, padding=padding), full, rtol=0, atol=1e-12)


def test_large_inputs_are_computed_in_blocks(rng, monkeypatch):
    x, weight = rng.normal(size=(3, 4, 23, 19)), rng.normal(size=(5, 4, 3, 4))
    whole = conv2d_nchw(x, weight, stride=(2, 1), padding=1)
    for block in (1, 48 * 3, 48 * 3 * 7, 48 * 3 * 20 * 3):
        monkeypatch.setattr("questions.solver.conv._BLOCK", block)
        got = conv2d_nchw(x, weight, stride=(2, 1), padding=1)
        np.testing.assert_allclose(got, whole, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.float16, np.float32, bool])
def test_every_type_is_promoted_first(dtype):
    image = np.array([[255, 254, 253], [1, 0, 200]]).astype(dtype)
    kernel = np.array([[0.5, -2.0]])
    got = conv2d(image, kernel)
    assert got.dtype == np.float64
    assert got.tolist() == conv2d(image.astype(np.float64), kernel).tolist()


def test_uint8_does_not_wrap_around():
    image = np.full((3, 3), 255, dtype=np.uint8)
    assert conv2d(image, np.full((3, 3), 255, dtype=np.uint8)).tolist() == [[9 * 255.0 * 255.0]]


def layouts(array):
    """Return the same values in other memory layouts."""
    twice = np.repeat(np.repeat(array, 2, axis=-1), 2, axis=-2)
    return {
        "fortran": np.asfortranarray(array),
        "negative": array[..., ::-1, ::-1].copy()[..., ::-1, ::-1],
        "every second": twice[..., ::2, ::2],
        "transposed": array.swapaxes(-1, -2).copy().swapaxes(-1, -2),
        "big-endian": array.astype(">f8"),
        "list": array.tolist(),
    }


def test_the_memory_layout_does_not_matter(rng):
    x, weight = rng.normal(size=(2, 3, 6, 7)), rng.normal(size=(4, 3, 2, 3))
    expected = conv2d_nchw(x, weight, padding=1, stride=2)
    for (name, other_x), other_weight in zip(
        layouts(x).items(), layouts(weight).values(), strict=True
    ):
        got = conv2d_nchw(other_x, other_weight, padding=1, stride=2)
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("kernel", [[[1.0]], [[1.0, 2.0], [3.0, 4.0]]])
@pytest.mark.parametrize("padding", [0, 1])
def test_nothing_is_changed_or_shared(rng, kernel, padding):
    image, taps = rng.normal(size=(4, 5)), np.array(kernel)
    before = image.copy(), taps.copy()
    image.flags.writeable = taps.flags.writeable = False
    out = conv2d(image, taps, padding=padding)
    assert not np.shares_memory(out, image)
    assert not np.shares_memory(out, taps)
    assert out.flags.writeable
    out[:] = -1
    assert np.array_equal(image, before[0])
    assert np.array_equal(taps, before[1])


def test_an_empty_batch_gives_an_empty_batch():
    assert conv2d_nchw(np.ones((0, 2, 5, 5)), np.ones((3, 2, 3, 3))).shape == (0, 3, 3, 3)


def test_nan_and_infinity_reach_only_the_windows_that_see_them():
    image = np.ones((1, 5))
    image[0, 2] = np.nan
    assert np.isnan(conv2d(image, [[1.0, 1.0]])).tolist() == [[False, True, True, False]]
    image[0, 2] = np.inf
    assert np.isnan(conv2d(image, [[1.0, 0.0]])).tolist() == [[False, True, False, False]]


SMALL_INTS = st.integers(-50, 50)
SHAPES = st.tuples(st.integers(3, 7), st.integers(3, 7))
TAPS = st.tuples(st.integers(1, 3), st.integers(1, 3))


def integers(shape):
    return hnp.arrays(np.int64, shape, elements=SMALL_INTS)


@given(st.data(), SHAPES, TAPS, SMALL_INTS, SMALL_INTS)
def test_it_is_linear_in_both_arguments(data, size, taps, a, b):
    f, g = data.draw(integers(size)), data.draw(integers(size))
    k, m = data.draw(integers(taps)), data.draw(integers(taps))
    assert np.array_equal(conv2d(a * f + b * g, k), a * conv2d(f, k) + b * conv2d(g, k))
    assert np.array_equal(conv2d(f, a * k + b * m), a * conv2d(f, k) + b * conv2d(f, m))


@given(st.data(), SHAPES, TAPS)
def test_shifting_the_input_shifts_the_output(data, size, taps):
    image, kernel = data.draw(integers(size)), data.draw(integers(taps))
    shifted = np.zeros((size[0] + 2, size[1] + 1), dtype=np.int64)
    shifted[2:, 1:] = image
    assert np.array_equal(conv2d(shifted, kernel)[2:, 1:], conv2d(image, kernel))


@given(st.data(), SHAPES, st.integers(0, 2), st.integers(0, 2))
def test_a_delta_kernel_picks_one_neighbour(data, size, row, column):
    image = data.draw(integers(size))
    delta = np.zeros((3, 3))
    delta[row, column] = 1
    around = np.pad(image, 1)
    expected = around[row : row + size[0], column : column + size[1]]
    assert np.array_equal(conv2d(image, delta, padding=1), expected)


@given(st.data(), SHAPES, TAPS)
def test_groups_are_separate_convolutions(data, size, taps):
    x = data.draw(integers((2, 4, *size)))
    weight = data.draw(integers((6, 2, *taps)))
    first = conv2d_nchw(x[:, :2], weight[:3])
    second = conv2d_nchw(x[:, 2:], weight[3:])
    expected = np.concatenate([first, second], axis=1)
    assert np.array_equal(conv2d_nchw(x, weight, groups=2), expected)


@given(st.data(), SHAPES, TAPS)
def test_channels_add_up_and_the_bias_is_added_once(data, size, taps):
    x, weight = data.draw(integers((1, 3, *size))), data.draw(integers((2, 3, *taps)))
    maps = conv2d_nchw(x, weight, [0, 1])[0]
    for f in range(2):
        by_hand = f + sum(conv2d(x[0, c], weight[f, c]) for c in range(3))
        assert np.array_equal(maps[f], by_hand)


@given(st.data(), SHAPES, TAPS, st.integers(1, 3), st.integers(0, 2))
def test_the_shape_follows_the_law(data, size, taps, stride, padding):
    image, kernel = data.draw(integers(size)), data.draw(integers(taps))
    out = conv2d(image, kernel, stride=stride, padding=padding)
    assert out.shape == conv_output_size(size, taps, stride=stride, padding=padding)


@given(st.data(), SHAPES, st.integers(1, 3))
def test_dilation_is_a_kernel_with_zeros_between(data, size, dilation):
    image, kernel = data.draw(integers(size)), data.draw(integers((2, 2)))
    spread = np.zeros((dilation + 1, dilation + 1))
    spread[::dilation, ::dilation] = kernel
    got = conv2d(image, kernel, dilation=dilation, padding=3)
    assert np.array_equal(got, conv2d(image, spread, padding=3))


ONES = np.ones((1, 2, 5, 5))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((np.ones(5), np.ones((2, 2))), {}, "image: expected 2 axes"),
        ((np.ones((5, 5)), np.ones((2, 2, 1))), {}, "kernel: expected 2 axes"),
        ((np.ones((5, 5)), np.ones((0, 2))), {}, "kernel: expected at least one value"),
        ((np.ones((0, 5)), np.ones((1, 1))), {}, "image: expected at least one value"),
        ((np.ones((2, 5)), np.ones((3, 3))), {}, "height: dilated kernel 3 > padded input 2"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"dilation": 3}, "dilated kernel 7 > padded input 5"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"stride": 0}, "stride: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"stride": 1.5}, "stride: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"stride": (1, 0)}, "stride: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"stride": np.array([1, 2])}, "stride: expected one"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"padding": -1}, "padding: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"padding": float("nan")}, "padding: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"padding": "same"}, "padding: expected"),
        ((np.ones((5, 5)), np.ones((3, 3))), {"padding": 10**9}, "output: expected at most"),
        ((np.ones((5, 5)), np.ones((1, 1))), {"padding": 10**40}, "padding: expected at most"),
        (([[1, 2], [3]], [[1]]), {}, "image: expected an array, got rows"),
        ((np.ones((5, 5), dtype=complex), [[1]]), {}, "image: expected an array of real numbers"),
        ((np.array([["a"]]), [[1]]), {}, "image: expected an array of real numbers"),
        ((None, [[1]]), {}, "image: expected an array of real numbers"),
    ],
)
def test_conv2d_refuses_what_cannot_be(arguments, options, message):
    with pytest.raises(ShapeError, match=message):
        conv2d(*arguments, **options)


@pytest.mark.parametrize(
    ("weight", "bias", "groups", "message"),
    [
        (np.ones((2, 1, 3, 3)), None, 1, "weight: expected 2 input channels .* got 1"),
        (np.ones((2, 2, 3, 3)), None, 2, "weight: expected 1 input channels .* got 2"),
        (np.ones((3, 1, 3, 3)), None, 2, "groups: expected a divisor of both channel counts"),
        (np.ones((3, 1, 3, 3)), None, 3, "groups: expected a divisor of both channel counts"),
        (np.ones((2, 2, 3, 3)), None, 0, "groups: expected a whole number >= 1"),
        (np.ones((2, 2, 3, 3)), None, 1.5, "groups: expected a whole number"),
        (np.ones((2, 2, 3, 3)), [1.0], 1, "bias: expected 2 values, got 1"),
        (np.ones((2, 2, 3, 3)), [[1.0, 2.0]], 1, "bias: expected 1 axes"),
        (np.ones((2, 2, 6, 3)), None, 1, "height: dilated kernel 6 > padded input 5"),
        (np.ones((2, 2, 3)), None, 1, "weight: expected 4 axes"),
    ],
)
def test_conv2d_nchw_refuses_what_cannot_be(weight, bias, groups, message):
    with pytest.raises(ShapeError, match=message):
        conv2d_nchw(ONES, weight, bias, groups=groups)


def test_it_refuses_outputs_that_could_not_be_allocated():
    with pytest.raises(ShapeError, match="padded input: expected at most"):
        conv2d(np.ones((5, 5)), np.ones((3, 3)), padding=10**5, stride=100)
    image = np.broadcast_to(0.0, (1, 1, 5000, 5000))
    with pytest.raises(ShapeError, match="output: expected at most"):
        conv2d_nchw(image, np.ones((64, 1, 1, 1)))


def test_images_without_channels_are_refused():
    for axis in (1, 2, 3):
        shape = [1, 1, 5, 5]
        shape[axis] = 0
        with pytest.raises(ShapeError, match="x: expected at least one value"):
            conv2d_nchw(np.ones(shape), np.ones((1, 1, 1, 1)))


def test_every_option_may_be_a_pair(rng):
    image, kernel = rng.normal(size=(9, 11)), rng.normal(size=(2, 3))
    for stride, padding, dilation in itertools.product((1, 2), (0, 1), (1, 2)):
        one = conv2d(image, kernel, stride=stride, padding=padding, dilation=dilation)
        two = conv2d(
            image,
            kernel,
            stride=(stride, stride),
            padding=(padding, padding),
            dilation=(dilation, dilation),
        )
        assert np.array_equal(one, two)
