"""Parameters and multiply-adds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import (
    ShapeError,
    conv2d_nchw,
    conv_multiply_adds,
    conv_parameters,
    dense_parameters,
)


def test_it_knows_the_worked_dense_layers():
    assert dense_parameters(128 * 128 * 3, 256, bias=False) == 12_582_912
    assert dense_parameters(224 * 224 * 3, 1000, bias=False) == 150_528_000
    assert dense_parameters(3, 2) == 8


@pytest.mark.parametrize(
    ("kernel", "inputs", "outputs", "options", "expected"),
    [
        (11, 3, 96, {"bias": False}, 34_848),
        (11, 3, 96, {}, 34_848 + 96),
        (5, 3, 100, {}, 7_600),
        (5, 3, 100, {"bias": False}, 7_500),
        (5, 3, 64, {"bias": False}, 4_800),
        (3, 1, 128, {}, 1_280),
        (3, 1, 32, {}, 320),
        (5, 96, 256, {"groups": 2}, 307_456),
        (5, 96, 256, {}, 614_656),
        (3, 512, 512, {"groups": 512, "bias": False}, 4_608),
        ((3, 5), 2, 4, {"bias": False}, 120),
    ],
)
def test_it_knows_the_worked_conv_layers(kernel, inputs, outputs, options, expected):
    got = conv_parameters(kernel, inputs, outputs, **options)
    assert got == expected
    assert type(got) is int


def test_it_knows_alexnet_without_sharing():
    assert conv_multiply_adds(227, 11, 3, 96, stride=4) == 105_415_200
    assert conv_multiply_adds((227, 227), (11, 11), 3, 96, stride=(4, 4)) == 105_415_200


@given(
    st.tuples(st.integers(4, 8), st.integers(4, 8)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(0, 2),
)
def test_a_layer_of_ones_computes_its_own_multiply_adds(size, kernel, groups, c, f, padding):
    n_in, n_out = groups * c, groups * f
    x = np.ones((1, n_in, size[0] + 2 * padding, size[1] + 2 * padding))
    out = conv2d_nchw(x, np.ones((n_out, c, *kernel)), groups=groups)
    options = {"padding": padding, "groups": groups}
    assert conv_multiply_adds(size, kernel, n_in, n_out, **options) == out.sum()


def test_columns_give_what_the_rows_give():
    grid = [(n, k, c, f) for n in (7, 12) for k in (1, 3) for c in (1, 4) for f in (2, 6)]
    size, kernel, inputs, outputs = (np.array(column) for column in zip(*grid, strict=True))
    for bias in (False, True):
        assert conv_parameters(kernel, inputs, outputs, bias=bias).tolist() == [
            conv_parameters(k, c, f, bias=bias) for _, k, c, f in grid
        ]
        assert dense_parameters(inputs, outputs, bias=bias).tolist() == [
            dense_parameters(c, f, bias=bias) for _, _, c, f in grid
        ]
    assert conv_multiply_adds(size, kernel, inputs, outputs, stride=2).tolist() == [
        conv_multiply_adds(n, k, c, f, stride=2) for n, k, c, f in grid
    ]


def test_bias_may_be_a_column():
    assert conv_parameters(3, 1, 2, bias=np.array([True, False])).tolist() == [20, 18]
    assert dense_parameters(3, 2, bias=np.array([0, 1])).tolist() == [6, 8]


@pytest.mark.parametrize(("inputs", "outputs"), [(3, 4), (4, 3), (np.array([4, 3]), 4)])
def test_it_refuses_groups_that_do_not_divide_the_channels(inputs, outputs):
    with pytest.raises(ShapeError, match=r"divisor of both channel counts, got 2 \(in_channels="):
        conv_parameters(3, inputs, outputs, groups=2)


@pytest.mark.parametrize("bad", [0, -3, 2.5, float("nan"), "4", None, True, 10**40])
def test_it_refuses_what_is_no_count(bad):
    with pytest.raises(ShapeError, match="inputs"):
        dense_parameters(bad, 4)
    with pytest.raises(ShapeError, match="units"):
        dense_parameters(4, bad)
    with pytest.raises(ShapeError, match="out_channels"):
        conv_parameters(3, 1, bad)
    with pytest.raises(ShapeError, match="size"):
        conv_multiply_adds(bad, 1, 1, 1)


@pytest.mark.parametrize("bad", [2, 0.5, "yes", None])
def test_bias_takes_yes_or_no(bad):
    with pytest.raises(ShapeError, match="bias"):
        dense_parameters(4, 4, bias=bad)


def test_it_refuses_counts_that_int64_could_not_hold():
    largest = 2**31 - 1
    with pytest.raises(ShapeError, match=r"at most 2\*\*61"):
        dense_parameters(np.array([1, largest]), np.array([1, largest]))
    with pytest.raises(ShapeError, match=r"at most 2\*\*61"):
        conv_multiply_adds(largest, 1, 1, 1)


def test_the_multiply_adds_need_a_kernel_that_fits():
    with pytest.raises(ShapeError, match="dilated kernel 5 > padded input 4"):
        conv_multiply_adds(4, 5, 1, 1)
