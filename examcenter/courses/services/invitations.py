"""First sign-in links of accounts that were made for people: by mail, or handed over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.accounts.links import invitation_path
from examcenter.accounts.mail import make_mail, site_link
from examcenter.accounts.services import call_worker
from examcenter.courses.errors import NoInvitation
from examcenter.courses.models import Enrollment
from examcenter.courses.services.people import get_place
from examcenter.exams import audit
from examcenter.languages import speaking_to

TASK_NAME = "courses.send_invitations"
# Mails of one run, over one connection; the next run follows in seconds.
_BATCH = 100
_DAYS = settings.INVITATION_LASTS_S // 86_400


def invite(*, actor: Enrollment, place_id: UUID, now: datetime) -> str:
    """Ask for the mail with a person's first link; return the link itself where no mail is sent.

    Raises
    ------
    PersonNotFound
    NoInvitation
        If the person has signed in already, or the account was not made for this course.
    """
    place = get_place(actor, place_id)
    if not place.user.is_waiting:
        raise NoInvitation(
            _("%(display_name)s has a password already.")
            % {"display_name": place.user.display_name}
        )
    is_by_mail = bool(settings.HAS_MAIL and place.user.email)
    # A link in other hands opens the account; a mail reaches only its person.
    if not is_by_mail and not place.made_account:
        raise NoInvitation(
            _("The account was made for another course, whose teachers hand its first link over.")
        )
    with transaction.atomic():
        Enrollment.objects.filter(pk=place.pk).update(invite_asked_at=now, invited_at=None)
        audit.record(
            action="person-invited",
            course=place.course,
            actor=actor.user,
            now=now,
            data={"enrollment": str(place.pk), "by_mail": is_by_mail},
        )
        if is_by_mail:
            transaction.on_commit(lambda: call_worker(TASK_NAME))
        else:
            Enrollment.objects.filter(pk=place.pk).update(invited_at=now)
    return "" if is_by_mail else invitation_path(place.user)


def send_invitations(*, now: datetime) -> int:
    """Send the mails that were asked for and return how many; safe to run twice at once."""
    if not settings.HAS_MAIL:
        return 0
    waiting = Enrollment.objects.filter(
        invite_asked_at__isnull=False, invited_at__isnull=True
    ).select_related("user", "course")[:_BATCH]
    n_sent = 0
    with get_connection() as connection:
        for place in waiting:
            mine = Enrollment.objects.filter(pk=place.pk, invited_at__isnull=True)
            # Whoever marks the row sends.
            if not mine.update(invited_at=now) or not place.user.email:
                continue
            try:
                _make_invitation(place, connection).send()
            except OSError:
                # The mail server is away; the next run tries again.
                Enrollment.objects.filter(pk=place.pk).update(invited_at=None)
                raise
            n_sent += 1
    return n_sent


def _make_invitation(place: Enrollment, connection: BaseEmailBackend) -> EmailMessage:
    user = place.user
    if user.is_waiting:
        path, template = invitation_path(user), "courses/mail/invitation.txt"
    else:
        path, template = reverse("courses:course", args=[place.course_id]), "courses/mail/added.txt"
    with speaking_to(user):
        return make_mail(
            to=user.email,
            subject=_("%(title)s: your place in the Exam Center") % {"title": place.course.title},
            template=template,
            context={"place": place, "link": site_link(path), "days": _DAYS},
            connection=connection,
        )
