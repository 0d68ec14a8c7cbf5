"""A course with its whole staff, and their browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from examcenter.courses.models import Enrollment
from examcenter.courses.roles import Role
from tests.examcenter.making import enroll, make_course, make_user


@pytest.fixture
def places(cast) -> dict[str, Enrollment]:
    """Return everybody's place by name: Olga owns, Tess teaches, Anna assists, two learn."""
    enroll(cast.course, make_user("olga"), Role.OWNER)
    enroll(cast.course, make_user("anna"), Role.ASSISTANT)
    rows = Enrollment.objects.filter(course=cast.course).select_related("user", "course")
    return {row.user.username: row for row in rows}


@pytest.fixture
def other(cast) -> Enrollment:
    """Return Carol's place: she owns another course."""
    return enroll(make_course("other"), cast.carol, Role.OWNER)


@pytest.fixture
def browser(places) -> Callable[[str], Client]:
    """Return a maker of browsers in which somebody of the course is signed in."""

    def of(name: str) -> Client:
        client = Client()
        client.force_login(places[name].user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of
