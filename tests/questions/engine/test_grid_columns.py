"""Columns of grids as data: compared as wholes, counted, and turned into plain values."""

import itertools

import numpy as np
import pytest

from questions.engine.counting import label
from questions.engine.grid_definitions import list_grids
from questions.engine.grids import (
    cells_of,
    empty_column,
    fingerprints,
    flatten,
    from_nested,
    one_grid,
    put,
    to_nested,
)


def test_columns_of_grids_are_compared_as_wholes():
    grids = [((1, 2), (3, 4)), ((1, 2, 3, 4),), ((1, 2), (3, 4)), ((0, 1, 2), (3, 4, 0))]
    column = np.concatenate([_padded(grid) for grid in grids])
    prints = fingerprints(column)
    for left, right in itertools.combinations(range(4), 2):
        assert (prints[left] == prints[right]) == (grids[left] == grids[right])
    flat = flatten(column, 4)
    assert flat[0].tolist() == flat[2].tolist() == [2, 2, 1, 2, 3, 4, 0, 0]
    assert flat[1].tolist() == [1, 4, 1, 2, 3, 4, 0, 0]


def _padded(nested):
    return list_grids((nested, ((0,) * 4,) * 3))[:1]


def test_numbers_of_64_bits_are_counted_without_overflow():
    column = np.array([-(2**63), 2**63 - 1, 5, -(2**63)])
    places, n_places = label(column)
    assert (places.tolist(), n_places) == ([0, 2, 1, 0], 3)


def test_one_grid_goes_to_plain_data_and_back():
    for nested in (((1, 2.5), (-3, 4)), (((1,), (2,)), ((3,), (4,)))):
        assert to_nested(from_nested(nested)) == nested


@pytest.mark.parametrize("bad", [None, np.nan, np.inf, -(2.0**54)])
@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 3)])
def test_one_grid_is_what_a_column_of_one_row_holds(shape, bad):
    cells = np.arange(12.0).reshape(2, 2, 3)[: shape[0] if len(shape) == 3 else 1].reshape(shape)
    cells[0] *= -1
    if bad is not None:
        cells[(0,) * len(shape)] = bad
    channels = shape[0] if len(shape) == 3 else 0
    column = empty_column(1, channels, *shape[-2:])
    put(column, np.zeros(1, dtype=np.int64), cells[None])
    grid = one_grid(cells)
    assert grid.dtype == column.dtype
    assert grid.tobytes() == column[0].tobytes()  # byte by byte: one zero of the two
    assert (grid["rows"] == 0) == (bad is not None)
    if bad is None:
        assert np.array_equal(cells_of(grid), cells)
