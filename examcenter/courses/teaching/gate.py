"""The gate before the pages of those who teach a course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from examcenter.accounts.gate import PageRequest, View, signed_in
from examcenter.courses.models import Enrollment
from examcenter.courses.roles import Role
from examcenter.courses.zones import in_zone_of
from examcenter.exams.access import get_enrollment_for, require_teaching


@dataclass(frozen=True)
class Head:
    """What the head of a course's page says and needs."""

    id: UUID
    title: str
    term: str
    role: str
    is_owner: bool
    is_archived: bool


def head_of(place: Enrollment) -> Head:
    """Return the head of a course's page for the person whose place this is."""
    course = place.course
    return Head(
        id=course.pk,
        title=course.title,
        term=course.term,
        role=place.role,
        is_owner=place.role == Role.OWNER,
        is_archived=course.archived_at is not None,
    )


def teachers_only(view: Callable[..., HttpResponseBase]) -> View:
    """Let a view be called by teachers of the course, with their place in it.

    To people of other courses it looks as if no page were there; those of the course in other roles
    are told that it is not for them. Times are those of the course.
    """

    @wraps(view)
    def gate(request: PageRequest, course_id: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        place = require_teaching(get_enrollment_for(request.user, course_id))
        # The person at hand, who is read already.
        place.user = request.user
        with in_zone_of(place.course):
            return view(request, place, *args, **kwargs)

    return signed_in(gate)
