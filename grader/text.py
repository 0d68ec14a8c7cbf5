"""Makes text that student code produced fit to store and to show."""

import unicodedata

_KEPT = frozenset("\n\t")
_LONGEST = 64 * 1024


def clean_text(text: str) -> str:
    """Return the text without control characters, which terminals obey and PostgreSQL refuses."""
    return "".join(
        character if character in _KEPT or unicodedata.category(character)[0] != "C" else "\ufffd"
        for character in text[:_LONGEST].replace("\r\n", "\n")
    )
