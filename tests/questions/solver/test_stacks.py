"""Stacks of equal layers, against layers put one after another and counted."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import (
    ShapeError,
    doubling_layers_to_reach,
    doubling_receptive_field,
    layers_that_fit,
    layers_to_reach,
    poolings_to_reach,
    stack_output_size,
)
from tests.questions.solver import reference

SIZES = st.integers(1, 200)
KERNELS = st.integers(2, 9)


@given(SIZES, st.integers(0, 12), st.integers(1, 9), st.integers(0, 4))
def test_a_stack_gives_what_its_layers_give_one_after_another(size, layers, kernel, padding):
    left = size
    for _ in range(layers):
        left = len(reference.starts_that_fit(left, kernel, 1, padding, 1)) if left else 0
    if left:
        assert stack_output_size(size, layers, kernel, padding=padding) == left
    else:
        with pytest.raises(ShapeError, match=f"{layers} layers take away"):
            stack_output_size(size, layers, kernel, padding=padding)


@given(SIZES, KERNELS)
def test_so_many_layers_fit_and_no_more(size, kernel):
    count, left = 0, size
    while starts := reference.starts_that_fit(left, kernel, 1, 0, 1):
        count, left = count + 1, len(starts)
    assert layers_that_fit(size, kernel) == count


@given(st.integers(1, 3000), st.integers(1, 40), st.integers(2, 5))
def test_so_many_poolings_come_down_to_the_size_and_no_fewer(size, target, kernel):
    count, left = 0, size
    while left > target:
        count, left = count + 1, len(reference.starts_that_fit(left, kernel, kernel, 0, 1))
    if left:
        assert poolings_to_reach(size, target, kernel=kernel) == count
    else:
        with pytest.raises(ShapeError, match="smaller than the window"):
            poolings_to_reach(size, target, kernel=kernel)


@given(st.integers(1, 120), KERNELS)
def test_so_many_layers_reach_the_field_and_no_fewer(field, kernel):
    stack: list[tuple[int, int, int, int]] = []
    while reference.receptive_field(stack)[0] < field:
        stack.append((kernel, 1, 0, 1))
    assert layers_to_reach(field, kernel) == len(stack)


@given(st.integers(0, 8), st.integers(1, 9))
def test_a_doubling_stack_sees_what_a_walk_back_sees(layers, kernel):
    stack = [(kernel, 1, 0, 2**number) for number in range(layers)]
    assert doubling_receptive_field(layers, kernel) == reference.receptive_field(stack)[0]


@given(st.integers(1, 5000), KERNELS)
def test_so_many_doubling_layers_reach_the_field_and_no_fewer(field, kernel):
    stack: list[tuple[int, int, int, int]] = []
    while reference.receptive_field(stack)[0] < field:
        stack.append((kernel, 1, 0, 2 ** len(stack)))
    assert doubling_layers_to_reach(field, kernel) == len(stack)


@pytest.mark.parametrize(
    ("function", "grid", "options"),
    [
        (stack_output_size, ((40, 41, 57), (1, 2, 5), (2, 3, 7)), {"padding": 1}),
        (layers_that_fit, (range(1, 40), (2, 3, 4)), {}),
        (poolings_to_reach, (range(30, 90), (2, 3, 7)), {"kernel": 2}),
        (layers_to_reach, (range(1, 40), (2, 3, 4)), {}),
        (doubling_receptive_field, (range(9), (2, 3, 5)), {}),
        (doubling_layers_to_reach, (range(1, 70), (2, 3, 5)), {}),
    ],
)
def test_a_column_gives_what_its_rows_give(function, grid, options):
    rows = list(itertools.product(*grid))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    one_by_one = [function(*row, **options) for row in rows]
    assert function(*columns, **options).tolist() == one_by_one
    assert all(type(value) is int for value in one_by_one)


def test_the_lessons_three_layers_and_vggs_five_poolings_come_out():
    assert stack_output_size(7, 1, 3) == 5
    assert stack_output_size(7, 1, 3, padding=1) == 7
    assert layers_to_reach(7, 3) == 3
    assert poolings_to_reach(224, 7) == 5
    assert doubling_receptive_field(10, 2) == 1024  # a WaveNet stack


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: layers_that_fit(7, 1), "kernel"),
        (lambda: layers_to_reach(0, 3), "field"),
        (lambda: poolings_to_reach(7, 0), "target"),
        (lambda: stack_output_size(7, -1, 3), "layers"),
        (lambda: doubling_receptive_field(31, 3), "31 layers of doubling dilation"),
        (lambda: doubling_layers_to_reach(2**30 + 1, 3), "receptive field"),
        (lambda: poolings_to_reach(np.array([9, 9]), np.array([1, 1, 1])), "columns"),
    ],
)
def test_impossible_parameters_are_named(call, what):
    with pytest.raises(ShapeError, match=what):
        call()
