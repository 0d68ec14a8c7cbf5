"""Making, changing and deleting endpoints, and their secrets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.exams import audit
from examcenter.webhooks import signing
from examcenter.webhooks.errors import TooManyWebhooks, UrlRefused, WebhooksUnavailable
from examcenter.webhooks.kinds import KINDS
from examcenter.webhooks.models import Endpoint, Secret
from examcenter.webhooks.services.turns import limits_here
from examcenter.webhooks.targets import TargetRefused, read_url

MAX_ENDPOINTS = 20
# How long the old secret stays valid beside a new one, unless something else is asked for.
OVERLAP_S = 86_400
LONGEST_OVERLAP_S = 7 * 86_400


@dataclass(frozen=True)
class Wishes:
    """What an endpoint is told, and where."""

    url: str
    kinds: tuple[str, ...] = ()
    description: str = ""
    is_active: bool = True


def make_endpoint(
    *, actor: User, course: Course | None, wishes: Wishes, now: datetime
) -> tuple[Endpoint, str]:
    """Add an endpoint; return it with its secret, which is never shown again.

    Raises
    ------
    UrlRefused, TooManyWebhooks, WebhooksUnavailable
    """
    if not settings.HAS_WEBHOOKS:
        raise WebhooksUnavailable
    check_url(wishes.url)
    with transaction.atomic():
        if course is not None:
            # One after the other, so that the limit is one.
            Course.objects.select_for_update().get(pk=course.pk)
        if Endpoint.objects.filter(course=course).count() >= MAX_ENDPOINTS:
            raise TooManyWebhooks(MAX_ENDPOINTS)
        endpoint = Endpoint.objects.create(
            course=course, created_by=actor, created_at=now, **_columns(wishes)
        )
        text = _add_secret(endpoint, now)
        _tell(endpoint, actor, "webhook-made", now, {"url": _plain(endpoint.url)})
    return endpoint, text


def change_endpoint(*, endpoint: Endpoint, actor: User, wishes: Wishes, now: datetime) -> Endpoint:
    """Give an endpoint another address, other kinds, or switch it on or off.

    What waits is kept and sent when it is switched on again. Raises UrlRefused.
    """
    if wishes.url != endpoint.url:
        check_url(wishes.url)
    with transaction.atomic():
        row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        columns = _columns(wishes)
        if not wishes.is_active and row.state == Endpoint.State.FAILED:
            columns["state"] = row.state
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        for name, value in columns.items():
            setattr(row, name, value)
        if "state" in changed or "url" in changed:
            # Another start: what was silent there need not be silent here.
            row.reason = "" if row.state != Endpoint.State.FAILED else row.reason
            row.failing_since, row.rests_until, row.n_silent = None, None, 0
        row.save()
        if changed:
            _tell(row, actor, "webhook-changed", now, {"changed": changed})
    return row


def delete_endpoint(*, endpoint: Endpoint, actor: User, now: datetime) -> None:
    """Delete an endpoint with its log; the events stay in the feed."""
    with transaction.atomic():
        _tell(endpoint, actor, "webhook-deleted", now, {"url": _plain(endpoint.url)})
        Endpoint.objects.filter(pk=endpoint.pk).delete()


def rotate_secret(
    *, endpoint: Endpoint, actor: User, overlap_s: int = OVERLAP_S, now: datetime
) -> str:
    """Make another secret and return it; the one of before is valid a while longer, too.

    Of more than two the older ones end at once.
    """
    with transaction.atomic():
        Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        rows = list(Secret.objects.filter(endpoint=endpoint))
        Secret.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
        for row in rows[:1]:
            row.expires_at = now + timedelta(seconds=min(overlap_s, LONGEST_OVERLAP_S))
            row.save(update_fields=["expires_at"])
        text = _add_secret(endpoint, now)
        _tell(endpoint, actor, "webhook-secret-rotated", now, {"overlap_s": overlap_s})
    return text


def check_url(url: str) -> None:
    """Refuse an address that would never be sent to. Raises UrlRefused."""
    try:
        read_url(url, limits_here())
    except TargetRefused as error:
        raise UrlRefused(error) from None


def _columns(wishes: Wishes) -> dict[str, object]:
    return {
        "url": wishes.url,
        "kinds": known_kinds(wishes.kinds),
        "description": wishes.description.strip()[:200],
        "state": Endpoint.State.ACTIVE if wishes.is_active else Endpoint.State.OFF,
    }


def known_kinds(kinds: Iterable[str]) -> list[str]:
    """Return the kinds in the order of the table, each once."""
    wanted = set(kinds)
    return [kind for kind in KINDS if kind in wanted]


def _add_secret(endpoint: Endpoint, now: datetime) -> str:
    salt = signing.new_salt()
    secret = signing.secret_of(endpoint.pk, salt)
    Secret.objects.create(
        endpoint=endpoint,
        salt=salt,
        fingerprint=signing.fingerprint_of(secret),
        created_at=now,
    )
    return signing.text_of(secret)


def _plain(url: str) -> str:
    """Return an address without what it is asked with, which may hold a secret of theirs."""
    return url.partition("?")[0]


def _tell(
    endpoint: Endpoint, actor: User, action: str, now: datetime, data: dict[str, object]
) -> None:
    if endpoint.course is not None:
        audit.record(
            action=action,
            course=endpoint.course,
            actor=actor,
            now=now,
            data={"webhook": str(endpoint.pk), **data},
        )
