"""Grants of more time, later windows and more tries, as tests need them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from examcenter.courses.models import Course, Enrollment, Group
from examcenter.exams.models import Accommodation


def allow(course: Course, **fields: Any) -> Accommodation:
    """Grant something to a person or a group, in one exam or in all of a course."""
    values: dict[str, Any] = {
        "reason": "Letter of 2 November",
        "created_at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        **fields,
    }
    if "created_by" not in values:
        staff = Enrollment.objects.filter(course=course, role=Enrollment.Role.TEACHER).first()
        assert staff is not None
        values["created_by"] = staff.user
    return Accommodation.objects.create(course=course, **values)


def make_group(course: Course, name: str, *members: Enrollment) -> Group:
    """Return a group of a course."""
    group = Group.objects.create(course=course, name=name)
    group.members.set(members)
    return group
