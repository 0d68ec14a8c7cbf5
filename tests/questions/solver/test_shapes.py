"""Output sizes and same padding."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questions.solver import (
    ShapeError,
    conv_output_size,
    conv_tiles_exactly,
    pool_output_size,
    same_padding,
)
from questions.solver.parameters import describe
from tests.questions.solver.reference import pool_starts, starts_that_fit


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "stride", "dilation", "expected"),
    [
        (13, 5, 2, 2, 1, 7),  # the lesson's worked case
        (7, 3, 0, 1, 1, 5),
        (7, 3, 1, 1, 1, 7),
        (10, 3, 0, 2, 1, 4),  # CS231n: 4.5
        (227, 11, 0, 4, 1, 55),  # AlexNet
        (224, 11, 0, 4, 1, 54),  # AlexNet as printed: 54.25
        (224, 11, 2, 4, 1, 55),
        (28, 5, 0, 1, 1, 24),
        (32, 5, 2, 1, 1, 32),
        (9, 3, 1, 1, 1, 9),
        (5, 3, 2, 1, 1, 7),
        (32, 3, 1, 2, 1, 16),
        (32, 8, 1, 2, 1, 14),
        (5, 3, 0, 1, 2, 1),
        (1, 1, 0, 1, 1, 1),
    ],
)
def test_it_knows_the_worked_cases(size, kernel, padding, stride, dilation, expected):
    got = conv_output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
    assert got == expected
    assert type(got) is int


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "stride", "expected"),
    [(13, 5, 2, 2, True), (10, 3, 0, 2, False), (227, 11, 0, 4, True), (224, 11, 0, 4, False)],
)
def test_it_says_whether_the_filter_tiles_the_input(size, kernel, padding, stride, expected):
    assert conv_tiles_exactly(size, kernel, stride=stride, padding=padding) is expected


def test_it_tiles_a_pair_only_if_both_axes_tile():
    assert conv_tiles_exactly((13, 227), (5, 11), stride=(2, 4), padding=(2, 0)) is True
    assert conv_tiles_exactly((13, 224), (5, 11), stride=(2, 4), padding=(2, 0)) is False


GRID = list(itertools.product(range(1, 10), range(1, 6), range(1, 4), range(3), range(1, 4)))


def test_it_counts_the_positions_on_a_grid():
    for size, kernel, stride, padding, dilation in GRID:
        starts = starts_that_fit(size, kernel, stride, padding, dilation)
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        if starts:
            assert conv_output_size(size, kernel, **options) == len(starts)
            last = starts[-1] + dilation * (kernel - 1) + 1
            assert conv_tiles_exactly(size, kernel, **options) == (last == size + padding)
        else:
            with pytest.raises(ShapeError, match="> padded input"):
                conv_output_size(size, kernel, **options)


def test_it_counts_pooling_windows_on_a_grid():
    n_overhanging = 0
    for (size, kernel, stride, padding, dilation), ceil in itertools.product(GRID, (False, True)):
        if padding > kernel // 2:
            continue
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        starts = pool_starts(size, kernel, stride, padding, dilation, ceil)
        if starts:
            got = pool_output_size(size, kernel, **options, ceil_mode=ceil)
            assert got == len(starts), (size, kernel, options, ceil)
            n_overhanging += starts[-1] + dilation * (kernel - 1) >= size + padding
        else:
            with pytest.raises(ShapeError, match="pooling window"):
                pool_output_size(size, kernel, **options, ceil_mode=ceil)
    assert n_overhanging > 100


@pytest.mark.parametrize(
    ("size", "kernel", "options", "expected"),
    [
        (109, 2, {}, 54),
        (66, 3, {"stride": 3}, 22),
        (55, 3, {"stride": 2}, 27),
        (5, 2, {"stride": 2, "padding": 1, "ceil_mode": True}, 3),  # not ceil(...) + 1 = 4
        (5, 2, {"ceil_mode": True}, 3),
        (2, 3, {"stride": 2, "ceil_mode": True}, 1),  # PyTorch lets the only window hang over
    ],
)
def test_it_knows_the_worked_poolings(size, kernel, options, expected):
    assert pool_output_size(size, kernel, **options) == expected


@pytest.mark.parametrize(
    ("kernel", "dilation", "expected"), [(1, 1, 0), (3, 1, 1), (5, 1, 2), (7, 1, 3), (4, 2, 3)]
)
def test_same_padding_keeps_the_size(kernel, dilation, expected):
    padding = same_padding(kernel, dilation=dilation)
    assert padding == expected
    assert conv_output_size(20, kernel, padding=padding, dilation=dilation) == 20


@pytest.mark.parametrize(("kernel", "dilation"), [(2, 1), (4, 1), (4, 3), ((3, 4), 1)])
def test_an_even_kernel_has_no_same_padding(kernel, dilation):
    with pytest.raises(ShapeError, match="cannot be split evenly"):
        same_padding(kernel, dilation=dilation)


def test_columns_give_what_the_rows_give():
    size, kernel, stride, padding, dilation = (
        np.array(column)
        for column in zip(*(row for row in GRID if starts_that_fit(*row)), strict=True)
    )
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    rows = [
        (conv_output_size(n, k, stride=s, padding=p, dilation=d))
        for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True)
    ]
    column = conv_output_size(size, kernel, **options)
    assert column.dtype == np.int64
    assert column.tolist() == rows
    assert conv_tiles_exactly(size, kernel, **options).dtype == bool


def test_pooling_columns_give_what_the_rows_give():
    rows = [row for row in GRID if starts_that_fit(*row) and row[3] <= row[1] // 2]
    size, kernel, stride, padding, dilation = (np.array(c) for c in zip(*rows, strict=True))
    for ceil in (False, True):
        column = pool_output_size(
            size, kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil
        )
        assert column.tolist() == [
            pool_output_size(n, k, stride=s, padding=p, dilation=d, ceil_mode=ceil)
            for n, k, s, p, d in rows
        ]


def test_small_integer_types_do_not_wrap_around():
    size = np.array([250, 255], dtype=np.uint8)
    assert conv_output_size(size, 3, padding=200).tolist() == [648, 653]


def test_columns_broadcast_and_are_left_alone():
    size = np.array([[8], [9]])
    kernel = np.array([1, 3])
    size.flags.writeable = kernel.flags.writeable = False
    assert conv_output_size(size, kernel).tolist() == [[8, 6], [9, 7]]


def test_whole_floats_count_as_whole_numbers():
    parameters: list[Any] = [7.0, np.float32(3)]
    assert conv_output_size(*parameters) == 5
    assert conv_output_size(np.array([7.0, 8.0]), 3).tolist() == [5, 6]


def test_a_pair_gives_a_pair():
    assert conv_output_size((32, 48), 3, stride=(1, 2)) == (30, 23)
    assert conv_output_size(32, (3, 5)) == (30, 28)
    assert same_padding((3, 5)) == (1, 2)
    assert pool_output_size((8, 9), 2) == (4, 4)
    height, width = conv_output_size((np.array([7, 9]), 8), 3)
    assert (height.tolist(), width) == ([5, 7], 6)


def test_the_first_impossible_row_is_named():
    with pytest.raises(ShapeError, match=r"kernel 9 > padded input 5 \(size=5, kernel=9") as caught:
        conv_output_size(np.array([7, 5, 4]), np.array([3, 9, 9]))
    assert caught.value.values == {"size": 5, "kernel": 9, "padding": 0, "dilation": 1}


def test_the_impossible_axis_is_named():
    with pytest.raises(ShapeError, match=r"^width: dilated kernel 7 > padded input 5"):
        conv_output_size((7, 5), (3, 7))


NOT_WHOLE = [2.5, float("nan"), float("inf"), True, "3", None, 1 + 0j, b"3", [], [1, 2, 3], {}]


@pytest.mark.parametrize("bad", [*NOT_WHOLE, -1, 1 << 20_000, 2**31, -(10**30)], ids=describe)
@pytest.mark.parametrize("name", ["size", "kernel", "stride", "padding", "dilation"])
@pytest.mark.parametrize("function", [conv_output_size, conv_tiles_exactly, pool_output_size])
def test_it_refuses_what_is_no_whole_number_in_range(function, name, bad):
    if function is pool_output_size and name == "stride" and bad is None:
        return  # the window size
    arguments = {"size": 9, "kernel": 3, name: bad}
    with pytest.raises(ShapeError, match=name) as caught:
        function(**arguments)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", ["size", "kernel", "stride", "dilation"])
def test_it_refuses_zero(name):
    with pytest.raises(ShapeError, match=f"{name}: expected a whole number >= 1, got 0"):
        conv_output_size(**{"size": 9, "kernel": 3, name: 0})


@pytest.mark.parametrize(
    "bad", [np.array([1.5]), np.array([np.nan]), np.array(["3"]), np.array([None]), np.array([-1])]
)
def test_it_refuses_columns_of_anything_else(bad):
    with pytest.raises(ShapeError, match="padding"):
        conv_output_size(9, 3, padding=bad)


def test_it_refuses_columns_of_different_lengths():
    with pytest.raises(ShapeError, match="one length"):
        conv_output_size(np.array([7, 8]), np.array([1, 2, 3]))


def test_pooling_padding_is_at_most_half_of_the_window():
    assert pool_output_size(5, 3, stride=1, padding=1) == 5
    with pytest.raises(ShapeError, match=r"padding 2 > half of the window, 1 \(size=5, kernel=3"):
        pool_output_size(5, 3, padding=2)


def test_ceil_mode_takes_yes_or_no():
    with pytest.raises(ShapeError, match="ceil_mode: expected True or False"):
        pool_output_size(5, 2, ceil_mode=2)


SMALL = st.integers(1, 40)


@given(SMALL, SMALL, SMALL, st.integers(0, 20), st.integers(1, 4), st.integers(1, 40))
def test_adding_a_stride_to_the_input_adds_one_output(size, kernel, stride, padding, dilation, n):
    assume(dilation * (kernel - 1) < size + 2 * padding)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    before = conv_output_size(size, kernel, **options)
    assert conv_output_size(size + n * stride, kernel, **options) == before + n


@given(SMALL, SMALL, SMALL, st.integers(0, 20))
def test_padding_is_a_larger_input(size, kernel, stride, padding):
    assume(kernel <= size + 2 * padding)
    padded = conv_output_size(size, kernel, stride=stride, padding=padding)
    assert padded == conv_output_size(size + 2 * padding, kernel, stride=stride)


@given(SMALL, SMALL, SMALL)
def test_it_tiles_exactly_when_no_smaller_input_gives_the_size(size, kernel, stride):
    assume(kernel < size)
    same = conv_output_size(size, kernel, stride=stride)
    smaller = conv_output_size(size - 1, kernel, stride=stride)
    assert conv_tiles_exactly(size, kernel, stride=stride) == (smaller < same)
