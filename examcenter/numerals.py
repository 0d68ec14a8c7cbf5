"""Numbers as the reader's language writes them, for texts; never for what is typed or computed."""

from __future__ import annotations

from django.utils.formats import get_format


def localise(text: str) -> str:
    """Return a number that was written the English way with the separators of the language.

    Parameters
    ----------
    text : str
        Such as ``1,250`` or ``2.5 %``; nothing but a number and its unit.

    Returns
    -------
    str
        In German ``1.250`` and ``2,5 %``; in English the same.
    """
    point, comma = str(get_format("DECIMAL_SEPARATOR")), str(get_format("THOUSAND_SEPARATOR"))
    if point == ".":
        return text
    return text.translate({ord("."): point, ord(","): comma})


def grouped(number: int) -> str:
    """Return a whole number in groups of three: ``1,250``."""
    return localise(f"{number:,}")


def short(number: float) -> str:
    """Return a number as short as it is exact to six figures: ``2.5``."""
    return localise(f"{number:g}")


def per_cent(share: float, places: int = 0) -> str:
    """Return a share as a percentage: ``50 %``."""
    return localise(f"{100 * share:.{places}f} %")
