"""Compares what a student's call returned with the expected array; reveals no hidden value.

Knows nothing of the sandbox's process, of databases and of people. The expected array is computed
by the caller, outside the jail.
"""

import builtins
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import CallResult, ReturnKind

# An output cell may differ by this share of the sum of |x||k| that it was added from. Any order of
# additions in float64 stays below 1e-13 for the windows used here; rounding the inputs to float32
# already costs about 1e-8.
RELATIVE_TOLERANCE = 1e-10
# And by this share of the largest such sum in the output: a convolution by FFT spreads its rounding
# errors evenly, also over windows that lie in the padding and sum to zero.
FLOOR_TOLERANCE = 1e-12

_SHOWN_NAME = 80
_SHOWN_MESSAGE = 300
# Beside the built-in ones; anything else may be a name that the student made out of an input.
_NUMPY_EXCEPTIONS = frozenset({"numpy.exceptions.AxisError", "numpy.linalg.LinAlgError"})
_KNOWN_TYPES = frozenset(
    {
        "numpy.matrix",
        "numpy.ma.MaskedArray",
        "numpy.float64",
        "numpy.float32",
        "numpy.int64",
        "numpy.ndarray of object",
        "numpy.ndarray of complex128",
    }
)


@dataclass(frozen=True)
class Expectation:
    """What a call must return: the array, and for each cell the sum of |x||k| behind it.

    ``is_whole`` says that every input is a whole number; an integer array is then as good as a
    float one.
    """

    array: NDArray[np.float64]
    magnitude: NDArray[np.float64]
    is_whole: bool


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
    values = got.astype(np.float64)
    with np.errstate(invalid="ignore"):
        is_close = np.abs(values - expectation.array) <= tolerances(expectation.magnitude)
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
    if result.kind is ReturnKind.RAISED:
        return Check("runtime_error", _say_error(result, is_hidden=is_hidden))
    if result.kind is not ReturnKind.ARRAY or result.array is None:
        return Check("wrong_type", _say_type(result, is_hidden=is_hidden))
    got = result.array
    if not _is_allowed_dtype(got.dtype, expectation):
        return Check("wrong_type", _say_dtype(got.dtype))
    if got.shape != expectation.array.shape:
        return Check("wrong_shape", _say_shape(got.shape, expectation.array.shape, is_hidden))
    wrong = wrong_cells(got, expectation)
    if wrong.any():
        return Check("wrong_answer", _say_values(got, expectation, wrong, is_hidden=is_hidden))
    if result.is_input_changed:
        return Check(
            "input_changed", "The numbers are right, but an array that you were given has changed."
        )
    return Check("accepted", "")


def _is_allowed_dtype(dtype: np.dtype[Any], expectation: Expectation) -> bool:
    if dtype.kind in "iu":
        return expectation.is_whole
    return dtype.kind == "f" and dtype.itemsize == 8


def _say_error(result: CallResult, *, is_hidden: bool) -> str:
    error = result.error
    if error is None:
        return "Your function raised an exception."
    where = "" if error.line is None else f" (line {error.line})"
    if not is_hidden:
        text = error.message.strip()[:_SHOWN_MESSAGE]
        return f"{error.type}: {text}{where}" if text else f"{error.type}{where}"
    # The message, and the name of a class of one's own, may carry the hidden input to the outside.
    name = error.type if _is_known_exception(error.type) else "An exception of your own"
    return f"{name}{where}"


def _is_known_exception(name: str) -> bool:
    known = getattr(builtins, name, None)
    return name in _NUMPY_EXCEPTIONS or (
        isinstance(known, type) and issubclass(known, BaseException)
    )


def _say_type(result: CallResult, *, is_hidden: bool) -> str:
    name = result.type_name[:_SHOWN_NAME]
    if name == "NoneType":
        return "Your function returned None, expected a NumPy array. Is the return missing?"
    if is_hidden and not _is_known_type(name):
        name = "an object of another type"
    return f"Your function returned {name}, expected numpy.ndarray of float64."


def _is_known_type(name: str) -> bool:
    return name in _KNOWN_TYPES or isinstance(getattr(builtins, name, None), type)


def _say_dtype(dtype: np.dtype[Any]) -> str:
    if dtype.kind in "iu":
        return (
            f"Your array holds {dtype.name}, expected float64: image or kernel have fractions, "
            "which whole numbers cut off. Make the output array with dtype float."
        )
    return f"Your array holds {dtype.name}, expected float64."


def _say_shape(got: tuple[int, ...], expected: tuple[int, ...], is_hidden: bool) -> str:
    if not is_hidden:
        return f"Your output has the shape {got}, expected {expected}."
    if len(got) != len(expected):
        return "Your output has another number of dimensions than the expected two."
    parts = [
        _say_count(have - want, axis)
        for have, want, axis in zip(got, expected, ("row", "column"), strict=True)
        if have != want
    ]
    return f"Your output has {' and '.join(parts)}."


def _say_count(surplus: int, axis: str) -> str:
    # "Several" on purpose: an exact count could be made to carry a hidden number.
    how_many = "too many" if surplus > 0 else "too few"
    return f"one {axis} {how_many}" if abs(surplus) == 1 else f"several {axis}s {how_many}"


def _say_values(
    got: NDArray[Any],
    expectation: Expectation,
    wrong: NDArray[np.bool_],
    *,
    is_hidden: bool,
) -> str:
    has_gaps = not np.isfinite(got.astype(np.float64)).all()
    if is_hidden:
        if has_gaps:
            return "Your output holds NaN or infinity where finite numbers are expected."
        every = "Every number differs" if wrong.all() else "Some numbers differ"
        return f"The shape is right. {every} from the expected one."
    index = tuple(int(axis[0]) for axis in np.nonzero(wrong))
    row, column = index
    return (
        f"{int(wrong.sum())} of {wrong.size} numbers differ. The first is in row {row}, column "
        f"{column}, counted from 0: yours is {got[index]:.6g}, expected "
        f"{expectation.array[index]:.6g}."
    )
