"""The password of a room as it is said aloud: what cannot be heard does not matter."""

from __future__ import annotations

import unicodedata

# Characters that nobody sees and that come along when a text is copied.
_INVISIBLE = ("Cc", "Cf")


def spoken(text: str) -> str:
    """Return a password without capitals, double blanks and what cannot be seen.

    Letters with accents are written in two ways, depending on the keyboard; both are one.
    """
    composed = unicodedata.normalize("NFKC", text).casefold()
    seen = "".join(
        sign if unicodedata.category(sign) not in _INVISIBLE or sign.isspace() else ""
        for sign in composed
    )
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def of_header(text: str) -> str:
    """Return what a program has sent in a header, where bytes are read as Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
