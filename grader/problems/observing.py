"""Picks observations apart for the property checks; draws no conclusions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.problems.model import Case, Observation
from grader.sandbox import ReturnKind

SAME = 1e-9

Array = NDArray[np.float64]


def failed_of(cases: Sequence[Observation]) -> list[Observation]:
    """Return the cases that ran and did not pass."""
    return [o for o in cases if not o.is_passed and o.result.kind is not ReturnKind.NOT_RUN]


def returned_of(cases: Sequence[Observation]) -> list[Observation]:
    """Return the cases that returned real numbers in the kind of value that was asked for."""
    return [
        o
        for o in cases
        if o.result.kind is o.expectation.kind
        and o.result.array is not None
        and o.result.array.dtype.kind in "iuf"
    ]


def comparable_of(cases: Sequence[Observation]) -> list[Observation]:
    """Return the failed cases whose numbers can be held against the expected ones."""
    return [o for o in returned_of(cases) if o.check.verdict == "wrong_answer"]


def has_right_shape(observation: Observation) -> bool:
    """Tell whether a result has the expected shape."""
    return array_of(observation).shape == observation.expectation.array.shape


def array_of(observation: Observation) -> Array:
    """Return what one of the returned cases gave, as float64."""
    array = observation.result.array
    return np.empty((0,)) if array is None else array.astype(np.float64)


def dtype_name(observation: Observation) -> str:
    """Return the name of the number type that came back."""
    array = observation.result.array
    return "" if array is None else array.dtype.name


def probe_of(probes: Sequence[Observation], name: str) -> Observation | None:
    """Return a probe by its name, if it returned an array."""
    return next((o for o in returned_of(probes) if o.case.name == name), None)


def is_same(left: Array, right: Array, observation: Observation) -> bool:
    """Tell whether two arrays agree, up to the noise of float64 at this case's numbers."""
    if left.shape != right.shape:
        return False
    room = SAME * observation.expectation.scale()
    return bool((np.abs(left - right) <= room).all())


def is_equal_input(one: Case, other: Case) -> bool:
    """Tell whether two cases pass the same numbers."""
    return one.options() == other.options() and all(
        np.array_equal(one.arrays()[name], other.arrays()[name]) for name in one.arrays()
    )
