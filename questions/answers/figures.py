"""Significant figures: how many a typed number has, and numbers shown with so many."""

import math
import re
from fractions import Fraction

from questions.answers.numerals import MalformedNumeral, numeral_readings

_NUMERAL = re.compile(r"\d(?:[\d.,'_ ]*\d)?|[.,]\d+")


class Measured(float):
    """A number that remembers with how many significant figures it was typed.

    Attributes
    ----------
    fewest, most : int
        They differ where zeros at the end may or may not count: 1200 has two to four. Both are 0
        for what has none, such as a fraction.
    """

    fewest: int
    most: int

    @classmethod
    def of(cls, value: Fraction, typed: str) -> "Measured":
        """Return a value with the figures of the text that it was read from."""
        measured = cls(value)
        measured.fewest, measured.most = count_figures(typed)
        return measured

    def has(self, figures: int) -> bool:
        """Tell whether it may have been meant with so many figures."""
        return self.fewest <= figures <= self.most


def count_figures(typed: str) -> tuple[int, int]:
    """Return the fewest and the most significant figures that a text may have.

    Parameters
    ----------
    typed : str
        A number that can be read, with one spelling for every sign.

    Returns
    -------
    tuple of int
        Twice the same where the text leaves no doubt; zeros for a fraction.

    Examples
    --------
    >>> count_figures("0.0250"), count_figures("1200"), count_figures("1.20e3")
    ((3, 3), (2, 4), (3, 3))
    """
    found = _NUMERAL.search(typed)
    if found is None or "/" in typed:
        return 0, 0
    token = found[0]
    digits = "".join(character for character in token if character.isdigit())
    significant = digits.lstrip("0")
    if not significant:
        return 1, 1
    if _has_decimals(token, digits):
        return len(significant), len(significant)
    return len(significant.rstrip("0")), len(significant)


def _has_decimals(token: str, digits: str) -> bool:
    after = re.split(r"[.,]", token)[-1]
    if after == token or not after.isdigit():
        return False
    try:
        value = numeral_readings(token, is_whole=False)[0]
    except MalformedNumeral:
        return False
    return bool(value * 10 ** len(after) == int(digits))


def to_figures(value: float, figures: int) -> float:
    """Return a number rounded to so many significant figures."""
    if not value or not math.isfinite(value):
        return value
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def show_figures(value: float, figures: int) -> str:
    """Return a number in digits, with zeros at the end that count: ``0.500``."""
    rounded = to_figures(value, figures)
    if not rounded:
        return "0"
    places = figures - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:.{max(0, places)}f}"
