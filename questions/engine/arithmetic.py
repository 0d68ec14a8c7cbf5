"""The operators of expressions, on plain numbers and on whole columns.

One rule holds everywhere: integers stay exact int64, quotients are float64, and every result is
finite and at most 2**53 in size. A result that is not raises RowFailure for the first bad row;
where the caller asks for leniency (a mistake need not have a value) it becomes NaN instead.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.engine.syntax import LARGEST_NUMBER

# One grid alone is a record of a column of grids; see `grids`.
Scalar: TypeAlias = int | float | bool
Column: TypeAlias = NDArray[Any]
Value: TypeAlias = Scalar | Column
Mask: TypeAlias = NDArray[np.bool_]

SIZE_EXPECTED = "a finite number up to 2**53"
_NAN = math.nan


class RowFailure(Exception):
    """A row has no value; ``row`` counts in the arrays at hand, None says all rows.

    Caught inside the engine, where it becomes an ExpressionError that names the parameters.
    """

    def __init__(self, row: int | None, found: str, expected: str) -> None:
        super().__init__(found)
        self.row = row
        self.found = found
        self.expected = expected
        self.column: int | None = None

    def locate(self, column: int, outer_row: Callable[[int], int]) -> None:
        """Remember where in the text it happened, and count the row in the whole domain."""
        if self.column is None:
            self.column = column
            self.row = outer_row(self.row or 0)


@dataclass(frozen=True)
class Operator:
    """A binary operator: on two numbers, and on columns (the bad rows marked)."""

    sign: str
    on_numbers: Callable[[Any, Any], Any]
    on_columns: Callable[[Any, Any], tuple[Column, Mask | None]]


def is_column(value: object) -> bool:
    """Return whether the value is a column and not one number."""
    return isinstance(value, np.ndarray)


def is_condition(value: Value) -> bool:
    """Return whether the value is true or false, or a column of that."""
    return value.dtype.kind == "b" if isinstance(value, np.ndarray) else isinstance(value, bool)


def is_integral(value: Value) -> bool:
    """Return whether the value is an int, or a column of them."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "i"
    return isinstance(value, int) and not isinstance(value, bool)


def as_number(value: Value, *, is_lenient: bool) -> Value:
    """Return the value if it is a number of allowed size; RowFailure if it is a condition."""
    if is_condition(value):
        raise RowFailure(None, "a condition (true or false)", "a number")
    return bounded(value, is_lenient=is_lenient)


def bounded(value: Value, *, is_lenient: bool, bad: Mask | None = None) -> Value:
    """Return the value if all of it is finite and small; NaN or RowFailure where it is not."""
    if isinstance(value, np.ndarray):
        return _bounded_column(value, bad, is_lenient=is_lenient)
    if isinstance(value, int | float) and -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        return value
    if is_lenient:
        return _NAN
    raise RowFailure(None, describe_number(value), SIZE_EXPECTED)


def _bounded_column(column: Column, bad: Mask | None, *, is_lenient: bool) -> Column:
    if column.size == 0:
        return column
    if column.dtype.kind == "i":
        # Two reductions are cheaper than a mask, and nearly always enough.
        if bad is None and column.min() >= -LARGEST_NUMBER and column.max() <= LARGEST_NUMBER:
            return column
        outside = (column < -LARGEST_NUMBER) | (column > LARGEST_NUMBER)
    else:
        outside = ~(np.abs(column) <= LARGEST_NUMBER)
    if bad is not None:
        outside = outside | bad
    if not outside.any():
        return column
    if is_lenient:
        return np.where(outside, _NAN, column)
    row = int(outside.argmax())
    is_marked = bad is not None and bool(bad[row])
    found = "a number beyond 2**53" if is_marked else describe_number(column[row].item())
    raise RowFailure(row, found, SIZE_EXPECTED)


def describe_number(value: object) -> str:
    """Return what a refused result is, in a few words."""
    if isinstance(value, complex):
        return "the root of a negative number"
    if isinstance(value, float) and math.isnan(value):
        return "no number (NaN)"
    return "a number beyond 2**53"


def apply(step: Operator, left: Value, right: Value, *, is_lenient: bool) -> Value:
    """Return ``left step right`` row by row."""
    if is_column(left) or is_column(right):
        _refuse_conditions(left, right)
        column, bad = step.on_columns(left, right)
        if bad is not None and step.sign in _DIVISIONS and not is_lenient and bad.any():
            raise RowFailure(int(bad.argmax()), "a division by zero", "a divisor other than 0")
        return bounded(column, is_lenient=is_lenient, bad=bad)
    if isinstance(left, bool) or isinstance(right, bool):
        _refuse_conditions(left, right)
    try:
        result = step.on_numbers(left, right)
    except ZeroDivisionError:
        if is_lenient:
            return _NAN
        raise RowFailure(None, "a division by zero", "a divisor other than 0") from None
    except (OverflowError, ValueError):
        result = math.inf
    return bounded(result, is_lenient=is_lenient)


