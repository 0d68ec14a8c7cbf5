"""Which programs and tokens somebody may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.integrations.errors import ProgramNotFound, TokenNotFound
from examcenter.integrations.models import AccessToken, Integration

# Programs see themselves, and no other program.
_PEOPLE = (Enrollment.Role.OWNER, Enrollment.Role.TEACHER)


def find_integration_of(user: User) -> Integration | None:
    """Return the program that acts as this user; None of a person."""
    return Integration.objects.filter(user=user).first()


def list_integrations_for(user: User) -> QuerySet[Integration]:
    """Return the programs of the courses that somebody teaches; staff see those of the site.

    A program sees itself.
    """
    own = Q(user=user)
    taught = Q(course__in=Enrollment.objects.filter(user=user, role__in=_PEOPLE).values("course"))
    site = Q(course__isnull=True) if user.is_staff else Q(pk__in=[])
    return Integration.objects.filter(own | taught | site).select_related("user", "created_by")


def get_integration_for(user: User, integration_id: UUID) -> Integration:
    """Return a program that somebody may look after. Raises ProgramNotFound."""
    found = list_integrations_for(user).filter(pk=integration_id).select_related("course").first()
    if found is None:
        raise ProgramNotFound
    return found


def list_programs_in(course: Course) -> QuerySet[Integration]:
    """Return the programs that work in a course: its own, and those of the site that it let in."""
    let_in = Enrollment.objects.filter(course=course, role=Enrollment.Role.PROGRAM)
    return Integration.objects.filter(
        Q(course=course) | Q(user__in=let_in.values("user"))
    ).select_related("created_by")


def list_tokens_of(user: User) -> QuerySet[AccessToken]:
    """Return the tokens by which somebody acts: a person's own, or those of a program."""
    return AccessToken.objects.filter(user=user, made_from__isnull=True)


def get_token_for(user: User, token_id: UUID) -> AccessToken:
    """Return a token that somebody may revoke: their own, or one of a program that they look after.

    Raises TokenNotFound.
    """
    found = (
        AccessToken.objects.filter(
            Q(user=user) | Q(integration__in=list_integrations_for(user).values("pk")),
            pk=token_id,
        )
        .select_related("integration__course", "user")
        .first()
    )
    if found is None:
        raise TokenNotFound
    return found
