"""On generated expressions, rows and columns agree with Python's own evaluation."""

import math
import operator
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.engine.errors import ExpressionError
from questions.engine.expressions import compile_expression

NAMES = ("a", "b", "c")
BUILT_IN = {"floor": math.floor, "ceil": math.ceil, "min": min, "max": max, "abs": abs}
LIMIT = 2**53

numbers = st.one_of(
    st.integers(0, 12).map(str), st.sampled_from(["0.5", "2.25", "1e3"]), st.sampled_from(NAMES)
)


def extend_numbers(inner):
    conditions = st.tuples(inner, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), inner).map(
        lambda part: f"({part[0]} {part[1]} {part[2]})"
    )
    both = st.tuples(conditions, st.sampled_from(["and", "or"]), conditions).map(
        lambda part: f"({part[0]} {part[1]} not {part[2]})"
    )
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**"]), inner).map(
            lambda part: f"({part[0]} {part[1]} {part[2]})"
        ),
        inner.map(lambda part: f"(-{part})"),
        st.tuples(st.sampled_from(["floor", "ceil", "abs"]), inner).map(
            lambda part: f"{part[0]}({part[1]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda part: f"{part[0]}({part[1]}, {part[2]})"
        ),
        st.tuples(inner, st.one_of(conditions, both), inner).map(
            lambda part: f"({part[0]} if {part[1]} else {part[2]})"
        ),
    )


expressions = st.recursive(numbers, extend_numbers, max_leaves=12).filter(
    lambda text: len(text) < 200
)
rows = st.lists(
    st.tuples(*[st.integers(-6, 9)] * len(NAMES)).map(
        lambda values: dict(zip(NAMES, values, strict=True))
    ),
    min_size=1,
    max_size=6,
)


def python_value(text, row):
    """Return Python's value, or None where our arithmetic has to refuse.

    Powers are cut short, since Python would go on computing 9**9**9.
    """

    class Number:
        def __init__(self, value):
            if isinstance(value, complex) or not -LIMIT <= value <= LIMIT:
                raise OverflowError
            self.value = value

        def __pow__(self, other):
            if abs(float(self.value) ** other.value) > 2 * LIMIT:
                raise OverflowError
            return Number(self.value**other.value)

        def __neg__(self):
            return Number(-self.value)

        def __abs__(self):
            return Number(abs(self.value))

        def __floor__(self):
            return Number(math.floor(self.value))

        def __ceil__(self):
            return Number(math.ceil(self.value))

    def binary(name):
        def method(self, other):
            return Number(getattr(operator, name)(self.value, other.value))

        return method

    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod"):
        setattr(Number, f"__{name}__", binary(name))
    for name in ("lt", "le", "eq", "ne", "gt", "ge"):
        operation = getattr(operator, name)
        setattr(
            Number,
            f"__{name}__",
            lambda self, other, operation=operation: operation(self.value, other.value),
        )
    wrapped = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?(?:e\d+)?)", r"Number(\1)", text)
    scope = {**BUILT_IN, "Number": Number, **{name: Number(row[name]) for name in NAMES}}
    try:
        return eval(wrapped, {"__builtins__": {}}, scope).value
    except (OverflowError, ZeroDivisionError):
        return None


def same(left, right):
    return left == right or math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-300)


@settings(max_examples=300, deadline=None)
@given(expressions, rows)
def test_rows_and_columns_agree_with_python(text, rows):
    expression = compile_expression(text, NAMES)
    expected = [python_value(text, row) for row in rows]
    for row, value in zip(rows, expected, strict=True):
        try:
            found = expression.evaluate_row(row)
        except ExpressionError:
            found = None
        assert (found is None) == (value is None), (text, row)
        assert found is None or same(found, value), (text, row)
    columns = {name: np.array([row[name] for row in rows]) for name in NAMES}
    try:
        column = expression.evaluate(columns).tolist()
    except ExpressionError as error:
        assert expected[error.row if error.row is not None else 0] is None, (text, rows)
    else:
        assert None not in expected, (text, rows)
        assert all(map(same, column, expected)), (text, rows)
