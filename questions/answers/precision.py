"""Tolerances; tells a right value that is rounded too far from a wrong one; shows numbers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

_ROUGHEST = 0.05
# Far above the rounding of float arithmetic in a key, far below any tolerance of an author.
_FLOAT_NOISE = 1e-9
_SMALLEST_KEY = 1e-300


@dataclass(frozen=True)
class Tolerance:
    """How far from the key an answer may be.

    Attributes
    ----------
    absolute : float
        In units of the answer.
    relative : float
        As a share of the key; of the two the wider one counts.
    figures : int or None
        Significant figures asked for; alone, they allow half a unit of the last one.
    """

    absolute: float
    relative: float
    figures: int | None = None

    @classmethod
    def of(
        cls,
        *,
        absolute: float | None,
        relative: float | None,
        places: int | None,
        figures: int | None = None,
    ) -> "Tolerance":
        """Return the tolerance of a document's keys; places alone allow half a last unit."""
        if absolute is None and relative is None and figures is not None:
            return cls(absolute=0.0, relative=0.0, figures=figures)
        if absolute is None and relative is None and places is not None:
            absolute = 0.5 * 10.0**-places
        return cls(absolute=absolute or 0.0, relative=relative or 0.0)

    @property
    def is_exact(self) -> bool:
        """True when only the rounding of the machine is forgiven."""
        return self.absolute == 0 and self.relative == 0 and self.figures is None

    def width(self, key: Any) -> Any:
        """Return the largest distance from a key, or from each of an array of keys."""
        if self.figures is not None:
            size = np.maximum(np.abs(key), _SMALLEST_KEY)
            return 0.5 * 10.0 ** (np.floor(np.log10(size)) - self.figures + 1)
        return np.maximum(self.absolute, self.relative * np.abs(key))

    def covers(self, value: Any, key: Any) -> Any:
        """Tell whether a value, or each row of an array, is near enough; NaN never is."""
        noise = _FLOAT_NOISE * np.maximum(np.abs(key), self.absolute)
        return np.abs(np.subtract(value, key)) <= self.width(key) + noise

    def covers_all(self, values: Iterable[float], keys: Iterable[float]) -> bool:
        """Tell the same of pairs of plain numbers at once, as far as the first that is too far."""
        if self.figures is not None:
            return all(map(self.covers, values, keys))
        for value, key in zip(values, keys, strict=True):
            size = abs(key)
            noise = _FLOAT_NOISE * max(size, self.absolute)
            if not abs(value - key) <= max(self.absolute, self.relative * size) + noise:
                return False
        return True

    def describe(self) -> str:
        """Return the rule as a sentence."""
        if self.figures is not None:
            return f"The number has to be the key, rounded to {self.figures} significant figures."
        parts = []
        if self.absolute:
            parts.append(f"{self.absolute:g}")
        if self.relative:
            parts.append(f"{100 * self.relative:g} % of the key")
        if not parts:
            return "The number has to be exactly the key."
        most = " or ".join(parts) + (", whichever is more" if len(parts) == 2 else "")
        return f"The number may differ from the key by at most {most}."


def is_rounded_too_far(value: float, key: float) -> bool:
    """Tell whether a value is the key, rounded or cut to the digits that the value has.

    Parameters
    ----------
    value : float
        What the student answered; its last digit that is not zero counts as the last one meant.
    key : float
        The right value.

    Returns
    -------
    bool
        False for the key itself, and where the value has a single digit or is more than 5 % away:
        that is no evidence of the right value.

    Examples
    --------
    >>> is_rounded_too_far(3.33, 10 / 3), is_rounded_too_far(3.4, 10 / 3)
    (True, False)
    >>> is_rounded_too_far(12_600_000, 12_582_912)
    True
    """
    if value == key or not math.isfinite(value) or not value or not key:
        return False
    # By way of decimal digits, so that 4.4 is not a hair nearer to 4.5 than one tenth.
    exact, right = Fraction(repr(float(value))), Fraction(repr(float(key)))
    distance = abs(exact - right)
    step = _last_step(value)
    if distance > abs(right) * Fraction(_ROUGHEST) or abs(exact) < 10 * step:
        return False
    is_cut = abs(exact) < abs(right) and distance < step
    return is_cut or distance <= step / 2 * (1 + Fraction(_FLOAT_NOISE))


def _last_step(value: float) -> Fraction:
    """Return the worth of the last digit that is not zero: 0.01 for 3.33, 100000 for 12.6e6."""
    digits, _, exponent = f"{value:.14e}".partition("e")
    n_after_point = len(digits.rstrip("0").partition(".")[2])
    return Fraction(10) ** (int(exponent) - n_after_point)


def show_number(value: float) -> str:
    """Return a number in digits, with thousands separated by commas."""
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}"
    return f"{value:,.12g}"
