"""Misconceptions about code: each is wrong, alone in its way, and what such a program returns."""

import itertools

import numpy as np
import pytest
from scipy.signal import convolve2d

from questions.misconceptions import get_misconception, misconceptions_of
from questions.solver import conv2d

BUGS = misconceptions_of("conv2d")
SHAPES = [
    # image, kernel, stride, padding
    ((6, 6), (3, 3), 1, 0),
    ((8, 8), (3, 3), 2, 0),
    ((5, 9), (3, 3), 1, 1),
    ((9, 5), (3, 3), 2, 1),
    ((6, 7), (2, 2), 3, 2),
    ((7, 8), (4, 4), 2, 2),
    ((5, 5), (5, 5), 1, 0),
    ((4, 6), (1, 1), 1, 0),
    ((3, 3), (2, 2), 1, 3),
    ((7, 9), (2, 3), 1, 0),
    ((8, 7), (4, 1), 2, 1),
    ((1, 1), (1, 1), 1, 0),
    ((2, 2), (6, 6), 1, 2),
]


def draw(shape, kernel, seed=0):
    rng = np.random.default_rng([seed, *shape, *kernel])
    return rng.normal(size=shape), rng.normal(size=kernel)


def output(bug, image, kernel, stride, padding):
    """Return what the bug gives, or the name of the exception that such a program would raise."""
    try:
        return bug.function(image, kernel, stride, padding)
    except (ValueError, IndexError, ArithmeticError) as error:
        return type(error).__name__


def is_same(left, right):
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str)
    return left.shape == right.shape and np.allclose(left, right, rtol=0, atol=1e-9)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_it_returns_numbers_or_raises_for_every_legal_call(bug):
    n_returned = n_differing = 0
    for (shape, sides, stride, padding), seed in itertools.product(SHAPES, range(3)):
        image, kernel = draw(shape, sides, seed)
        image.flags.writeable = kernel.flags.writeable = False
        got = output(bug, image, kernel, stride, padding)
        if isinstance(got, str):
            continue
        n_returned += 1
        assert got.ndim == 2
        assert got.dtype == np.float64
        n_differing += not is_same(got, conv2d(image, kernel, stride=stride, padding=padding))
    assert n_returned >= 20
    assert n_differing or bug.id in {"output-like-the-image", "square-kernel-assumed"}


def test_they_are_at_least_forty_and_no_two_agree_everywhere():
    assert len(BUGS) >= 40
    calls = []
    for shape, sides, stride, padding in SHAPES:
        image, kernel = draw(shape, sides)
        calls.append((image, kernel, stride, padding))
        calls.append((np.round(image * 100).astype(np.uint8), kernel, stride, padding))
    outputs = {bug.id: [output(bug, *call) for call in calls] for bug in BUGS}
    for one, other in itertools.combinations(outputs, 2):
        pairs = zip(outputs[one], outputs[other], strict=True)
        assert not all(is_same(left, right) for left, right in pairs), (one, other)


def test_defaults_are_stride_1_and_padding_0():
    image, kernel = draw((6, 7), (3, 3))
    for bug in BUGS:
        given, default = bug.function(image, kernel, 1, 0), bug.function(image, kernel)
        assert np.array_equal(given, default), bug.id


@pytest.mark.parametrize("bug", [b for b in BUGS if b.id.startswith("stride")], ids=lambda b: b.id)
def test_bugs_of_the_stride_do_not_show_at_stride_1(bug):
    if bug.id == "stride-is-kernel-size":
        return
    image, kernel = draw((6, 7), (3, 3))
    assert is_same(bug.function(image, kernel, 1, 1), conv2d(image, kernel, padding=1))


@pytest.mark.parametrize("bug", [b for b in BUGS if "padding" in b.id], ids=lambda b: b.id)
def test_bugs_of_the_padding_do_not_show_without_padding(bug):
    if bug.id == "always-same-padding":
        return
    image, kernel = draw((6, 7), (3, 3))
    assert is_same(bug.function(image, kernel, 2), conv2d(image, kernel, stride=2))


def test_a_flipped_kernel_is_the_convolution_of_mathematics():
    image, kernel = draw((6, 7), (2, 3))
    flipped = get_misconception("kernel-flipped").function
    assert is_same(flipped(image, kernel), convolve2d(image, kernel, mode="valid"))
    patch = np.array([[0, 0, 0], [1, 1, 2], [1, 3, 0]])
    assert flipped(patch, np.array([[4, 1, 1], [0, 3, 3], [2, 1, 2]])).tolist() == [[10.0]]