def _refuse_conditions(*values: Value) -> None:
    if any(is_condition(value) for value in values):
        raise RowFailure(None, "a condition (true or false)", "a number")


def compare(sign: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """Return the comparison row by row; two conditions may only be equal or not."""
    if is_condition(left) != is_condition(right) or (
        is_condition(left) and sign not in (operator.eq, operator.ne)
    ):
        raise RowFailure(None, "a condition (true or false)", "a number")
    result: Value = sign(left, right)
    return result


def as_input(value: Value, *, is_lenient: bool) -> Value:
    """Return the value of a name, ready for exact arithmetic; a grid as it is."""
    if type(value) is int and -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        return value  # by far the most common, where one variant is computed
    if is_condition(value) or (isinstance(value, np.ndarray | np.void) and value.dtype.kind == "V"):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        value = value.astype(np.int64, copy=False)  # the domain keeps its columns small
    return bounded(value, is_lenient=is_lenient)


def absolute(value: Value) -> Value:
    """Return the number without its sign."""
    _refuse_conditions(value)
    return np.abs(value) if isinstance(value, np.ndarray) else abs(value)


def negated(value: Value) -> Value:
    """Return minus the number."""
    _refuse_conditions(value)
    return -value


def floored(value: Value, *, is_lenient: bool) -> Value:
    """Return the largest integer not above the number, exactly."""
    return _rounded(value, np.floor, math.floor, is_lenient=is_lenient)


def ceiled(value: Value, *, is_lenient: bool) -> Value:
    """Return the smallest integer not below the number, exactly."""
    return _rounded(value, np.ceil, math.ceil, is_lenient=is_lenient)


def _rounded(
    value: Value, on_column: Any, on_number: Callable[[float], int], *, is_lenient: bool
) -> Value:
    _refuse_conditions(value)
    if is_integral(value):
        return value
    if isinstance(value, np.ndarray):
        rounded: Column = on_column(value)
        # NaN has no integer; it occurs in lenient evaluation only.
        return rounded if is_lenient and np.isnan(rounded).any() else rounded.astype(np.int64)
    return value if math.isnan(value) else on_number(value)


def extreme(values: list[Value], *, is_largest: bool) -> Value:
    """Return the largest (or smallest) of the numbers, row by row."""
    _refuse_conditions(*values)
    if not any(is_column(value) for value in values):
        if any(value != value for value in values):
            return _NAN
        return max(values) if is_largest else min(values)
    choose = np.maximum if is_largest else np.minimum
    result: Any = values[0]
    for value in values[1:]:
        result = choose(result, value)
    return result  # type: ignore[no-any-return]


def _multiply(left: Any, right: Any) -> tuple[Column, Mask | None]:
    if not (is_integral(left) and is_integral(right)):
        return left * right, None
    # int64 wraps around in silence; the product in float64 tells where it would.
    size = np.abs(np.multiply(left, right, dtype=np.float64))
    product = np.multiply(left, right)
    return product, size > LARGEST_NUMBER if size.size and size.max() > LARGEST_NUMBER else None


def _power(left: Any, right: Any) -> tuple[Column, Mask | None]:
    estimate = np.float_power(left, right)
    is_zero_division = np.equal(left, 0) & np.less(right, 0)
    if not (is_integral(left) and is_integral(right)) or np.any(np.less(right, 0)):
        return estimate, is_zero_division
    # float_power errs by units in the last place, so a hair of room; the exact check follows.
    is_large = ~(np.abs(estimate) <= LARGEST_NUMBER * (1 + 1e-9))
    exact = np.power(np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64))
    return exact, is_large


def _power_of_numbers(left: Scalar, right: Scalar) -> Any:
    # 9**9**9 must not begin: floats know in a moment how large it would be.
    if abs(float(left) ** right) > LARGEST_NUMBER * (1 + 1e-9):
        return math.inf
    return left**right


def _division(function: Callable[[Any, Any], Column]) -> Callable[..., tuple[Column, Mask]]:
    def divide(left: Any, right: Any) -> tuple[Column, Mask]:
        quotient = function(left, right)
        return quotient, np.broadcast_to(np.equal(right, 0), quotient.shape)

    return divide


_DIVISIONS = frozenset({"/", "//", "%"})

ADD = Operator("+", operator.add, lambda left, right: (left + right, None))
SUBTRACT = Operator("-", operator.sub, lambda left, right: (left - right, None))
MULTIPLY = Operator("*", operator.mul, _multiply)
DIVIDE = Operator("/", operator.truediv, _division(np.true_divide))
FLOOR_DIVIDE = Operator("//", operator.floordiv, _division(np.floor_divide))
REMAINDER = Operator("%", operator.mod, _division(np.mod))
POWER = Operator("**", _power_of_numbers, _power)
