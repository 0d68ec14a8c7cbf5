"""When two names are one: what looks alike to a reader must not be two people."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
# Longer keys can only come of signs that unfold into many; they are cut alike.
KEY_LENGTH = 300
# Of a key with a mark behind it, for accounts that looked alike before keys were kept.
MARKED_LENGTH = 280


def username_key(name: str) -> str:
    """Return the text by which usernames are compared: without capitals, widths and ligatures."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)[:KEY_LENGTH]


def clean_name(text: str) -> str:
    """Return a person's name on one line, without signs that cannot be seen."""
    seen = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"} or sign in "\u200c\u200d"
    )
    return _BLANKS.sub(" ", seen).strip()


def clean_address(text: str) -> str:
    """Return an e-mail address in the one form in which it is stored and compared."""
    return unicodedata.normalize("NFKC", text).strip().lower()
