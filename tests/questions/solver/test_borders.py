"""Padding of TensorFlow's mode SAME, and the zeros round an image, counted on arrays."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import ShapeError, padding_zeros, tensorflow_same_padding
from tests.questions.solver import reference


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "total"),
    [
        (224, 7, 2, 5),  # ResNet's first layer in TensorFlow: 2 before, 3 after
        (6, 3, 2, 1),
        (7, 3, 2, 2),
        (13, 6, 5, 3),  # the example of TensorFlow's own documentation
        (32, 8, 2, 6),
        (10, 1, 3, 0),
        (7, 3, 1, 2),
    ],
)
def test_it_knows_the_documented_cases(size, kernel, stride, total):
    assert tensorflow_same_padding(size, kernel, stride=stride) == total


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 5), st.integers(1, 3))
def test_it_is_the_least_padding_that_gives_the_size(size, kernel, stride, dilation):
    wanted = len(range(0, size, stride))
    total = 0
    # Zeros behind the input make a longer input; reference.starts_that_fit counts the positions.
    while len(reference.starts_that_fit(size + total, kernel, stride, 0, dilation)) < wanted:
        total += 1
    assert tensorflow_same_padding(size, kernel, stride=stride, dilation=dilation) == total


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 6))
def test_the_zeros_are_those_of_a_padded_array_of_ones(height, width, padding):
    padded = np.pad(np.ones((height, width)), padding)
    assert padding_zeros(height, width, padding=padding) == int((padded == 0).sum())


def test_columns_give_what_their_rows_give():
    rows = list(itertools.product((5, 6, 7), (2, 3, 4), (1, 2, 3)))
    sizes, kernels, strides = (np.array(column) for column in zip(*rows, strict=True))
    same = tensorflow_same_padding(sizes, kernels, stride=strides)
    assert same.tolist() == [tensorflow_same_padding(n, k, stride=s) for n, k, s in rows]
    zeros = padding_zeros(sizes, kernels, padding=strides)
    assert zeros.tolist() == [padding_zeros(n, k, padding=s) for n, k, s in rows]


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: tensorflow_same_padding(0, 3), "size"),
        (lambda: tensorflow_same_padding(5, 3, stride=0), "stride"),
        (lambda: padding_zeros(5, 0, padding=1), "width"),
        (lambda: padding_zeros(5, 5, padding=-1), "padding"),
        (lambda: padding_zeros(2**31 - 1, 2**31 - 1, padding=1), "padded image"),
    ],
)
def test_impossible_parameters_are_named(call, what):
    with pytest.raises(ShapeError, match=what):
        call()
