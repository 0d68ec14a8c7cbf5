"""Passwords and sessions: asking for a link, setting a password, ending what is signed in."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from examcenter.accounts.errors import TooManyResets
from examcenter.accounts.links import reset_path
from examcenter.accounts.mail import make_mail, site_link
from examcenter.accounts.models import ResetRequest, User
from examcenter.accounts.names import clean_address
from examcenter.accounts.signals import access_ended
from examcenter.languages import speaking_to

logger = logging.getLogger(__name__)

TASK_NAME = "accounts.send_reset_links"
# Of its own: what runs students' code has no way to a mail server.
QUEUE = "mail"
# More would only fill the mailbox of somebody who did not ask.
MAX_PER_ADDRESS = 3
# A lecture hall shares one address of the network.
MAX_PER_NETWORK = 100
_WINDOW = timedelta(hours=1)
RESETS_KEPT = timedelta(days=1)
# Of one run; the next one follows in seconds.
_BATCH = 50


def ask_for_reset(*, address: str, ip: str | None, now: datetime) -> None:
    """Note that a link was asked for; whether somebody has the address is found out later.

    Raises
    ------
    TooManyResets
        If too many were asked for from one network address.
    """
    address = clean_address(address)
    since = now - _WINDOW
    recent = ResetRequest.objects.filter(created_at__gt=since)
    if ip is not None and recent.filter(ip=ip).count() >= MAX_PER_NETWORK:
        raise TooManyResets
    if recent.filter(address=address).count() >= MAX_PER_ADDRESS:
        # The page says what it says to everybody: how often was asked is nobody's business either.
        return
    ResetRequest.objects.create(address=address, ip=ip, created_at=now)
    transaction.on_commit(lambda: call_worker(TASK_NAME))


def send_reset_links(*, now: datetime) -> int:
    """Send the links that were asked for, forget old requests, and return how many were sent."""
    ResetRequest.objects.filter(created_at__lt=now - RESETS_KEPT).delete()
    n_sent = 0
    for request in ResetRequest.objects.filter(handled_at__isnull=True)[:_BATCH]:
        user = User.objects.filter(email__iexact=request.address, is_active=True).first()
        # Two workers may hold the same row; whoever marks it sends.
        mine = ResetRequest.objects.filter(pk=request.pk, handled_at__isnull=True)
        if mine.update(handled_at=now) and user is not None and user.email:
            try:
                _send_reset(user)
            except OSError:
                # The mail server is away; the next run tries again.
                ResetRequest.objects.filter(pk=request.pk).update(handled_at=None)
                raise
            n_sent += 1
    return n_sent


def _send_reset(user: User) -> None:
    with speaking_to(user):
        mail = make_mail(
            # To the address that is stored, not to the one that was typed.
            to=user.email,
            subject=_("Exam Center: set a new password"),
            template="accounts/mail/reset.txt",
            context={
                "user": user,
                "link": site_link(reset_path(user)),
                "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
            },
        )
    mail.send()


def set_password(user: User, password: str) -> None:
    """Set a password that was checked, and end what was signed in with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    access_ended.send(User, user=user)


def sign_out_everywhere(user: User) -> None:
    """End all sessions and tokens of a person; a page that goes on has to renew its own."""
    User.objects.filter(pk=user.pk).update(n_sign_outs=F("n_sign_outs") + 1)
    user.refresh_from_db(fields=["n_sign_outs"])
    access_ended.send(User, user=user)


def call_worker(task_name: str) -> None:
    """Tell a worker that there is mail to send; the rows are the truth, and beat looks as well."""
    try:
        current_app.send_task(task_name, queue=QUEUE)
    except (BrokerError, OSError):
        logger.warning("Unable to reach the broker; %s runs when beat asks for it", task_name)
