"""Reads a source as it was sent: measured and decoded here, compiled in the jail only."""

import hashlib

from django.conf import settings

from grader.errors import SourceRefused

_BOM = "\ufeff"


def read_source(raw: bytes | str) -> str:
    """Return the source as text, without a byte order mark.

    Raises
    ------
    SourceRefused
        If it is too large, not UTF-8, not text, or empty.
    """
    data = _encode(raw) if isinstance(raw, str) else raw
    limit = settings.GRADER_SOURCE_LIMIT_BYTES
    if len(data) > limit:
        raise SourceRefused(
            "source_too_large", f"Your source has {len(data):,} bytes, at most {limit:,} are taken."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceRefused(
            "source_not_utf8",
            f"Your source is not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}. "
            "Save the file as UTF-8 and send it again.",
        ) from None
    text = text.removeprefix(_BOM)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise SourceRefused(
            "source_not_text",
            f"Your source holds a NUL character in line {line}, expected text. Is this the file?",
        )
    if not text.strip():
        raise SourceRefused("source_empty", "Your source is empty, expected a Python function.")
    return text


def digest_of(source: str) -> str:
    """Return the SHA-256 of a source, in hexadecimal."""
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceRefused(
            "source_not_utf8",
            f"Character {error.start + 1} of your source is half of a pair (a lone surrogate) and "
            "cannot be written as UTF-8.",
        ) from None
