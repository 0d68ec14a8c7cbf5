"""The kind ``integer``: one whole number, compared exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, own_spec
from questions.answers.numbers import read_number, to_plain
from questions.answers.options import (
    read_number_or_none,
    read_text,
    refuse_unknown_keys,
    shorten,
)
from questions.answers.precision import is_rounded_too_far, show_number
from questions.answers.text import quote


@dataclass(frozen=True, kw_only=True)
class IntegerSpec(Spec):
    """Options of a whole number.

    Attributes
    ----------
    minimum, maximum : int or None
        Answers beyond these bounds are handed back unmarked. The student is told the bounds.
    unit : str
        What is counted, such as ``"px"``; shown beside the field and allowed in the answer.
    """

    kind: str = "integer"
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""


class IntegerKind:
    """Reads and compares whole numbers; a fraction can be read, and is wrong."""

    name = "integer"

    def read_spec(self, raw: Mapping[str, object]) -> IntegerSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("minimum", "maximum", "unit"))
        minimum = _read_bound(raw, "minimum")
        maximum = _read_bound(raw, "maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            raise SpecError("maximum", str(maximum), f"at least the minimum, {minimum}")
        return IntegerSpec(minimum=minimum, maximum=maximum, unit=read_text(raw, "unit"))

    def parse(self, text: str, spec: Spec) -> int | float:
        """Return the number that was typed; a fraction stays one, so that it can be diagnosed."""
        own = own_spec(spec, IntegerSpec)
        value = to_plain(
            read_number(text, expected=self.expected(spec), is_whole=True, unit=own.unit)
        )
        is_low = own.minimum is not None and value < own.minimum
        is_high = own.maximum is not None and value > own.maximum
        if is_low or is_high:
            raise AnswerFormatError(
                "out_of_range", f"{quote(text)} is out of range. This asks for {_range(own)}."
            )
        return value

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the two are the same number."""
        own_spec(spec, IntegerSpec)
        return isinstance(value, int | float) and value == key

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row whether its value is right; NaN never is."""
        own_spec(spec, IntegerSpec)
        return np.asarray(np.asarray(values) == np.asarray(keys), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the number with its thousands separated: ``290,400``."""
        own_spec(spec, IntegerSpec)
        return show_number(_number(value))

    def to_value(self, row: Any, spec: Spec) -> int | float:
        """Return one row of a column as an int, or as a float where a mistake gives none."""
        own_spec(spec, IntegerSpec)
        number = float(row)
        if not np.isfinite(number):
            raise ValueError(f"value {number} of an integer answer, expected a finite number")
        return int(row) if number.is_integer() else number

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        own = own_spec(spec, IntegerSpec)
        of_unit = f" of {own.unit}" if own.unit else ""
        return f"a whole number{of_unit}, such as 1250"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own_spec(spec, IntegerSpec)
        return "The whole number has to be exactly the key."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return the lowest and highest right answer: twice the key."""
        own_spec(spec, IntegerSpec)
        return (_number(key), _number(key))

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return one useful next step for a wrong answer, without the key."""
        own_spec(spec, IntegerSpec)
        number, right = _number(value), _number(key)
        if is_rounded_too_far(number, right):
            return Advice(
                "precision",
                "That is the right value, rounded. This asks for the exact whole number: "
                "type every digit.",
            )
        if number != int(number):
            return Advice(
                "wrong",
                "That is not a whole number, and this asks for one. Look at the step that leaves "
                "a fraction: what does the question say happens to it?",
            )
        if number <= 0 < right:
            return Advice(
                "wrong",
                "The result here is more than zero. Check the order of the subtraction and the "
                "signs.",
            )
        return Advice("wrong", GO_THROUGH)


def _read_bound(raw: Mapping[str, object], key: str) -> int | None:
    found = read_number_or_none(raw, key)
    if found is None:
        return None
    if found != int(found):
        raise SpecError(key, shorten(found), "a whole number")
    return int(found)


def _range(spec: IntegerSpec) -> str:
    if spec.minimum is None:
        return f"a whole number up to {spec.maximum:,}"
    if spec.maximum is None:
        return f"a whole number from {spec.minimum:,} on"
    return f"a whole number from {spec.minimum:,} to {spec.maximum:,}"


def _number(value: Value) -> int | float:
    if isinstance(value, int | float):
        return value
    raise TypeError(f"value {value!r} of an integer answer, expected a number")
