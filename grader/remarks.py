"""The sentences of the checker on one call; those on a hidden case hold no hidden number."""

import builtins
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import CallResult, ReturnKind

_SHOWN_NAME = 80
_SHOWN_MESSAGE = 300
# Beside the built-in ones; anything else may be a name that the student made out of an input.
_NUMPY_EXCEPTIONS = frozenset({"numpy.exceptions.AxisError", "numpy.linalg.LinAlgError"})
_KNOWN_TYPES = frozenset(
    {
        "numpy.matrix",
        "numpy.ma.MaskedArray",
        "numpy.ndarray",
        "numpy.float64",
        "numpy.float32",
        "numpy.int64",
        "numpy.ndarray of object",
        "numpy.ndarray of complex128",
    }
)
_WANTED = {
    ReturnKind.ARRAY: "numpy.ndarray of float64",
    ReturnKind.SCALAR: "a whole number, int",
    ReturnKind.TUPLE: "a tuple of whole numbers",
}
_MISSING = {
    ReturnKind.ARRAY: "a NumPy array",
    ReturnKind.SCALAR: "a whole number",
    ReturnKind.TUPLE: "a tuple of whole numbers",
}
_AXES = ("image", "channel", "row", "column")
_COUNTS = ("none", "one", "two", "three", "four")


def say_error(result: CallResult, *, is_hidden: bool) -> str:
    """Return which exception was raised, and where."""
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


def say_type(result: CallResult, wanted: ReturnKind, *, is_hidden: bool) -> str:
    """Return what came back instead of the kind of value that was asked for."""
    name = result.type_name[:_SHOWN_NAME]
    if name == "NoneType":
        return f"Your function returned None, expected {_MISSING[wanted]}. Is the return missing?"
    if is_hidden and not _is_known_type(name):
        name = "an object of another type"
    return f"Your function returned {name}, expected {_WANTED[wanted]}."


def _is_known_type(name: str) -> bool:
    return name in _KNOWN_TYPES or isinstance(getattr(builtins, name, None), type)


def say_dtype(dtype: np.dtype[Any], wanted: ReturnKind) -> str:
    """Return what type of numbers came back instead of the one that was asked for."""
    if wanted is not ReturnKind.ARRAY:
        named = {"f": "a float", "b": "a bool"}.get(dtype.kind, dtype.name)
        return (
            f"Your function returned {named}, expected {_WANTED[wanted]}. Divide with //, which "
            "gives whole numbers, and not with /."
        )
    if dtype.kind in "iu":
        return (
            f"Your array holds {dtype.name}, expected float64: the inputs have fractions, "
            "which whole numbers cut off. Make the output array with dtype float."
        )
    return f"Your array holds {dtype.name}, expected float64."


def say_shape(got: NDArray[Any], wanted: NDArray[Any], *, is_hidden: bool) -> str:
    """Return how the shapes differ; of a hidden case only in which direction, axis by axis."""
    if not is_hidden:
        return f"Your output has the shape {got.shape}, expected {wanted.shape}."
    if got.ndim != wanted.ndim:
        return (
            "Your output has another number of dimensions than the expected "
            f"{_COUNTS[wanted.ndim]}."
        )
    parts = [
        _say_count(have - want, axis)
        for have, want, axis in zip(got.shape, wanted.shape, axes_of(wanted), strict=True)
        if have != want
    ]
    return f"Your output has {' and '.join(parts)}."


def axes_of(array: NDArray[Any]) -> tuple[str, ...]:
    """Return what one step along each axis of an output is called."""
    return ("number",) if array.ndim == 1 else _AXES[len(_AXES) - array.ndim :]


def _say_count(surplus: int, axis: str) -> str:
    # "Several" on purpose: an exact count could be made to carry a hidden number.
    how_many = "too many" if surplus > 0 else "too few"
    return f"one {axis} {how_many}" if abs(surplus) == 1 else f"several {axis}s {how_many}"


def say_values(
    got: NDArray[Any], wanted: NDArray[Any], wrong: NDArray[np.bool_], *, is_hidden: bool
) -> str:
    """Return which numbers differ; of a hidden case only that some do."""
    has_gaps = not np.isfinite(got.astype(np.float64)).all()
    if is_hidden:
        if has_gaps:
            return "Your output holds NaN or infinity where finite numbers are expected."
        if wanted.ndim == 0:
            return "Your number is not the expected one."
        every = "Every number differs" if wrong.all() else "Some numbers differ"
        return f"The shape is right. {every} from the expected one."
    if wanted.ndim == 0:
        return f"Your number is {_show(got[()])}, expected {_show(wanted[()])}."
    index = tuple(int(place) for place in np.argwhere(wrong)[0])
    where = ", ".join(f"{axis} {at}" for axis, at in zip(axes_of(wanted), index, strict=True))
    return (
        f"{int(wrong.sum())} of {wrong.size} numbers differ. The first is in {where}, counted "
        f"from 0: yours is {_show(got[index])}, expected {_show(wanted[index])}."
    )


def _show(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, np.floating) else str(value)
