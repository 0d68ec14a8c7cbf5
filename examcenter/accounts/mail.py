"""Mails to people: plain text from a template, one line of subject, one address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from examcenter.accounts.names import clean_name


def make_mail(
    *,
    subject: str,
    template: str,
    to: str,
    context: Mapping[str, Any],
    connection: BaseEmailBackend | None = None,
) -> EmailMessage:
    """Return a mail; what people wrote into the subject cannot become a header of its own."""
    return EmailMessage(
        subject=clean_name(subject)[:120],
        body=render_to_string(template, {**context, "site": settings.SITE_URL}),
        to=[to],
        connection=connection,
    )


def site_link(path: str) -> str:
    """Return the address of a page as a mail says it; never taken from a request's own words."""
    return f"{settings.SITE_URL}{path}"
