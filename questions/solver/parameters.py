"""Reads the numbers that solver functions are called with: one number, a pair, or a column.

A column is a NumPy array of parameter values, one row for each configuration; a pair is a
tuple (or list) of two, (height, width). Nothing here knows any formula.
"""

import math
import reprlib
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.solver.errors import ShapeError

IntArray: TypeAlias = NDArray[np.int64]
Column: TypeAlias = int | IntArray
ColumnLike: TypeAlias = int | NDArray[Any]
AxesLike: TypeAlias = ColumnLike | tuple[ColumnLike, ColumnLike]
Sizes: TypeAlias = Any
"""An int, an array or a pair of them; the values of the arguments decide which, not their types."""

LARGEST_PARAMETER = 2**31 - 1
LARGEST_COUNT = 2**61
"""With these two, no step of any formula leaves int64."""

AXIS_NAMES = ("height", "width")


def describe(value: object) -> str:
    """Return a short text for a refused value, however large it is."""
    if isinstance(value, int) and abs(value) > 10**20:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    return f"{reprlib.repr(value)} ({type(value).__name__})"


def read_column(name: str, value: object, *, least: int) -> Column:
    """Return a parameter as an int, or as an int64 array if it came as an array.

    Floats are accepted where they are whole (a quotient of columns is a float column); bools,
    NaN, infinities and everything else raise ShapeError, as does a value out of range.
    """
    if type(value) is int:
        column: Column = value
        is_low, is_high = value < least, value > LARGEST_PARAMETER
    elif isinstance(value, int | float | np.number | np.ndarray) and not isinstance(value, bool):
        numbers = _whole_numbers(name, value)
        is_low, is_high = bool((numbers < least).any()), bool((numbers > LARGEST_PARAMETER).any())
        if is_low or is_high:
            value = numbers[(numbers < least) | (numbers > LARGEST_PARAMETER)].flat[0].item()
        else:
            whole = numbers.astype(np.int64)
            column = whole if whole.ndim else int(whole)
    else:
        raise ShapeError(f"{name}: expected a whole number >= {least}, got {describe(value)}")
    if is_low:
        raise ShapeError(f"{name}: expected a whole number >= {least}, got {describe(value)}")
    if is_high:
        raise ShapeError(f"{name}: expected at most {LARGEST_PARAMETER}, got {describe(value)}")
    return column


def _whole_numbers(name: str, value: object) -> NDArray[Any]:
    numbers = np.asarray(value)
    if numbers.dtype.kind == "f":
        is_whole = np.isfinite(numbers) & (np.floor(numbers) == numbers)
        if not is_whole.all():
            bad = numbers[~is_whole].flat[0].item()
            raise ShapeError(f"{name}: expected a whole number, got {bad!r}")
    elif numbers.dtype.kind not in "iu":
        raise ShapeError(f"{name}: expected whole numbers, got {describe(value)}")
    return numbers


def read_flag(name: str, value: object) -> Column:
    """Return a yes-or-no parameter as 0 or 1, or as an array of them."""
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        return value.astype(np.int64) if value.ndim else int(value)
    column = read_column(name, value, least=0)
    if np.any(np.asarray(column) > 1):
        raise ShapeError(f"{name}: expected True or False, got {describe(value)}")
    return column


def check_columns(**columns: Column) -> None:
    """Raise ShapeError unless the columns among the arguments go together row by row."""
    shapes = {name: np.shape(column) for name, column in columns.items() if np.ndim(column)}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ShapeError(f"columns: expected one length for all, got {found}") from None


def refuse_where(is_bad: Any, what: str, *, shown: Mapping[str, Column], **derived: Column) -> None:
    """Raise ShapeError for the first bad row; ``what`` may use all names, ``shown`` is listed."""
    bad = np.asarray(is_bad)
    if not bad.any():
        return
    row = np.unravel_index(int(bad.argmax()), bad.shape)

    def at_row(column: Column) -> int:
        return int(np.broadcast_to(column, bad.shape)[row])

    values = {name: at_row(column) for name, column in shown.items()}
    text = what.format(**values, **{name: at_row(column) for name, column in derived.items()})
    listed = ", ".join(f"{name}={value}" for name, value in values.items())
    raise ShapeError(f"{text} ({listed})", **values)


def multiply(what: str, *factors: Column) -> Column:
    """Return the product of the factors; ShapeError where int64 could not hold it."""
    size = math.prod(np.asarray(factor, dtype=np.float64) for factor in factors)
    if np.any(np.asarray(size) > LARGEST_COUNT):
        listed = " x ".join(str(np.max(factor)) for factor in factors)
        raise ShapeError(f"{what}: expected a count of at most 2**61, got {listed}")
    return math.prod(factors)


def is_pair(value: object) -> bool:
    """Return whether a parameter gives one value for each of the two axes."""
    return isinstance(value, tuple | list)


def read_pair(name: str, value: object) -> tuple[Any, Any]:
    """Return (height, width) of a parameter that is one value for both axes or a pair."""
    if not isinstance(value, tuple | list):
        return value, value
    if len(value) != 2:
        raise ShapeError(
            f"{name}: expected a number or a (height, width) pair, got {len(value)} values"
        )
    return value[0], value[1]


def per_axis(function: Callable[..., Any], arguments: Mapping[str, object]) -> tuple[Any, Any]:
    """Return the function's results for the height and for the width of paired arguments."""
    pairs = {name: read_pair(name, value) for name, value in arguments.items()}
    results = []
    for axis, axis_name in enumerate(AXIS_NAMES):
        try:
            results.append(function(**{name: pair[axis] for name, pair in pairs.items()}))
        except ShapeError as error:
            raise ShapeError(f"{axis_name}: {error}", **error.values) from None
    return results[0], results[1]


def read_number(name: str, value: object, *, least: int) -> int:
    """Return a parameter as one int; columns are refused."""
    number = read_column(name, value, least=least)
    if not isinstance(number, int):
        raise ShapeError(f"{name}: expected one number, got {describe(value)}")
    return number


def read_axes(name: str, value: object, *, least: int) -> tuple[int, int]:
    """Return (height, width) as two ints; columns are refused."""
    height, width = read_pair(name, value)
    return read_number(name, height, least=least), read_number(name, width, least=least)


def spatial_arguments(
    size: object, kernel: object, stride: object, padding: object, dilation: object
) -> dict[str, object]:
    """Return what a window's travel depends on, by name."""
    return {
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
    }


def read_spatial(arguments: Mapping[str, object]) -> dict[str, Column]:
    """Return the spatial arguments as columns that go together."""
    columns = {
        name: read_column(name, value, least=0 if name == "padding" else 1)
        for name, value in arguments.items()
    }
    check_columns(**columns)
    return columns
