"""Turns arrays into the small tables of numbers that a report stores."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.model import Observation
from grader.report import Cell, Figure, Got, Matrix, cell
from grader.sandbox import CallResult, ReturnKind
from grader.text import clean_text

# Larger than any expected output of a visible case; a wrong result may be far larger.
_LARGEST_FIGURE = 144
_MOST_AXES = 4
_SHOWN_VALUES = 8
_SHOWN_NAME = 80


def draw_figure(observation: Observation) -> Figure:
    """Return a visible case in full: arguments, expected, got and their difference."""
    case, expected = observation.case, observation.expectation.array
    got = _drawable(observation.result)
    return Figure(
        arguments={name: matrix(array) for name, array in case.arrays().items()},
        options=case.options(),
        expected=matrix(expected),
        got=None if got is None else matrix(got),
        difference=None
        if got is None or got.shape != expected.shape
        else matrix(np.asarray(got - expected)),
    )


def matrix(array: NDArray[Any]) -> Matrix:
    """Return an array as nested rows of cells; one without axes as a cell."""
    return cell(array.item()) if array.ndim == 0 else tuple(matrix(part) for part in array)


def show_got(result: CallResult) -> Got | None:
    """Return shape, dtype and first values of what a call returned; None if it returned nothing."""
    if result.kind in {ReturnKind.NOT_RUN, ReturnKind.RAISED}:
        return None
    name = clean_text(result.type_name[:_SHOWN_NAME])
    if result.array is None:
        return Got(type=name)
    return Got(
        type=name,
        shape=tuple(int(size) for size in result.array.shape),
        dtype=result.array.dtype.name,
        values=_first_values(result.array),
    )


def _first_values(array: NDArray[Any]) -> tuple[Cell, ...]:
    if array.dtype.kind not in "biuf":
        return ()
    # In full precision: an author may be looking for the last digits.
    return tuple(
        value if isinstance(value, int) or math.isfinite(value) else cell(value)
        for value in array.ravel()[:_SHOWN_VALUES].tolist()
    )


def _drawable(result: CallResult) -> NDArray[np.float64] | None:
    array = result.array
    if (
        array is None
        or array.ndim > _MOST_AXES
        or array.dtype.kind not in "biuf"
        or not 0 < array.size <= _LARGEST_FIGURE
    ):
        return None
    return array.astype(np.float64)
