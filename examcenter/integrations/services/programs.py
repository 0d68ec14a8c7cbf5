"""Programs: made with their first token, let into courses, sent away.

A program of the whole site works in the courses that it founded and in those whose owners let it
in; who runs the site says whether it may found any.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.accounts.names import clean_name
from examcenter.courses.models import Course, Enrollment
from examcenter.exams import audit
from examcenter.integrations.errors import NotOfTheSite, ProgramNameTaken, ProgramRevoked
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.selectors import scopes_of
from examcenter.integrations.services.tokens import DAYS_OF_PROGRAMS, issue_token


def create_integration(
    *,
    name: str,
    course: Course | None,
    scopes: Iterable[str],
    now: datetime,
    actor: User | None = None,
    days: int = DAYS_OF_PROGRAMS,
    may_create_courses: bool = False,
) -> tuple[Integration, str]:
    """Make a program with its first token; return it with the token's text, which is shown once.

    Without a course it belongs to the whole site: `admit_integration` lets it into courses.

    Raises
    ------
    ProgramNameTaken
    NotOfTheSite
        If a program of one course is to found others.
    """
    if may_create_courses and course is not None:
        raise NotOfTheSite
    name = clean_name(name)[:120]
    key = uuid.uuid4()
    with transaction.atomic():
        if course is not None:
            Course.objects.select_for_update().get(pk=course.pk)
        if Integration.objects.filter(course=course, name=name, revoked_at=None).exists():
            raise ProgramNameTaken(name)
        # Closed from the start: it acts by tokens only, and nothing else lets it in.
        user = User(username=f"program-{key.hex[:12]}", first_name=name, is_active=False)
        user.set_unusable_password()
        user.save()
        integration = Integration.objects.create(
            id=key,
            name=name,
            course=course,
            user=user,
            created_by=actor,
            created_at=now,
            may_create_courses=may_create_courses,
        )
        if course is not None:
            _take_in(integration, course, now, actor, action="program-made")
        _, text = issue_token(
            integration=integration,
            scopes=scopes,
            now=now,
            actor=actor,
            lasts=timedelta(days=days),
        )
    return integration, text


def admit_integration(
    *, integration: Integration, course: Course, now: datetime, actor: User | None = None
) -> None:
    """Let a program of the whole site into a course; doing it again changes nothing.

    Raises
    ------
    NotOfTheSite, ProgramRevoked
    """
    if integration.course_id is not None:
        raise NotOfTheSite
    with transaction.atomic():
        # Nobody sends it away meanwhile.
        row = Integration.objects.select_for_update().get(pk=integration.pk)
        if row.revoked_at is not None:
            raise ProgramRevoked
        _take_in(row, course, now, actor, action="program-admitted")


def dismiss_integration(
    *, integration: Integration, course: Course, now: datetime, actor: User | None = None
) -> None:
    """Take a program of the whole site out of one course; it keeps the others."""
    with transaction.atomic():
        place = Enrollment.objects.filter(
            course=course, user=integration.user_id, role=Enrollment.Role.PROGRAM
        )
        if place.delete()[0]:
            _tell(integration, course, now, actor, "program-dismissed")


def allow_courses(*, integration: Integration, is_allowed: bool) -> None:
    """Let a program of the whole site found courses, or no more; those that it has stay.

    Raises
    ------
    NotOfTheSite, ProgramRevoked
    """
    if integration.course_id is not None:
        raise NotOfTheSite
    if integration.revoked_at is not None:
        raise ProgramRevoked
    Integration.objects.filter(pk=integration.pk).update(may_create_courses=is_allowed)
    integration.may_create_courses = is_allowed


def revoke_integration(
    *, integration: Integration, now: datetime, actor: User | None = None
) -> None:
    """Send a program away: its tokens are worthless, and its places in courses are taken."""
    with transaction.atomic():
        mine = Integration.objects.filter(pk=integration.pk, revoked_at__isnull=True)
        if not mine.update(revoked_at=now, may_create_courses=False):
            return
        AccessToken.objects.filter(integration=integration, revoked_at__isnull=True).update(
            revoked_at=now
        )
        places = Enrollment.objects.filter(user=integration.user_id).select_related("course")
        for place in places:
            _tell(integration, place.course, now, actor, "program-revoked")
        places.delete()


def _take_in(
    integration: Integration, course: Course, now: datetime, actor: User | None, *, action: str
) -> None:
    _, is_new = Enrollment.objects.get_or_create(
        course=course,
        user_id=integration.user_id,
        defaults={"role": Enrollment.Role.PROGRAM},
    )
    if is_new:
        _tell(integration, course, now, actor, action)


def _tell(
    integration: Integration, course: Course, now: datetime, actor: User | None, action: str
) -> None:
    data: dict[str, object] = {"program": str(integration.pk), "name": integration.name}
    if action == "program-admitted":
        # What its owner was shown when the course was opened to it.
        data["scopes"] = scopes_of(integration, now)
    audit.record(action=action, course=course, actor=actor, now=now, data=data)
