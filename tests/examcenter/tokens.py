"""Tokens for tests: of people, and of programs with the scopes that a test is about."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.integrations.models import Integration
from examcenter.integrations.scopes import SCOPES
from examcenter.integrations.services import create_integration, issue_personal_token


def token_of(user: User) -> str:
    """Return a token that is good for all that a person may do."""
    return issue_personal_token(user=user, now=timezone.now())[1]


def bearer_of(user: User) -> str:
    """Return the header with such a token."""
    return f"Bearer {token_of(user)}"


def make_program(
    course: Course | None,
    scopes: Iterable[str] = tuple(SCOPES),
    *,
    name: str = "campus",
    may_create_courses: bool = False,
) -> tuple[Integration, str]:
    """Return a program and the header of its token."""
    program, text = create_integration(
        name=name,
        course=course,
        scopes=scopes,
        now=timezone.now(),
        may_create_courses=may_create_courses,
    )
    return program, f"Bearer {text}"
