"""Counts distinct rows of columns without sorting where the values allow it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Column

# A table of this many places is faster than sorting, and small against the columns themselves.
LARGEST_TABLE = 1 << 22
# Shapes have a few sizes, grids many cells.
WIDEST_BY_COLUMNS = 8


def label(column: Column) -> tuple[NDArray[Any], int]:
    """Return a number from 0 for each value of a column, and how many values there are."""
    if column.size == 0:
        return np.zeros(0, dtype=np.int64), 0
    if column.dtype.kind in "iub":
        low = int(column.min())
        # In Python's integers: the span of 64-bit numbers does not fit into one.
        span = int(column.max()) - low + 1
        if span <= min(LARGEST_TABLE, 16 * column.size + 4096):
            shifted = column.astype(np.int64, copy=False) - low
            is_there = np.zeros(span, dtype=np.bool_)
            is_there[shifted] = True
            places = np.cumsum(is_there) - 1
            return places[shifted], int(places[-1]) + 1
    values, places = np.unique(column, return_inverse=True)
    return places, int(values.size)


def label_rows(columns: Sequence[Column], n_rows: int) -> tuple[NDArray[Any], int]:
    """Return a number from 0 for each distinct row of several columns, and their count."""
    labels, n_labels = np.zeros(n_rows, dtype=np.int64), min(n_rows, 1)
    for column in columns:
        parts = _parts(column)
        for part in parts:
            places, n_places = label(part)
            labels, n_labels = label(labels * n_places + places)
    return labels, n_labels


def _parts(column: Column) -> Sequence[Column]:
    """Return the columns of a table; a wide one is a single column of its rows' bytes."""
    if column.ndim == 1:
        return (column,)
    if column.shape[1] <= WIDEST_BY_COLUMNS or not column.size:
        return list(column.T)
    rows = np.ascontiguousarray(column)
    return (rows.view(f"V{rows.dtype.itemsize * rows.shape[1]}")[:, 0],)


def first_repeated(labels: NDArray[Any], n_labels: int) -> list[tuple[int, int]]:
    """Return up to three pairs of rows that have the same label."""
    if n_labels == labels.size:
        return []
    order = np.argsort(labels, kind="stable")
    again = np.flatnonzero(labels[order][1:] == labels[order][:-1])[:3]
    return [(int(order[place]), int(order[place + 1])) for place in again]