def test_edge_padding_sees_four_in_the_corner_where_zeros_give_one():
    image = np.array([[1.0, 0.0], [0.0, 0.0]])
    got = get_misconception("edge-padding").function(image, np.ones((3, 3)), 1, 1)
    assert got[0, 0] == 4
    assert conv2d(image, np.ones((3, 3)), padding=1)[0, 0] == 1


def loops(image, kernel, stride=1, padding=0, *, change=None):
    """The lesson's program, with one line changed."""
    rows_before, rows_after, columns_before, columns_after = (
        (padding, 0, padding, 0) if change == "padding-before-only" else (padding,) * 4
    )
    image = np.pad(image, ((rows_before, rows_after), (columns_before, columns_after)))
    kh, kw = kernel.shape
    dtype = {"float32-accumulation": np.float32, "float16-accumulation": np.float16}.get(change)
    if dtype:
        image, kernel = image.astype(dtype), kernel.astype(dtype)
    out_h = (image.shape[0] - kh) // stride + 1
    out_w = (image.shape[1] - kw) // stride + 1
    if change == "output-size-without-plus-one":
        out_h, out_w = out_h - 1, out_w - 1
    out = np.zeros((out_h, out_w), dtype=int if change == "integer-output" else dtype or float)
    if change == "output-like-the-image":
        out = np.zeros((out_h, out_w), dtype=image.dtype)
    total = 0.0
    for i in range(out_h - (change == "last-window-missing")):
        if change == "sum-not-reset-in-a-row":
            total = 0.0
        for j in range(out_w - (change == "last-window-missing")):
            r, c = i * stride, j * stride
            if change in ("stride-in-size-only", "stride-on-columns-only"):
                r = i
            if change in ("stride-in-size-only", "stride-on-rows-only"):
                c = j
            value = np.sum(image[r : r + kh, c : c + kw] * kernel)
            if change in ("sum-not-reset", "sum-not-reset-in-a-row"):
                total += value
                value = total
            out[i, j] = value
            if change == "first-window-only":
                return out
        if change == "first-row-only":
            return out
    return out


@pytest.mark.parametrize(
    "change",
    [
        "padding-before-only",
        "output-size-without-plus-one",
        "integer-output",
        "output-like-the-image",
        "last-window-missing",
        "sum-not-reset",
        "sum-not-reset-in-a-row",
        "stride-in-size-only",
        "stride-on-rows-only",
        "stride-on-columns-only",
        "first-window-only",
        "first-row-only",
        "float32-accumulation",
        "float16-accumulation",
    ],
)
def test_it_returns_what_a_program_with_this_bug_returns(change):
    bug = get_misconception(change)
    for shape, sides, stride, padding in SHAPES:
        image, kernel = draw(shape, sides, seed=1)
        if change == "output-like-the-image":
            image = np.round(image * 20).astype(np.int64)
        try:
            expected = loops(image, kernel, stride, padding, change=change).astype(np.float64)
        except ValueError:
            assert output(bug, image, kernel, stride, padding) == "ValueError"
            continue
        got = bug.function(image, kernel, stride, padding)
        # NumPy may add up float16 in another order here
        tolerance = 1e-2 if change == "float16-accumulation" else 1e-12
        np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance)


def test_the_lessons_program_is_right():
    for shape, sides, stride, padding in SHAPES:
        image, kernel = draw(shape, sides)
        expected = conv2d(image, kernel, stride=stride, padding=padding)
        assert is_same(loops(image, kernel, stride, padding), expected)


def test_an_output_like_the_image_wraps_around():
    got = get_misconception("output-like-the-image").function(
        np.full((3, 3), 200, dtype=np.uint8), np.ones((2, 2))
    )
    assert got.tolist() == [[800 % 256] * 2] * 2


def test_a_square_kernel_is_no_bug_while_kernels_are_square():
    image, kernel = draw((6, 7), (3, 3))
    assumed = get_misconception("square-kernel-assumed").function
    assert is_same(assumed(image, kernel), conv2d(image, kernel))
    with pytest.raises(ValueError, match="broadcast"):
        assumed(image, kernel[:, :2])
    assert assumed(image, kernel[:, :1]).shape == (4, 5)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_stack_gives_what_each_image_gives(bug):
    rng = np.random.default_rng(11)
    for shape, sides, stride, padding in SHAPES:
        images = rng.integers(-9, 10, size=(3, *shape)).astype(np.float64)
        kernels = rng.integers(-2, 3, size=(3, *sides)).astype(np.float64)
        each = [
            output(bug, image, kernel, stride, padding)
            for image, kernel in zip(images, kernels, strict=True)
        ]
        together = output(bug, images, kernels, stride, padding)
        for place, one in enumerate(each):
            if isinstance(one, str):
                assert isinstance(together, str) or not np.isfinite(together[place]).all()
            else:
                assert is_same(together[place], one)
