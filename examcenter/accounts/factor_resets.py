"""Turning off somebody's second factor when they have lost phone and codes: who may, and the trace.

It takes one of two locks away; the password stays and no link to a new one is given out. Still it
must not help whoever has learnt a password, so few may do it, and never unseen.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from examcenter.accounts import second_factor, services
from examcenter.accounts.errors import (
    NothingToReset,
    PersonUnknown,
    TooManyFactorResets,
    WrongProof,
)
from examcenter.accounts.mail import make_mail, site_link
from examcenter.accounts.models import FactorReset, User
from examcenter.courses.models import Enrollment
from examcenter.exams import audit
from examcenter.languages import speaking_to

logger = logging.getLogger(__name__)

TASK_NAME = "accounts.send_factor_notices"
MOST_A_DAY = 10
_BATCH = 50


def may_reset(actor: User, person: User) -> bool:
    """Tell whether somebody may turn off another person's second factor.

    Who runs the service may, except for their own. An owner may for people of whom everything here
    is theirs: the account was made for a course of theirs, and its person is in no course that they
    do not own. So nobody gains a hold on an account by adding it to a course of their making, and
    none that other courses or the service rely on.
    """
    if actor.pk == person.pk or not actor.is_active:
        return False
    if actor.is_superuser:
        return True
    if person.is_staff or person.is_superuser:
        return False
    owned = Enrollment.objects.filter(user=actor, role=Enrollment.Role.OWNER).values("course")
    places = Enrollment.objects.filter(user=person)
    if places.exclude(course__in=owned).exists():
        return False
    # An owner decides for themselves alone, even in a course that is owned together.
    if places.filter(role=Enrollment.Role.OWNER).exists():
        return False
    return places.filter(course__in=owned, made_account=True).exists()


def get_person_for(actor: User, public_id: UUID) -> User:
    """Return somebody whose second factor the actor may turn off. Raises PersonUnknown."""
    person = User.objects.filter(public_id=public_id).first()
    if person is None or not may_reset(actor, person):
        raise PersonUnknown
    return person


def prove(request: HttpRequest, actor: User, *, password: str, code: str) -> None:
    """Let whoever sits at an open session prove that they are its person.

    Raises
    ------
    WrongProof
        If the password is wrong; it counts as a wrong sign-in.
    WrongCode, TooManyCodes
        If they have a second factor themselves and the code is not of it.
    """
    if authenticate(request, username=actor.username, password=password) != actor:
        raise WrongProof
    if actor.second_factor_at is not None:
        second_factor.verify(actor, code)


def reset_factor(*, actor: User, person: User, reason: str, now: datetime) -> FactorReset:
    """Turn a person's second factor off, end their sessions and tokens, and leave the trace.

    Raises
    ------
    PersonUnknown, NothingToReset, TooManyFactorResets
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=person.pk)
        if not may_reset(actor, locked):
            raise PersonUnknown
        recent = FactorReset.objects.filter(actor=actor, created_at__gt=now - timedelta(days=1))
        if recent.count() >= MOST_A_DAY and not actor.is_superuser:
            raise TooManyFactorResets
        if not second_factor.remove(locked):
            raise NothingToReset
        services.sign_out_everywhere(locked)
        row = FactorReset.objects.create(person=locked, actor=actor, reason=reason, created_at=now)
        for place in Enrollment.objects.filter(user=locked).select_related("course"):
            audit.record(
                action="second-factor-reset",
                course=place.course,
                actor=actor,
                now=now,
                data={"user": str(locked.public_id), "reason": reason},
            )
        transaction.on_commit(lambda: services.call_worker(TASK_NAME))
    logger.warning("Second factor of %s reset by %s", locked.public_id, actor.public_id)
    return row


def find_reset_to_tell(person: User) -> FactorReset | None:
    """Return the last reset that its person has not answered by setting up another factor."""
    if person.second_factor_at is not None:
        return None
    return FactorReset.objects.filter(person=person).select_related("actor").last()


def send_factor_notices(*, now: datetime) -> int:
    """Mail those whose second factor was turned off, and return how many; safe to run twice."""
    if not settings.HAS_MAIL:
        return 0
    n_sent = 0
    waiting = FactorReset.objects.filter(told_at__isnull=True).exclude(person__email="")
    for row in waiting.select_related("person", "actor")[:_BATCH]:
        # Whoever marks the row sends.
        if not FactorReset.objects.filter(pk=row.pk, told_at__isnull=True).update(told_at=now):
            continue
        try:
            _tell(row)
        except OSError:
            # The mail server is away; the next run tries again.
            FactorReset.objects.filter(pk=row.pk).update(told_at=None)
            raise
        n_sent += 1
    return n_sent


def _tell(row: FactorReset) -> None:
    with speaking_to(row.person):
        mail = make_mail(
            to=row.person.email,
            subject=_("Exam Center: your second factor was turned off"),
            template="accounts/mail/factor_reset.txt",
            context={"row": row, "link": site_link("/accounts/")},
        )
    mail.send()
