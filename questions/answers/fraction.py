"""The kind ``fraction``: one ratio of whole numbers, compared exactly."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, as_flat, own_spec
from questions.answers.numbers import read_number
from questions.answers.options import read_share, read_switch, read_text, refuse_unknown_keys
from questions.answers.precision import is_rounded_too_far
from questions.answers.text import clean

# Two ratios with denominators up to here are at least 1e-10 apart, and the arithmetic of a key up
# to the largest one is off by far less: so the ratio behind a float is the only one this near.
MOST_DENOMINATOR = 10**5
LARGEST_KEY = 10**4
_NEAR = 2e-11
_RATIO = re.compile(r"(\d+) ?/ ?(\d+)$")
_DECIMAL = re.compile(r"\d*[.,](\d+)$")


@dataclass(frozen=True, kw_only=True)
class FractionSpec(Spec):
    """Options of a fraction.

    Attributes
    ----------
    lowest : bool
        True when the fraction has to be in lowest terms.
    credit : float
        What a right value in other terms earns then.
    unit : str
        Shown beside the field and allowed in the answer.
    """

    kind: str = "fraction"
    lowest: bool = False
    credit: float = 0.0
    unit: str = ""


class FractionKind:
    """Reads and compares ratios; a value is (numerator, denominator), a row is their quotient."""

    name = "fraction"

    def read_spec(self, raw: Mapping[str, object]) -> FractionSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("lowest", "credit", "unit"))
        return FractionSpec(
            lowest=read_switch(raw, "lowest"),
            credit=read_share(raw, "credit"),
            unit=read_text(raw, "unit"),
        )

    def parse(self, text: str, spec: Spec) -> tuple[int, int]:
        """Return the ratio that was typed; in its own terms where lowest terms are asked for."""
        own = own_spec(spec, FractionSpec)
        expected = self.expected(spec)
        value = read_number(text, expected=expected, is_whole=False, unit=own.unit)
        denominator = value.denominator
        if own.lowest:
            denominator = _typed_denominator(clean(text, expected=expected), value)
        return value.numerator * (denominator // value.denominator), denominator

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the two are the same ratio, in lowest terms where that is asked for."""
        own = own_spec(spec, FractionSpec)
        if not _is_ratio(value) or not _is_ratio(key) or to_ratio(value) != to_ratio(key):
            return False
        return not own.lowest or _is_lowest(value)

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row whether its quotient is the key's; NaN and irrational ones never."""
        own_spec(spec, FractionSpec)
        numbers = np.asarray(keys, dtype=np.float64)
        unique, places = np.unique(numbers, return_inverse=True)
        is_key = np.array([_find_ratio(number) is not None for number in unique.tolist()])
        near = np.abs(np.asarray(values, dtype=np.float64) - numbers) <= 2 * _NEAR
        return np.asarray(near & is_key[places.reshape(numbers.shape)], dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the ratio with a slash: ``9/25``; a whole number without one."""
        own_spec(spec, FractionSpec)
        numerator, denominator = (int(number) for number in as_flat(value))
        return f"{numerator}/{denominator}" if denominator != 1 else str(numerator)

    def to_value(self, row: Any, spec: Spec) -> tuple[int, int]:
        """Return the ratio that a row of quotients stands for."""
        own_spec(spec, FractionSpec)
        number = float(row)
        if not math.isfinite(number):
            raise ValueError(f"value {number} of a fraction, expected a finite number")
        # A mistake may give what is no such ratio; what it gives is then never typed.
        ratio = _find_ratio(number) or Fraction(number).limit_denominator(10**9)
        return ratio.numerator, ratio.denominator

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        own = own_spec(spec, FractionSpec)
        return f"a fraction{' in lowest terms' if own.lowest else ''}, such as 3/4"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        if own_spec(spec, FractionSpec).lowest:
            return "The fraction has to be exactly the key, in lowest terms."
        return "The fraction has to be exactly the key; 6/8 and 0.75 are 3/4."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return the lowest and highest right answer: twice the key."""
        own_spec(spec, FractionSpec)
        number = float(to_ratio(key))
        return (number, number)

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return one useful next step for a wrong answer, without the key."""
        own = own_spec(spec, FractionSpec)
        ratio, right = to_ratio(value), to_ratio(key)
        if ratio == right:
            return Advice(
                "form",
                "The value is right. This asks for lowest terms: divide both numbers by what they "
                "have in common.",
                own.credit,
            )
        if is_rounded_too_far(float(ratio), float(right)):
            return Advice(
                "precision",
                "Your value is right, but it is rounded. Type the fraction itself, with a slash.",
            )
        if ratio and ratio == 1 / right:
            return Advice("wrong", "Your fraction is upside down: what is the share of what?")
        if ratio and ratio == 1 - right:
            return Advice(
                "wrong", "That is the rest, up to 1. Read again which share is asked for."
            )
        return Advice("wrong", GO_THROUGH)


def to_ratio(value: Value) -> Fraction:
    """Return a value of this kind as a number."""
    if not _is_ratio(value):
        raise TypeError(f"value {value!r} of a fraction, expected (numerator, denominator)")
    numerator, denominator = as_flat(value)
    return Fraction(int(numerator), int(denominator))


def _is_ratio(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[1] != 0


def _is_lowest(value: Value) -> bool:
    numerator, denominator = as_flat(value)
    return math.gcd(int(numerator), int(denominator)) == 1


def _find_ratio(number: float) -> Fraction | None:
    """Return the only ratio with a small denominator that is this near, if there is one."""
    if not abs(number) <= LARGEST_KEY:
        return None
    ratio = Fraction(number).limit_denominator(MOST_DENOMINATOR)
    return ratio if abs(ratio - Fraction(number)) <= _NEAR else None


def _typed_denominator(typed: str, value: Fraction) -> int:
    """Return the denominator as it was typed: 8 for 6/8, 100 for 0.75."""
    ratio, decimal = _RATIO.search(typed), _DECIMAL.search(typed)
    denominator = int(ratio[2]) if ratio else 10 ** len(decimal[1]) if decimal else 1
    is_its_own = denominator and denominator % value.denominator == 0
    return denominator if is_its_own else value.denominator
