"""From a table of cells to what each line says of a person; knows no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from examcenter.accounts.names import clean_address, clean_name
from examcenter.courses.models import Enrollment
from examcenter.courses.roster.decoding import LONGEST_CELL, Row, Table, decode, read_table

Role = Enrollment.Role
LONGEST_NAME = 150
LONGEST_GROUP = 80

# How the columns are called in exports of other systems, without capitals, blanks and signs.
_HEADERS = {
    "name": "name fullname studentname displayname participant student nomcomplet nombrecompleto",
    "first_name": "firstname givenname given forename first vorname rufname prenom nombre",
    "last_name": "lastname surname familyname family last nachname familienname nom apellido "
    "apellidos",
    "email": "email emailaddress mail mailaddress emailadresse mailadresse courriel correo "
    "correoelectronico adressemail",
    "username": "username user userid login loginid loginname account benutzername kennung "
    "identifiant usuario sisloginid",
    "groups": "group groups section sections team teams gruppe gruppen tutorial tutorium groupe "
    "groupes grupo grupos",
    "role": "role roles rolle rol",
}
_COLUMNS = {word: column for column, words in _HEADERS.items() for word in words.split()}
_ROLES = {
    Role.OWNER: "owner besitzer",
    Role.TEACHER: "teacher instructor lecturer professor faculty dozent dozentin lehrer lehrerin "
    "enseignant profesor",
    Role.ASSISTANT: "assistant ta tutor grader teachingassistant assistent assistentin marker",
    Role.STUDENT: "student learner participant member studentin teilnehmer etudiant estudiante",
}
_ROLE_WORDS = {word: role for role, words in _ROLES.items() for word in words.split()}
_ANGLED = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>]+)>[\s;,]*$")
_GROUP_SIGNS = re.compile(r"[|;]")
# Our own export puts an apostrophe before what a spreadsheet would take for a formula.
_GUARDED = re.compile(r"^'(?=[=+\-@])")
_USERNAME = re.compile(r"^[\w.@+-]+$")
_is_address = EmailValidator()


@dataclass(frozen=True)
class Person:
    """What one line says; what it does not say is empty."""

    line: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    username: str = ""
    groups: tuple[str, ...] = ()
    role: str = ""

    @property
    def words(self) -> str:
        """How the line's person is called in the report."""
        name = f"{self.first_name} {self.last_name}".strip()
        return name or self.email or self.username


@dataclass(frozen=True)
class Unreadable:
    """A line of which nobody can be made, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A whole list, read."""

    people: tuple[Person, ...]
    unreadable: tuple[Unreadable, ...]
    columns: tuple[str, ...]
    delimiter: str
    encoding: str = ""


def read_file(content: bytes) -> Reading:
    """Return what a file says, line by line. Raises RosterRefused."""
    text, encoding = decode(content)
    return read_text(text, encoding=encoding)


def read_text(text: str, *, encoding: str = "") -> Reading:
    """Return what a text says, line by line. Raises RosterRefused."""
    table = read_table(text)
    rows = list(table.rows)
    columns = _columns_of(rows[0]) if rows else ()
    if columns:
        rows = rows[1:]
    people: list[Person] = []
    unreadable: list[Unreadable] = []
    for row in rows:
        said = _named(columns, row) if columns else _guessed(row)
        found = _person(row, said)
        if isinstance(found, Person):
            people.append(found)
        else:
            unreadable.append(found)
    return Reading(
        tuple(people),
        tuple(unreadable),
        tuple(dict.fromkeys(name.replace("_", " ") for name in columns if name)),
        _words_of(table),
        encoding,
    )


def read_one(said: Mapping[str, str]) -> Reading:
    """Return what a form says of one person."""
    cells = tuple(text.strip()[:LONGEST_CELL] for text in said.values())
    found = _person(Row(1, cells), dict(zip(said, cells, strict=True)))
    if isinstance(found, Person):
        return Reading((found,), (), (), "")
    return Reading((), (found,), (), "")


