"""Parameters of depthwise separable layers, against weights that are laid out and counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import ShapeError, conv2d_nchw, depthwise_separable_parameters


def count_arrays(kernel, inputs, outputs, *, bias):
    """Return the size of the arrays that a layer would hold, after running it once."""
    depthwise = np.ones((inputs, 1, *kernel))
    pointwise = np.ones((outputs, inputs, 1, 1))
    x = np.ones((1, inputs, *kernel))
    out = conv2d_nchw(conv2d_nchw(x, depthwise, groups=inputs), pointwise)
    assert out.shape == (1, outputs, 1, 1)
    biases = [np.zeros(inputs), np.zeros(outputs)] if bias else []
    return sum(array.size for array in (depthwise, pointwise, *biases))


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.integers(1, 6),
    st.integers(1, 6),
    st.booleans(),
)
def test_it_counts_the_arrays_of_the_two_layers(kernel, inputs, outputs, bias):
    found = depthwise_separable_parameters(kernel, inputs, outputs, bias=bias)
    assert found == count_arrays(kernel, inputs, outputs, bias=bias)


def test_it_knows_mobilenets_layer_of_512_channels():
    assert depthwise_separable_parameters(3, 512, 512, bias=False) == 4_608 + 262_144
    assert depthwise_separable_parameters(3, 512, 512) == 266_752 + 1_024


def test_columns_give_what_the_rows_give():
    kernel, inputs, outputs = np.array([1, 3, 5]), np.array([2, 3, 4]), np.array([7, 8, 9])
    rows = [
        depthwise_separable_parameters(k, c, f) for k, c, f in [(1, 2, 7), (3, 3, 8), (5, 4, 9)]
    ]
    assert depthwise_separable_parameters(kernel, inputs, outputs).tolist() == rows
    flags = np.array([True, False, True])
    assert depthwise_separable_parameters(3, 2, 4, bias=flags).tolist() == [32, 26, 32]


@pytest.mark.parametrize("bad", [0, -1, 2.5, "4", None])
def test_it_refuses_what_is_no_count(bad):
    with pytest.raises(ShapeError):
        depthwise_separable_parameters(3, bad, 4)
    with pytest.raises(ShapeError):
        depthwise_separable_parameters(bad, 3, 4)
    with pytest.raises(ShapeError):
        depthwise_separable_parameters(3, 4, bad)
