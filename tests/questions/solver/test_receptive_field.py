"""Receptive fields of stacks."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.solver import (
    Layer,
    ReceptiveField,
    ShapeError,
    receptive_field,
    stack_receptive_field,
    strided_receptive_field,
)
from tests.questions.solver import reference


@pytest.mark.parametrize(
    ("layers", "size"),
    [
        ([(3,)], 3),
        ([(3,)] * 2, 5),
        ([(3,)] * 3, 7),
        ([(5, 1, 0, 1), (2, 2, 0, 1), (5, 1, 0, 1)], 14),  # RMIT COSC2779, tutorial 5
        ([(5, 1, 0, 2), (2, 2, 0, 1), (5, 1, 0, 1)], 18),  # the same with dilation 2
        ([(3, 2), (3, 2)], 7),
        ([(3, 1, 1), (3, 1, 1), (2, 2)], 6),  # a VGG block
        ([], 1),
    ],
)
def test_it_knows_the_worked_cases(layers, size):
    assert receptive_field(layers).size == size


def test_it_knows_resnet_50():
    stem: list[tuple[int, ...]] = [(7, 2, 3), (3, 2, 1)]
    blocks: list[tuple[int, ...]] = []
    for stage, n_blocks in enumerate((3, 4, 6, 3)):
        for block in range(n_blocks):
            # torchvision puts the stride on the 3x3, which gives 427 instead of 483
            stride = 2 if stage and block == 0 else 1
            blocks += [(1,), (3, stride, 1), (1,)]
    assert receptive_field(stem + blocks).size == 427
    assert receptive_field(stem + blocks).jump == 32


LAYERS = st.lists(
    st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3)),
    max_size=6,
)


@given(LAYERS)
def test_it_sees_what_a_walk_back_through_the_layers_sees(layers):
    got = receptive_field(layers)
    assert (got.size, got.jump, got.padding) == reference.receptive_field(layers)


@given(LAYERS, LAYERS)
def test_a_pair_is_two_separate_axes(rows, columns):
    depth = min(len(rows), len(columns))
    layers = [tuple(zip(r, c, strict=True)) for r, c in zip(rows, columns, strict=False)]
    height, width = receptive_field(rows[:depth]), receptive_field(columns[:depth])
    if depth:
        assert receptive_field(layers) == ReceptiveField(
            (height.size, width.size), (height.jump, width.jump), (height.padding, width.padding)
        )


def test_layers_have_names_and_defaults():
    assert receptive_field([Layer(3, dilation=2), Layer(kernel=2, stride=2)]).size == 6


def test_stacks_of_equal_layers_follow_the_lesson():
    for layers, kernel in itertools.product(range(5), range(1, 8)):
        assert stack_receptive_field(layers, kernel) == receptive_field([(kernel,)] * layers).size
    column = stack_receptive_field(np.array([1, 2, 3]), np.array([3, 5, 7]))
    assert column.tolist() == [3, 9, 19]


def test_strided_stacks_may_be_columns():
    grid = list(itertools.product((1, 3, 5), (1, 2), (1, 2), (1, 3), (3, 7), (1, 2)))
    columns = [np.array(column) for column in zip(*grid, strict=True)]
    assert strided_receptive_field(*columns).tolist() == [
        receptive_field([row[0:2], row[2:4], row[4:6]]).size for row in grid
    ]
    assert strided_receptive_field(5, 1, 2, 2, 5, 1, dilation1=2) == 18


def test_layers_may_hold_columns():
    got = receptive_field([(np.array([3, 5]), 2), (3, np.array([1, 2]), 1)])
    assert got.size.tolist() == [7, 9]
    assert got.jump.tolist() == [2, 4]
    assert got.padding == 2


@pytest.mark.parametrize("layer", [(), (3, 1, 0, 1, 1), 3, None, "3", {"kernel": 3}])
def test_it_refuses_what_is_no_layer(layer):
    with pytest.raises(ShapeError, match="layer 2: expected"):
        receptive_field([(3,), layer])


@pytest.mark.parametrize(
    ("layer", "what"),
    [
        ((0,), "layer 1: kernel"),
        ((3, 0), "layer 1: stride"),
        ((3, 1, -1), "layer 1: padding"),
        ((3, 1, 0, 0), "layer 1: dilation"),
        ((2.5,), "layer 1: kernel"),
        ((float("nan"),), "layer 1: kernel"),
        (("three",), "layer 1: kernel"),
        (((1, 2, 3),), "pair"),
    ],
)
def test_it_refuses_what_is_no_parameter(layer, what):
    with pytest.raises(ShapeError, match=what):
        receptive_field([layer])


def test_it_refuses_what_is_no_stack():
    with pytest.raises(ShapeError, match="layers: expected a sequence"):
        receptive_field(3)  # type: ignore[arg-type]


def test_it_refuses_fields_that_int64_could_not_hold():
    with pytest.raises(ShapeError, match="layer 2: jump"):
        receptive_field([(3, 2**31 - 1)] * 9)
    with pytest.raises(ShapeError, match="receptive field"):
        receptive_field([(2, 2**30), (2, 2**30), (2**31 - 1, 1)])
    with pytest.raises(ShapeError, match="layers"):
        stack_receptive_field(2**40, 3)


@pytest.mark.parametrize("bad", [-1, 2.5, None, "3"])
def test_a_number_of_layers_is_a_count(bad):
    with pytest.raises(ShapeError, match="layers"):
        stack_receptive_field(bad, 3)


def test_a_strided_stack_names_the_bad_parameter():
    with pytest.raises(ShapeError, match="stride2"):
        strided_receptive_field(3, 1, 3, 0)
