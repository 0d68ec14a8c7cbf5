"""The people of a course as a list to tick: who is ticked already comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from examcenter.courses.models import Enrollment


@dataclass(frozen=True)
class RollRow:
    """One person with a box."""

    value: str
    name: str
    detail: str
    is_ticked: bool


def roll_of(people: Iterable[Enrollment], ticked: Collection[str]) -> tuple[RollRow, ...]:
    """Return a row for each person, with their users at hand; `ticked` are ids as a form has them.

    The order of the people holds, but that the ticked come first: what was chosen is seen without
    searching for it.
    """
    rows = [
        RollRow(str(person.pk), person.user.display_name, _detail(person), str(person.pk) in ticked)
        for person in people
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_ticked))


def _detail(person: Enrollment) -> str:
    if person.role == Enrollment.Role.STUDENT:
        return person.user.username
    return f"{person.user.username} · {person.get_role_display()}"
