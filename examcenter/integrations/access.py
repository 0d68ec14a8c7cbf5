"""Who opens a course to a program that is not its own."""

from __future__ import annotations

from examcenter.courses.models import Enrollment
from examcenter.courses.roles import Role
from examcenter.exams.access import require_teaching
from examcenter.integrations.errors import OwnersLetIn


def require_owner(place: Enrollment) -> Enrollment:
    """Return the place of an owner: a program of the site could do there what a teacher can.

    Raises
    ------
    NotPermitted
        If the role does not teach.
    OwnersLetIn
        If it teaches and does not own.
    """
    if require_teaching(place).role != Role.OWNER:
        raise OwnersLetIn
    return place
