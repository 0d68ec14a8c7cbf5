"""What calls must return: sums of products with room for rounding, and exact numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.sandbox import ReturnKind


def sum_of_products(
    solve: Callable[..., NDArray[np.float64]], arrays: Sequence[NDArray[Any]], **options: int
) -> Expectation:
    """Return what a solver makes of its arrays, and the sums of the products' sizes behind it."""
    sizes = [np.abs(array.astype(np.float64)) for array in arrays]
    return Expectation(
        array=np.asarray(solve(*arrays, **options), dtype=np.float64),
        magnitude=np.asarray(solve(*sizes, **options), dtype=np.float64),
        is_whole=is_whole(arrays),
    )


def exact_array(array: NDArray[Any], inputs: Sequence[NDArray[Any]]) -> Expectation:
    """Return that exactly these numbers are expected, made of these inputs."""
    return Expectation(array, np.zeros(array.shape), is_whole(inputs))


def whole_number(value: int) -> Expectation:
    """Return that one whole number is expected."""
    return Expectation(np.array(value), np.zeros(()), is_whole=True, kind=ReturnKind.SCALAR)


def whole_numbers(values: Sequence[int]) -> Expectation:
    """Return that a tuple of whole numbers is expected."""
    array = np.array(values)
    return Expectation(array, np.zeros(array.shape), is_whole=True, kind=ReturnKind.TUPLE)


def is_whole(arrays: Sequence[NDArray[Any]]) -> bool:
    """Tell whether arrays hold whole numbers only, by their types."""
    return all(array.dtype.kind in "iu" for array in arrays)
