"""Tells whoever made an endpoint by mail that nothing is sent to it any more."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.accounts.mail import make_mail, site_link
from examcenter.languages import speaking_to
from examcenter.webhooks.models import Endpoint

TASK_NAME = "webhooks.send_notices"
_BATCH = 50


def send_notices(*, now: datetime) -> int:
    """Send the mails that wait and return how many; safe to run twice at once."""
    if not settings.HAS_MAIL:
        return 0
    waiting = Endpoint.objects.filter(
        notice_asked_at__isnull=False, noticed_at__isnull=True
    ).select_related("course", "created_by")[:_BATCH]
    n_sent = 0
    with get_connection() as connection:
        for endpoint in waiting:
            mine = Endpoint.objects.filter(pk=endpoint.pk, noticed_at__isnull=True)
            # Whoever marks the row sends.
            if not mine.update(noticed_at=now):
                continue
            user = endpoint.created_by
            if user is None or not user.email:
                continue
            try:
                with speaking_to(user):
                    mail = make_mail(
                        to=user.email,
                        subject=_("Exam Center: a webhook is given up"),
                        template="webhooks/mail/given_up.txt",
                        context={"endpoint": endpoint, "user": user, "link": _link(endpoint)},
                        connection=connection,
                    )
                mail.send()
            except OSError:
                # The mail server is away; the next run tries again.
                Endpoint.objects.filter(pk=endpoint.pk).update(noticed_at=None)
                raise
            n_sent += 1
    return n_sent


def _link(endpoint: Endpoint) -> str:
    if endpoint.course_id is None:
        return ""
    return site_link(reverse("webhooks:endpoint", args=[endpoint.course_id, endpoint.pk]))