def _words_of(table: Table) -> str:
    names = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
    return names.get(table.delimiter, table.delimiter)


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without capitals and accents."""
    unfolded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in unfolded if sign.isalnum())


def _columns_of(row: Row) -> tuple[str, ...]:
    """Return the column of each cell of a heading; nothing when the row is none."""
    if any("@" in cell for cell in row.cells):
        return ()
    columns = tuple(_COLUMNS.get(_plain(cell), "") for cell in row.cells)
    known = {name for name in columns if name}
    # One word may be somebody's name; a heading names an address or a username.
    return columns if known & {"email", "username"} else ()


def _named(columns: tuple[str, ...], row: Row) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, cell in zip(columns, row.cells, strict=False):
        if name and cell and name not in said:
            said[name] = cell
    if "name" in said and "first_name" in said and "last_name" not in said:
        said["last_name"] = said.pop("name")
    return said


def _guessed(row: Row) -> dict[str, str]:
    """Return what a line without headings says: an address, a role, and else a name."""
    cells = [cell for cell in row.cells if cell]
    if len(cells) == 1:
        return _single(cells[0])
    said: dict[str, str] = {}
    names: list[str] = []
    for cell in cells:
        role = _ROLE_WORDS.get(_plain(cell))
        if "@" in cell and "email" not in said:
            angled = _single(cell)
            said.update(angled)
        elif role is not None and names and "role" not in said:
            said["role"] = cell
        else:
            names.append(cell)
    if len(names) == 1:
        said["name"] = names[0]
    elif len(names) >= 2:
        said["first_name"], said["last_name"] = names[0], names[1]
        if len(names) > 2:
            said["groups"] = names[2]
    return said


def _single(cell: str) -> dict[str, str]:
    angled = _ANGLED.match(cell)
    if angled:
        return _without_nothing({"name": angled["name"].strip(" \"'"), "email": angled["address"]})
    words = cell.split()
    if words and "@" in words[-1]:
        return _without_nothing({"name": " ".join(words[:-1]), "email": words[-1]})
    # A word by itself is no username: every slip of a paste would make an account.
    return {"email": cell} if "@" in cell else {"name": cell}


def _without_nothing(said: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in said.items() if text}


def _person(row: Row, said: Mapping[str, str]) -> Person | Unreadable:
    said = {name: _GUARDED.sub("", text) for name, text in said.items()}
    first, last = _names(said)
    email = clean_address(said.get("email", ""))
    username = unicodedata.normalize("NFKC", said.get("username", "")).strip()
    groups = tuple(
        dict.fromkeys(
            name for name in map(clean_name, _GROUP_SIGNS.split(said.get("groups", ""))) if name
        )
    )
    role = _ROLE_WORDS.get(_plain(said.get("role", "")))
    why = _fault(email, username, first, last, groups)
    if not why and said.get("role") and role is None:
        why = _("role: found %(said)r, expected student, assistant, teacher or owner") % {
            "said": said["role"][:40]
        }
    if why:
        return Unreadable(row.line, " ".join(cell for cell in row.cells if cell)[:200], why)
    return Person(row.line, first, last, email, username, groups, role or "")


def _names(said: Mapping[str, str]) -> tuple[str, str]:
    """Return first and last name; of one cell, the last word is the last name."""
    first, last = clean_name(said.get("first_name", "")), clean_name(said.get("last_name", ""))
    whole = clean_name(said.get("name", ""))
    if whole and not (first or last):
        if "," in whole:
            last, _, first = (part.strip() for part in whole.partition(","))
        else:
            first, _, last = whole.rpartition(" ")
    return first, last


def is_username(text: str) -> bool:
    """Tell whether an account may be called so."""
    return len(text) <= 150 and _USERNAME.match(text) is not None


def _fault(email: str, username: str, first: str, last: str, groups: tuple[str, ...]) -> str:
    """Return why nobody can be made of this; nothing when it is fine."""
    if not email and not username:
        return _("no e-mail address and no username")
    if email:
        try:
            _is_address(email)
        except ValidationError:
            return _("e-mail: found %(email)r, expected an address like name@example.org") % {
                "email": email[:80]
            }
        if len(email) > 254:
            return _("e-mail: longer than 254 signs")
    if username and not is_username(username):
        return _(
            "username: found %(username)r, expected up to 150 letters, digits and any of @ . + - _"
        ) % {"username": username[:60]}
    if "@" in username and username.casefold() != email:
        return _("username: looks like an e-mail address, and is not the one of this line")
    if max(len(first), len(last)) > LONGEST_NAME:
        return _("name: longer than %(longest_name)s signs") % {"longest_name": LONGEST_NAME}
    if any(len(name) > LONGEST_GROUP for name in groups):
        return _("group: a name is longer than %(longest_group)s signs") % {
            "longest_group": LONGEST_GROUP
        }
    return ""
