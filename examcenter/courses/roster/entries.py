"""What another system says of each person of a course, row by row; knows no database.

A row that cannot be read is refused by itself, with a pointer to the value that is wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from examcenter.accounts.names import clean_address, clean_name
from examcenter.courses.models import LONGEST_EXTERNAL_ID, Enrollment
from examcenter.courses.roster.reading import LONGEST_GROUP, LONGEST_NAME, is_username

MOST_ROWS = 10_000
MOST_GROUPS = 50
# How a group is named by the other system's id of it.
EXTERNAL = "external:"
# The roles that a roster gives; what programs may do is not a matter of rosters.
ROLES = ("student", "assistant", "teacher", "owner")
FIELDS = ("external_id", "username", "email", "given_name", "family_name", "role", "groups")
_LONGEST_ADDRESS = 254
# Control characters and halves of characters.
_BAD_SIGNS = {"Cc", "Cs"}
_is_address = EmailValidator()


@dataclass(frozen=True)
class Entry:
    """One person as the other system has them; without ``groups`` nothing is said of groups."""

    row: int
    external_id: str = ""
    email: str = ""
    username: str = ""
    first_name: str = ""
    last_name: str = ""
    role: str = Enrollment.Role.STUDENT
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Misread:
    """A row of which nobody can be made: the value that is wrong, why, and who is meant if told."""

    row: int
    steps: tuple[str | int, ...]
    why: str
    external_id: str = ""
    email: str = ""
    username: str = ""


class _Wrong(Exception):
    """A value that cannot be taken."""

    def __init__(self, steps: tuple[str | int, ...], why: str) -> None:
        self.steps, self.why = steps, why
        super().__init__(why)


def read_entries(rows: Sequence[Any]) -> list[Entry | Misread]:
    """Return what each row says."""
    return [read_entry(row, number) for number, row in enumerate(rows)]


def read_entry(row: Any, number: int = 0, *, needs_id: bool = True) -> Entry | Misread:
    """Return what a row says, or why it says nothing."""
    if not isinstance(row, Mapping):
        return Misread(number, (), f"found {_kind(row)}, expected an object")
    try:
        return _entry(row, number, needs_id)
    except _Wrong as wrong:
        # Whom a bad row means is still told, so that nobody is taken out by a slip elsewhere in it.
        named = {name: _said(row.get(name)) for name in ("external_id", "email", "username")}
        named["email"] = clean_address(named["email"])
        return Misread(number, wrong.steps, wrong.why, **named)


def _entry(row: Mapping[str, Any], number: int, needs_id: bool) -> Entry:
    for name in row:
        if name not in FIELDS:
            raise _Wrong((ascii(name[:60])[1:-1],), f"unknown field; expected: {', '.join(FIELDS)}")
    text = partial(_text, row)
    entry = Entry(
        row=number,
        external_id=text("external_id", LONGEST_EXTERNAL_ID),
        email=_address(text("email", _LONGEST_ADDRESS)),
        username=_username(text("username", LONGEST_NAME)),
        first_name=clean_name(text("given_name", LONGEST_NAME)),
        last_name=clean_name(text("family_name", LONGEST_NAME)),
        role=_role(row),
        groups=_groups(row.get("groups")),
    )
    if needs_id and not entry.external_id:
        raise _Wrong(("external_id",), "missing; expected the id that your system has")
    if "@" in entry.username and entry.username.casefold() != entry.email:
        raise _Wrong(("username",), "looks like an e-mail address, and is not the one of this row")
    return entry


def _text(row: Mapping[str, Any], name: str, longest: int) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong((name,), f"found {_kind(value)}, expected text")
    value = value.strip()
    if len(value) > longest:
        raise _Wrong((name,), f"found {len(value)} signs, expected at most {longest}")
    _check_signs(value, (name,))
    return value


def _said(value: Any) -> str:
    """Return a text that can be looked for; nothing for what no database holds."""
    text = value.strip() if isinstance(value, str) else ""
    is_sound = len(text) <= _LONGEST_ADDRESS and not (_BAD_SIGNS & _categories(text))
    return text if is_sound else ""


def _categories(text: str) -> set[str]:
    return set() if text.isprintable() else {unicodedata.category(sign) for sign in text}


def _check_signs(text: str, steps: tuple[str | int, ...]) -> None:
    """Refuse control characters and halves of characters; names are cleaned of other oddities."""
    if _BAD_SIGNS & _categories(text):
        sign = next(sign for sign in text if unicodedata.category(sign) in _BAD_SIGNS)
        raise _Wrong(steps, f"found the sign U+{ord(sign):04X}, which cannot be stored")


def _address(text: str) -> str:
    email = clean_address(text)
    if email:
        try:
            _is_address(email)
        except ValidationError:
            why = f"found {email[:80]!r}, expected an address like name@example.org"
            raise _Wrong(("email",), why) from None
    return email


def _username(text: str) -> str:
    name = unicodedata.normalize("NFKC", text).strip()
    if name and not is_username(name):
        raise _Wrong(
            ("username",),
            f"found {name[:60]!r}, expected up to 150 letters, digits and any of @ . + - _",
        )
    return name


def _role(row: Mapping[str, Any]) -> str:
    role = row.get("role")
    if role not in ROLES:
        found = ascii(role[:40]) if isinstance(role, str) else _kind(role)
        raise _Wrong(("role",), f"found {found}, expected one of {', '.join(ROLES)}")
    return str(role)


def _groups(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise _Wrong(("groups",), f"found {_kind(value)}, expected a list of names")
    if len(value) > MOST_GROUPS:
        raise _Wrong(("groups",), f"found {len(value)} groups, expected at most {MOST_GROUPS}")
    names: dict[str, str] = {}
    for at, item in enumerate(value):
        if not isinstance(item, str):
            raise _Wrong(("groups", at), f"found {_kind(item)}, expected a name")
        _check_signs(item, ("groups", at))
        name = item.strip() if item.startswith(EXTERNAL) else clean_name(item)
        longest = (
            LONGEST_EXTERNAL_ID + len(EXTERNAL) if item.startswith(EXTERNAL) else LONGEST_GROUP
        )
        if not name or len(name) > longest:
            raise _Wrong(
                ("groups", at), f"found {len(name)} signs, expected a name of 1 to {longest}"
            )
        names.setdefault(name if name.startswith(EXTERNAL) else name.casefold(), name)
    return tuple(names.values())


def _kind(value: Any) -> str:
    """Return what JSON calls a value."""
    if value is None:
        return "nothing"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "an object")
