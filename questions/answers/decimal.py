"""The kind ``decimal``: one number, compared within a tolerance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import SpecError
from questions.answers.figures import Measured, show_figures, to_figures
from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, own_spec
from questions.answers.numbers import read_number, to_plain
from questions.answers.options import (
    read_count_or_none,
    read_number_or_none,
    read_share,
    read_text,
    refuse_unknown_keys,
    shorten,
)
from questions.answers.precision import Tolerance, is_rounded_too_far, show_number
from questions.answers.text import clean

_MOST_PLACES = 12
_EXAMPLE = 0.1234567890123


@dataclass(frozen=True, kw_only=True)
class DecimalSpec(Spec):
    """Options of a number with a tolerance; without any, it has to be exact.

    Attributes
    ----------
    absolute, relative : float or None
        Largest distance from the key, in units of the answer and as a share of the key; of
        both, the wider one counts.
    places : int or None
        Decimal places asked for; alone, it allows half a unit of the last one.
    figures : int or None
        Significant figures asked for; alone, they allow half a unit of the last one.
    credit : float
        What a right value with other figures earns.
    unit : str
        Shown beside the field and allowed in the answer.
    """

    kind: str = "decimal"
    absolute: float | None = None
    relative: float | None = None
    places: int | None = None
    figures: int | None = None
    credit: float = 0.0
    unit: str = ""

    @property
    def tolerance(self) -> Tolerance:
        """The tolerance that these options give."""
        return Tolerance.of(
            absolute=self.absolute,
            relative=self.relative,
            places=self.places,
            figures=self.figures,
        )

    def presentable(self, key: int | float) -> int | float:
        """Return the key without the digits that the tolerance makes meaningless.

        Still a right answer: what is shown as the key must be marked right when it is typed.
        """
        if self.figures is not None:
            return to_figures(key, self.figures)
        width = float(self.tolerance.width(key))
        if self.places is None and not 0 < width < float("inf"):
            return key
        places = self.places if self.places is not None else math.ceil(-math.log10(width))
        rounded = round(key, max(0, places))
        return rounded if self.tolerance.covers(rounded, key) else key


class DecimalKind:
    """Reads and compares numbers that need not be whole."""

    name = "decimal"

    def read_spec(self, raw: Mapping[str, object]) -> DecimalSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("absolute", "relative", "places", "figures", "credit", "unit"))
        figures = read_count_or_none(raw, "figures", most=_MOST_PLACES)
        if figures == 0 or (figures is not None and raw.get("places") is not None):
            expected = f"a whole number from 1 to {_MOST_PLACES}, without places"
            raise SpecError("figures", shorten(raw["figures"]), expected)
        return DecimalSpec(
            figures=figures,
            credit=read_share(raw, "credit"),
            absolute=read_number_or_none(raw, "absolute", least=0),
            relative=read_number_or_none(raw, "relative", least=0),
            places=read_count_or_none(raw, "places", most=_MOST_PLACES),
            unit=read_text(raw, "unit"),
        )

    def parse(self, text: str, spec: Spec) -> int | float:
        """Return the number that was typed; a whole one as an int."""
        own = own_spec(spec, DecimalSpec)
        expected = self.expected(spec)
        value = read_number(text, expected=expected, is_whole=False, unit=own.unit)
        if own.figures is not None:
            return Measured.of(value, clean(text, expected=expected))
        return to_plain(value)

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the value lies within the tolerance around the key."""
        own = own_spec(spec, DecimalSpec)
        if not isinstance(value, int | float) or not isinstance(key, int | float):
            return False
        if isinstance(value, Measured) and own.figures is not None and not value.has(own.figures):
            return False
        return bool(own.tolerance.covers(value, key))

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row whether its value is right; NaN never is."""
        own = own_spec(spec, DecimalSpec)
        covered = own.tolerance.covers(
            np.asarray(values, dtype=np.float64), np.asarray(keys, dtype=np.float64)
        )
        return np.asarray(covered, dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the number in digits: ``4.5``."""
        own = own_spec(spec, DecimalSpec)
        number = _number(value)
        if isinstance(number, Measured):
            return show_figures(number, max(1, number.most)) if number.most else f"{number:.12g}"
        if own.figures is not None:
            return show_figures(number, own.figures)
        # One comma before three digits would be in doubt when typed back.
        if float(number).is_integer() and abs(number) < 10**6:
            return str(int(number))
        return show_number(number)

    def to_value(self, row: Any, spec: Spec) -> int | float:
        """Return one row of a column as a number of Python."""
        own_spec(spec, DecimalSpec)
        number = float(row)
        if not np.isfinite(number):
            raise ValueError(f"value {number} of a decimal answer, expected a finite number")
        return int(row) if number.is_integer() else number

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        own = own_spec(spec, DecimalSpec)
        in_unit = f" in {own.unit}" if own.unit else ""
        if own.figures is not None:
            s = "s" if own.figures > 1 else ""
            example = show_figures(_EXAMPLE, own.figures)
            return f"a number{in_unit} with {own.figures} significant figure{s}, such as {example}"
        if not own.places:
            return f"a number{in_unit}, such as 1250 or 12.5"
        example = "12." + "5".ljust(own.places, "0")
        s = "s" if own.places > 1 else ""
        return f"a number{in_unit} with {own.places} decimal place{s}, such as {example}"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        return own_spec(spec, DecimalSpec).tolerance.describe()

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return the lowest and highest right answer."""
        width = own_spec(spec, DecimalSpec).tolerance.width(_number(key))
        return (_number(key) - float(width), _number(key) + float(width))

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return one useful next step for a wrong answer, without the key."""
        own = own_spec(spec, DecimalSpec)
        number, right = _number(value), _number(key)
        if isinstance(number, Measured) and own.figures is not None:
            advice = _advise_figures(number, right, own)
            if advice is not None:
                return advice
        if is_rounded_too_far(number, right):
            return Advice(
                "precision",
                "Your value is right, but it is rounded too far. "
                + _wanted_precision(own)
                + " Round only at the end.",
            )
        if number <= 0 < right:
            return Advice(
                "wrong",
                "The result here is more than zero. Check the order of the subtraction and the "
                "signs.",
            )
        return Advice("wrong", GO_THROUGH)


def _advise_figures(number: Measured, right: float, spec: DecimalSpec) -> Advice | None:
    """Return what to tell about a right value with other figures than asked for."""
    is_right = bool(spec.tolerance.covers(float(number), right))
    if not is_right and not is_rounded_too_far(float(number), right):
        return None
    if not is_right and number.has(spec.figures or 0):
        return Advice(
            "precision",
            "Your value is right but for its last figure: round the result, do not cut it.",
        )
    s = "s" if spec.figures != 1 else ""
    typed = f"it has {number.most} of them" if number.most else "it is a fraction"
    return Advice(
        "precision",
        f"Your value is right. This asks for {spec.figures} significant figure{s}, and {typed}.",
        spec.credit,
    )


def _wanted_precision(spec: DecimalSpec) -> str:
    if spec.places:
        s = "s" if spec.places > 1 else ""
        return f"This asks for {spec.places} decimal place{s}."
    if spec.tolerance.is_exact:
        return "This asks for the exact value; a fraction such as 10/3 is understood."
    return "Give more digits."


def _number(value: Value) -> int | float:
    if isinstance(value, int | float):
        return value
    raise TypeError(f"value {value!r} of a decimal answer, expected a number")
