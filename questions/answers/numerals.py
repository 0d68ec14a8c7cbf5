"""Reads one numeral, such as ``290,400``, in every way that its separators allow."""

from fractions import Fraction

_SURE_GROUPERS = "'_ "
_UNSURE = ".,"


class MalformedNumeral(ValueError):
    """Raised when separators stand where no way of writing numbers has them."""


def numeral_readings(token: str, *, is_whole: bool) -> tuple[Fraction, ...]:
    """Return what a numeral may mean, the reading with a decimal mark first.

    Parameters
    ----------
    token : str
        ASCII digits with ``.``, ``,``, spaces, apostrophes or underscores between them.
    is_whole : bool
        True where a whole number is asked for and nothing follows that scales it: then a comma
        before three digits groups them, and a full stop before three digits is in doubt. False:
        a full stop is a decimal point, and a comma before three digits is in doubt.

    Returns
    -------
    tuple of Fraction
        One value, or two different ones when the numeral is ambiguous.

    Raises
    ------
    MalformedNumeral
        If no reading exists, as for ``1,23,4`` or ``1.2.3``.

    Examples
    --------
    >>> numeral_readings("290,400", is_whole=True)
    (Fraction(290400, 1),)
    >>> numeral_readings("290.400", is_whole=True)
    (Fraction(1452, 5), Fraction(290400, 1))
    """
    used = {character for character in token if character in _UNSURE}
    if not used:
        return (Fraction(_grouped(token)),)
    if len(used) == 2:
        mark = max(_UNSURE, key=token.rfind)
        return (_with_mark(token, mark),)
    mark = used.pop()
    if token.count(mark) > 1:
        return (Fraction(_grouped(token)),)
    whole, _, rest = token.partition(mark)
    decimal = _with_mark(token, mark)
    may_group = len(rest) == 3 and rest.isdigit() and whole.isdigit() and _is_head(whole, 3)
    if not may_group:
        return (decimal,)
    grouped = Fraction(int(whole + rest))
    if is_whole:
        return (grouped,) if mark == "," else (decimal, grouped)
    return (decimal, grouped) if mark == "," else (decimal,)


def _is_head(digits: str, most: int) -> bool:
    return 1 <= len(digits) <= most and digits[0] != "0"


def _with_mark(token: str, mark: str) -> Fraction:
    whole, _, rest = token.partition(mark)
    if not rest.isdigit():
        raise MalformedNumeral(token)
    scale: int = 10 ** len(rest)
    return Fraction(_grouped(whole or "0") * scale + int(rest), scale)


def _grouped(token: str) -> int:
    """Return a whole number whose digits may stand in groups of three, or in lakhs."""
    if token.isdigit():
        return int(token)
    groupers = {character for character in token if not character.isdigit()}
    if len(groupers) != 1:
        raise MalformedNumeral(token)
    grouper = groupers.pop()
    head, *middle, last = token.split(grouper)
    is_lakhs = grouper == "," and _is_head(head, 2) and all(len(group) == 2 for group in middle)
    is_thousands = _is_head(head, 3) and all(len(group) == 3 for group in middle)
    if len(last) != 3 or not (is_thousands or is_lakhs):
        raise MalformedNumeral(token)
    return int(head + "".join(middle) + last)
