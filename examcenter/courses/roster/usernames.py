"""The usernames that accounts are given which lists make."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from examcenter.accounts.names import username_key

_NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]")
_MOST_ALIKE = 100


def names_from(address: str) -> tuple[str, str]:
    """Return the names that an address, or another id, suggests: its first half, and the whole."""
    return as_username(address.partition("@")[0]), as_username(address)


def as_username(text: str) -> str:
    """Return what usernames may hold of a text."""
    return _NOT_IN_USERNAMES.sub("", text)[:150]


def free_username(candidates: Sequence[str], is_taken: Callable[[str], bool]) -> str:
    """Return the first of the names that nobody has; else the last one with a number."""
    last = candidates[-1][:140] or "person"
    numbered = (f"{last}-{n}" for n in range(2, _MOST_ALIKE))
    for name in (*candidates, *numbered):
        if name and not is_taken(username_key(name)):
            return name
    raise AssertionError(f"every username made of {last!r} is taken")
