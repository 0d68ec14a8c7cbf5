"""Compares what a student's call returned with the expected value; reveals no hidden one.

Knows nothing of the sandbox's process, of databases and of people. The expected value is computed
by the caller, outside the jail; the sentences are those of ``grader.remarks``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import remarks
from grader.sandbox import CallResult, ReturnKind

# An output cell may differ by this share of the sum of |x||k| that it was added from. Any order of
# additions in float64 stays below 1e-13 for the windows used here; rounding the inputs to float32
# already costs about 1e-8.
RELATIVE_TOLERANCE = 1e-10
# And by this share of the largest such sum in the output: a convolution by FFT spreads its rounding
# errors evenly, also over windows that lie in the padding and sum to zero.
FLOOR_TOLERANCE = 1e-12


@dataclass(frozen=True)
class Expectation:
    """What a call must return: the array, and for each cell the sum of |x||k| behind it.

    A magnitude of zeros asks for exactly these numbers. ``is_whole`` says that every input is a
    whole number; an integer array is then as good as a float one. ``kind`` is ARRAY, or SCALAR or
    TUPLE for whole numbers: a 0-d or 1-d array then holds what is expected.
    """

    array: NDArray[Any]
    magnitude: NDArray[np.float64]
    is_whole: bool
    kind: ReturnKind = ReturnKind.ARRAY

    def scale(self) -> float:
        """Return the size of the numbers at hand, for comparisons that need not be exact."""
        sizes = (self.magnitude, np.abs(self.array.astype(np.float64)))
        return max(float(values.max(initial=0.0)) for values in sizes)


@dataclass(frozen=True)
class Check:
    """The verdict on one call, and a sentence for the student."""

    verdict: str
    message: str


def tolerances(magnitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each output cell may be from the expected number.

    Parameters
    ----------
    magnitude : ndarray of float64
        Sum of |x||k| over the window of each cell.

    Returns
    -------
    ndarray of float64
        Absolute tolerances, of the same shape.

    Examples
    --------
    >>> tolerances(np.array([[100.0, 0.0]]))
    array([[1.01e-08, 1.00e-10]])
    """
    largest = float(magnitude.max()) if magnitude.size else 0.0
    return RELATIVE_TOLERANCE * magnitude + FLOOR_TOLERANCE * largest


def wrong_cells(got: NDArray[Any], expectation: Expectation) -> NDArray[np.bool_]:
    """Return which cells of a result of the right shape are not the expected ones.

    Parameters
    ----------
    got : ndarray
        Real numbers, of the expected shape.
    expectation : Expectation
        What the call must return; its array is finite.

    Returns
    -------
    ndarray of bool
        True where the result is not finite or further off than its tolerance.
    """
    if got.dtype.kind in "iu" and expectation.array.dtype.kind in "iu":
        # Exactly: beyond 2**53 two whole numbers may be one float.
        left, right = got.astype(object), expectation.array.astype(object)
        is_other: NDArray[np.bool_] = np.array(left != right, dtype=np.bool_)
        return is_other
    values = got.astype(np.float64)
    with np.errstate(invalid="ignore"):
        difference = np.abs(values - expectation.array.astype(np.float64))
        is_close: NDArray[np.bool_] = difference <= tolerances(expectation.magnitude)
    return ~(np.isfinite(values) & is_close)


def check_call(result: CallResult, expectation: Expectation, *, is_hidden: bool) -> Check:
    """Return the verdict on one call that was made.

    Parameters
    ----------
    result : CallResult
        What the sandbox reports of the call; it must have been run.
    expectation : Expectation
        What the call must return.
    is_hidden : bool
        Whether the case is hidden: the message then holds no number that depends on its inputs,
        and no text that the student's code could have made out of them.

    Returns
    -------
    Check
        The first of these that applies: runtime error, wrong type, wrong shape, wrong answer,
        input changed, accepted.
    """
    wanted, got = expectation.array, result.array
    if result.kind is ReturnKind.RAISED:
        return Check("runtime_error", remarks.say_error(result, is_hidden=is_hidden))
    if result.kind is not expectation.kind or got is None:
        return Check("wrong_type", remarks.say_type(result, expectation.kind, is_hidden=is_hidden))
    if not _is_allowed_dtype(got.dtype, expectation):
        return Check("wrong_type", remarks.say_dtype(got.dtype, expectation.kind))
    if got.shape != wanted.shape:
        return Check("wrong_shape", remarks.say_shape(got, wanted, is_hidden=is_hidden))
    wrong = wrong_cells(got, expectation)
    if wrong.any():
        return Check("wrong_answer", remarks.say_values(got, wanted, wrong, is_hidden=is_hidden))
    if result.is_input_changed:
        return Check(
            "input_changed", "The numbers are right, but an array that you were given has changed."
        )
    return Check("accepted", "")


def _is_allowed_dtype(dtype: np.dtype[Any], expectation: Expectation) -> bool:
    if dtype.kind in "iu":
        return expectation.is_whole
    return expectation.kind is ReturnKind.ARRAY and dtype.kind == "f" and dtype.itemsize == 8
