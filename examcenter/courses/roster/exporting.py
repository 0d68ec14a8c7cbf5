"""The people of a course as a file that a spreadsheet opens, and that can be read in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from examcenter.courses.models import Course, Enrollment

_COLUMNS = ("first name", "last name", "e-mail", "username", "role", "groups")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_roster(course: Course) -> Iterator[str]:
    """Yield the file piece by piece; the mark at its start tells Excel that it is UTF-8."""
    yield "\ufeff" + _line(_COLUMNS)
    places = (
        Enrollment.objects.filter(course=course)
        .exclude(role=Enrollment.Role.PROGRAM)
        .order_by("user__last_name", "user__first_name", "user__username")
        .select_related("user")
        .prefetch_related("groups")
    )
    for place in places:
        user = place.user
        groups = "|".join(sorted(group.name for group in place.groups.all()))
        yield _line(
            (user.first_name, user.last_name, user.email, user.username, place.role, groups)
        )


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet computes: somebody may be called ``=cmd()``."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([guard(cell) for cell in cells])
    return out.getvalue()
