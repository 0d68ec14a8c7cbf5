"""Reads the keys of a document's answer section, with errors that name the key."""

import difflib
import math
from collections.abc import Collection, Mapping

from questions.answers.errors import SpecError

_MOST_IN_RANGE = 10**5
# Read by the engine; every kind lets them pass.
_ENGINE_KEYS = ("kind", "value", "values")


def refuse_unknown_keys(raw: Mapping[str, object], known: Collection[str]) -> None:
    """Raise SpecError for a key that the kind does not have."""
    allowed = [key for key in known if key not in _ENGINE_KEYS]
    for key in raw:
        if key in allowed or key in _ENGINE_KEYS:
            continue
        close = difflib.get_close_matches(str(key), allowed, n=1)
        choices = ", ".join(allowed) or "no further key"
        hint = f"{close[0]} (one of: {choices})" if close else f"one of: {choices}"
        raise SpecError(str(key), "an unknown key", hint)


def read_text(raw: Mapping[str, object], key: str) -> str:
    """Return a text, or the empty text when the key is absent."""
    found = raw.get(key, "")
    if not isinstance(found, str):
        raise SpecError(key, shorten(found), "a text")
    return found.strip()


def read_number_or_none(
    raw: Mapping[str, object], key: str, *, least: float = -math.inf
) -> float | None:
    """Return a finite number, or None when the key is absent."""
    found = raw.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise SpecError(key, shorten(found), "a number")
    if not math.isfinite(found) or found < least:
        raise SpecError(key, shorten(found), f"a number, {least:g} or more")
    return found


def read_count_or_none(raw: Mapping[str, object], key: str, *, most: int) -> int | None:
    """Return a whole number from 0 to ``most``, or None when the key is absent."""
    found = raw.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= most:
        raise SpecError(key, shorten(found), f"a whole number from 0 to {most}")
    return found


def read_switch(raw: Mapping[str, object], key: str) -> bool:
    """Return true or false; false when the key is absent."""
    found = raw.get(key, False)
    if not isinstance(found, bool):
        raise SpecError(key, shorten(found), "true or false")
    return found


def read_share(raw: Mapping[str, object], key: str) -> float:
    """Return a number from 0 to 1; 0 when the key is absent."""
    share = read_number_or_none(raw, key, least=0) or 0.0
    if share > 1:
        raise SpecError(key, shorten(share), "a number from 0 to 1")
    return float(share)


def read_values(axis: object) -> tuple[int | float, ...]:
    """Return the numbers of ``{range: [1, 8]}`` or ``{choice: [3, 5]}``; none if it is neither."""
    if not isinstance(axis, Mapping) or len(axis) != 1:
        return ()
    ((form, entries),) = axis.items()
    is_numbers = isinstance(entries, list) and all(type(one) in (int, float) for one in entries)
    if not is_numbers or form not in ("range", "choice"):
        return ()
    if form == "choice":
        return tuple(entries)
    if len(entries) not in (2, 3) or not all(isinstance(one, int) for one in entries):
        return ()
    first, last, step = (*entries, 1)[:3]
    is_short = step > 0 and last - first < _MOST_IN_RANGE
    return tuple(range(first, last + 1, step)) if is_short else ()


def shorten(found: object) -> str:
    """Return a short Python form of what a document holds."""
    text = repr(found)
    return text if len(text) <= 60 else text[:57] + "..."
