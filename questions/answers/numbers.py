"""Reads one number as people type it: grouped, scientific, a fraction, in words, with a unit."""

import re
from fractions import Fraction

from questions.answers import units
from questions.answers.errors import AnswerFormatError
from questions.answers.numerals import MalformedNumeral, numeral_readings
from questions.answers.text import clean, quote

# Counts in this field stay far below; a larger number is a slip of the keyboard, and int64
# columns, JSON and people all lose digits beyond.
LARGEST = 10**18
SMALLEST = Fraction(1, 10**30)
_LARGEST_EXPONENT = 400

# Each alternative starts differently and none repeats inside a repetition: the scan is linear.
_TOKEN = re.compile(r"(?:\d|[.,](?=\d))(?:\d|[.,'_ ](?=\d))*|[^\W\d_]+(?:-[^\W\d_]+)*|\S")
_TIMES = ("x", "X", "×")
_BASES = ("2", "10")
_CALCULATION = ("+", "-", "×", "/", "^", "(")


def read_number(text: str, *, expected: str, is_whole: bool, unit: str = "") -> Fraction:
    """Return the one number that a text means.

    Parameters
    ----------
    text : str
        What the student typed.
    expected : str
        What the question asks for, as a phrase with an example: ``"a whole number, such as 12"``.
    is_whole : bool
        True where a whole number is asked for; it decides how separators are read.
    unit : str, default=""
        The unit of the question; the answer may repeat it.

    Returns
    -------
    Fraction
        The exact value.

    Raises
    ------
    AnswerFormatError
        If the text is no number, several numbers, ambiguous, or out of all bounds.

    Examples
    --------
    >>> read_number("2.904 x 10^5", expected="a whole number", is_whole=True)
    Fraction(290400, 1)
    >>> read_number("9/2", expected="a number", is_whole=False)
    Fraction(9, 2)
    """
    return _NumberReader(text, expected=expected, is_whole=is_whole, unit=unit).read()


def to_plain(value: Fraction) -> int | float:
    """Return an int when the value is whole, else the nearest float."""
    return int(value) if value.denominator == 1 else float(value)


def type_plainly(value: Fraction) -> str:
    """Return the number in digits that are read without doubt."""
    plain = to_plain(value)
    return str(plain) if isinstance(plain, int) else f"{plain:.12g}"


