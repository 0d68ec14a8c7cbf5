"""The texts of tokens: made, taken apart, hashed and compared; none is ever stored plain."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

_MARK = "ect"
_PREFIX_LENGTH = 8
_PREFIX_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SECRET_BYTES = 32
_TEXT = re.compile(r"ect_(?P<prefix>[a-z0-9]{8})_[A-Za-z0-9_-]{43}")
# As they were given out before there were programs; those that are still good stay so.
_OLD_TEXT = re.compile(r"(?P<prefix>[0-9a-f]{8})[0-9a-f]{32}")


@dataclass(frozen=True)
class NewSecret:
    """The text of a new token, which is shown once, and what of it is kept."""

    text: str
    prefix: str
    digest: str


def make_secret() -> NewSecret:
    """Return a new text; 256 bits of it are nobody's to guess."""
    prefix = "".join(secrets.choice(_PREFIX_SIGNS) for _ in range(_PREFIX_LENGTH))
    text = f"{_MARK}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return NewSecret(text, prefix, digest_of(text))


def find_prefix(text: str) -> str | None:
    """Return the part by which a token is found; None of what is no token's text."""
    found = _TEXT.fullmatch(text) or _OLD_TEXT.fullmatch(text)
    return found["prefix"] if found else None


def digest_of(text: str) -> str:
    """Return the hash that is kept. It needs no salt and no cost: the text is random."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_same(text: str, digest: str) -> bool:
    """Tell whether a text has this hash, in a time that tells nothing of how nearly."""
    return constant_time_compare(digest_of(text), digest)
