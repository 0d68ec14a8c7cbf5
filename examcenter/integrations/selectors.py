"""Which programs and tokens somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.integrations.errors import ProgramNotFound, TokenNotFound
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.scopes import SCOPES

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


@dataclass(frozen=True)
class Guest:
    """A program of the whole site as a course sees it."""

    program: Integration
    is_admitted: bool
    # What its tokens are good for now, all together.
    scopes: list[str]


def list_guests_of(course: Course, now: datetime) -> list[Guest]:
    """Return the programs of the whole site: those that a course let in, and all others."""
    return guests_of(course, Integration.objects.filter(course=None, revoked_at=None), now)


def get_guest_of(course: Course, integration_id: UUID, now: datetime) -> Guest:
    """Return a program of the whole site as a course sees it. Raises ProgramNotFound."""
    site = Integration.objects.filter(course=None, revoked_at=None, pk=integration_id)
    found = guests_of(course, site, now)
    if not found:
        raise ProgramNotFound
    return found[0]


def guests_of(course: Course, programs: QuerySet[Integration], now: datetime) -> list[Guest]:
    """Return programs as a course sees them, by three queries."""
    listed = list(programs.select_related("user", "created_by"))
    places = Enrollment.objects.filter(course=course, role=Enrollment.Role.PROGRAM)
    let_in = set(places.values_list("user_id", flat=True))
    held = _scopes_by_program(listed, now)
    return [Guest(one, one.user_id in let_in, held[one.pk]) for one in listed]


def scopes_of(integration: Integration, now: datetime) -> list[str]:
    """Return what the tokens of a program are good for now, all together."""
    return _scopes_by_program([integration], now)[integration.pk]


def _scopes_by_program(programs: Iterable[Integration], now: datetime) -> dict[UUID, list[str]]:
    held: dict[UUID, set[str]] = {program.pk: set() for program in programs}
    good = AccessToken.objects.filter(
        integration__in=held, revoked_at__isnull=True, expires_at__gt=now
    )
    for pk, scopes in good.values_list("integration_id", "scopes"):
        if pk is not None:
            held[pk] |= set(scopes)
    return {pk: [scope for scope in SCOPES if scope in some] for pk, some in held.items()}


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