class _NumberReader:
    """Reads the tokens of one answer from left to right."""

    def __init__(self, text: str, *, expected: str, is_whole: bool, unit: str) -> None:
        self.typed = text
        self.expected = expected
        self.is_whole = is_whole
        self.unit = unit
        self.tokens: list[str] = _TOKEN.findall(clean(text, expected=expected))
        self.position = 0
        self.letter = ""

    def read(self) -> Fraction:
        sign = self._read_sign()
        if not _is_numeral(self._peek()):
            raise self._error("not_a_number", "is not a number that can be read.")
        mantissas = self._read_mantissa()
        power = self._read_power_of_ten()
        multiples = self._read_multiples()
        self._read_unit()
        if self.position < len(self.tokens):
            raise self._unread()
        values = dict.fromkeys(
            sign * mantissa * power * multiple
            for mantissa in mantissas
            for multiple in self._fitting(multiples, mantissa * power)
        )
        return self._one_of(tuple(values))

    def _peek(self, ahead: int = 0) -> str:
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.position += 1
        return token

    def _error(self, code: str, why: str) -> AnswerFormatError:
        return AnswerFormatError(code, f"{quote(self.typed)} {why} This asks for {self.expected}.")

    def _read_sign(self) -> int:
        if self._peek() in ("+", "-"):
            return -1 if self._take() == "-" else 1
        return 1

    def _read_mantissa(self) -> tuple[Fraction, ...]:
        numeral = self._take()
        if self._peek() == "^" and numeral in _BASES:
            self._take()
            return (self._power(int(numeral)),)
        if self._peek() == "/" and _is_numeral(self._peek(1)):
            self._take()
            return (self._fraction(numeral, self._take()),)
        return self._numeral(numeral, is_whole=self.is_whole and self._is_unit_left())

    def _is_unit_left(self) -> bool:
        rest = " ".join(self.tokens[self.position :])
        return not rest or units.belongs(rest, self.unit)

    def _numeral(self, token: str, *, is_whole: bool) -> tuple[Fraction, ...]:
        try:
            return numeral_readings(token, is_whole=is_whole)
        except MalformedNumeral:
            pass
        if " " in token:
            raise self._error("several_numbers", "holds several numbers.")
        raise self._error(
            "bad_separators", "has separators that mark neither groups of three nor decimals."
        )

    def _fraction(self, upper: str, lower: str) -> Fraction:
        """Return ``9/2``, or ``4 1/2`` when a whole number stands before the fraction."""
        whole, space, numerator = upper.rpartition(" ")
        is_mixed = bool(space) and numerator.isdigit() and lower.isdigit()
        if is_mixed and int(numerator) < int(lower):
            if len(numerator) == 3:
                raise self._error(
                    "ambiguous_fraction",
                    "may be a whole number and a fraction, or one fraction: type it as a decimal.",
                )
            (head,) = self._numeral(whole, is_whole=False)[:1]
            return head + self._fraction(numerator, lower)
        top = self._one_of(self._numeral(upper, is_whole=self.is_whole))
        bottom = self._one_of(self._numeral(lower, is_whole=self.is_whole))
        if not bottom:
            raise self._error("not_a_number", "divides by zero, which has no value.")
        return top / bottom

    def _read_power_of_ten(self) -> Fraction:
        is_product = self._peek() in _TIMES and self._peek(1) == "10" and self._peek(2) == "^"
        if is_product:
            self.position += 3
            return self._power(10)
        is_short = self._peek() in ("e", "E") and (
            _is_numeral(self._peek(1))
            or (self._peek(1) in ("+", "-") and _is_numeral(self._peek(2)))
        )
        if not is_short:
            return Fraction(1)
        self._take()
        return self._power(10)

    def _power(self, base: int) -> Fraction:
        if self._peek() == "{" or self._peek() == "(":
            self._take()
        sign = self._read_sign()
        digits = self._take()
        if self._peek() in ("}", ")"):
            self._take()
        if not digits.isdigit():
            raise self._error("not_a_number", "has an exponent that is not a whole number.")
        short = digits.lstrip("0") or "0"
        if len(short) > len(str(_LARGEST_EXPONENT)) or int(short) > _LARGEST_EXPONENT:
            raise self._too_far(is_large=sign > 0)
        return Fraction(base) ** (sign * int(short))

    def _read_multiples(self) -> tuple[Fraction, ...]:
        factors = units.multiples(self._peek())
        if factors:
            word = self._take()
            self.letter = word if len(factors) > 1 else ""
        return factors or (Fraction(1),)

    def _fitting(self, multiples: tuple[Fraction, ...], scaled: Fraction) -> tuple[Fraction, ...]:
        """Leave out 1024s that give no whole number: 12.6M is then in thousands of thousands."""
        if not self.is_whole or len(multiples) < 2:
            return multiples
        whole = tuple(factor for factor in multiples if (scaled * factor).denominator == 1)
        return whole or multiples[:1]

    def _read_unit(self) -> None:
        words = " ".join(self.tokens[self.position :])
        if not words:
            return
        if units.belongs(words, self.unit):
            self.position = len(self.tokens)
        elif units.is_unit(words):
            asked = f"in {self.unit}" if self.unit else "without that unit"
            raise self._error("wrong_unit", f"is in {words}; the answer is wanted {asked}.")

    def _unread(self) -> AnswerFormatError:
        rest = self.tokens[self.position :]
        if any(token in (*_TIMES, "by", ",", ";") for token in rest):
            return self._error("several_numbers", "is more than one number.")
        if any(token in _CALCULATION for token in rest):
            return self._error("calculation", "is a calculation; type its result.")
        words = " ".join(rest)
        return self._error("unknown_words", f"is a number followed by {quote(words)}.")

    def _one_of(self, values: tuple[Fraction, ...]) -> Fraction:
        for value in values:
            if abs(value) >= LARGEST or 0 < abs(value) < SMALLEST:
                raise self._too_far(is_large=abs(value) > 1)
        if len(values) == 1:
            return values[0]
        if self.letter:
            raise self._ambiguous_letter(values[0])
        ways = tuple(self._without_doubt(value) for value in sorted(values))
        raise AnswerFormatError(
            "ambiguous_separator",
            f"{quote(self.typed)} can be read in two ways, so it is not marked yet. "
            f"Type {ways[0]} or type {ways[1]}, whichever you mean.",
            readings=ways,
        )

    def _without_doubt(self, value: Fraction) -> str:
        """Return the number so that typing it ends the question: 2.375 again would not."""
        plain = type_plainly(value)
        whole, _, digits = plain.partition(".")
        is_group = self.is_whole and len(digits) == 3 and whole.lstrip("-") != "0"
        return f"{plain}0" if is_group else plain

    def _ambiguous_letter(self, value: Fraction) -> AnswerFormatError:
        # The number in 1024s is not worked out here: 12M would show 12,582,912, a famous key.
        mantissa = type_plainly(value / units.multiples(self.letter)[0])
        ways = tuple(f"{mantissa} {word}" for word in units.words_for(self.letter))
        return AnswerFormatError(
            "ambiguous_multiple",
            f"{quote(self.typed)} is not marked yet: {self.letter} may count in thousands or in "
            f"1024s. Type {ways[0]} or type {ways[1]}, whichever you mean, or every digit.",
            readings=ways,
        )

    def _too_far(self, *, is_large: bool) -> AnswerFormatError:
        if is_large:
            return self._error("too_large", "has more than 18 digits; check the exponent.")
        return self._error("too_small", "is too close to zero; check the exponent.")


def _is_numeral(token: str) -> bool:
    return any(character in "0123456789" for character in token)
