"""Tokens: given out once, found by their text, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.integrations.errors import ProgramRevoked
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.scopes import ALL, SCOPES
from examcenter.integrations.token_texts import find_prefix, is_same, make_secret
from examcenter.prepared import PreparedRead

DAYS_OF_PROGRAMS = 365
DAYS_OF_PEOPLE = 30
MOST_DAYS = 730
# A script that signs in each time it runs leaves no more than these.
MOST_OF_A_PERSON = 20
# How exactly the last use is known; nothing is written for a request within it.
USE_IS_NOTED_EVERY = timedelta(minutes=1)
# So long an answer says that a token of an hour has expired, and not that it never was.
_SHORT_KEPT = timedelta(days=1)


def _by_prefix(prefix: str) -> models.QuerySet[AccessToken]:
    return AccessToken.objects.filter(prefix=prefix).select_related("user").order_by()[:1]


# Read for every request of a program, together with as whom it acts.
_TOKEN = PreparedRead(_by_prefix, {"prefix": models.CharField()})


def find_token(text: str) -> AccessToken | None:
    """Return the token of this text with its user, good or not any more; None of a made-up one."""
    prefix = find_prefix(text)
    token = None if prefix is None else _TOKEN.first(prefix=prefix)
    if token is None or not is_same(text, token.digest):
        return None
    return token


def note_use(token: AccessToken, now: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    if token.last_used_at is None or now - token.last_used_at >= USE_IS_NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def issue_token(
    *,
    integration: Integration,
    scopes: Iterable[str],
    now: datetime,
    actor: User | None = None,
    name: str = "",
    lasts: timedelta = timedelta(days=DAYS_OF_PROGRAMS),
    made_from: AccessToken | None = None,
) -> tuple[AccessToken, str]:
    """Give a program a new token; return it with its text, which nobody can read again.

    Raises
    ------
    ProgramRevoked
    """
    if integration.revoked_at is not None:
        raise ProgramRevoked
    secret = make_secret()
    with transaction.atomic():
        token = AccessToken.objects.create(
            user_id=integration.user_id,
            integration=integration,
            made_from=made_from,
            name=name,
            prefix=secret.prefix,
            digest=secret.digest,
            # In the order of the table, each once.
            scopes=[scope for scope in SCOPES if scope in set(scopes)],
            created_by=actor,
            created_at=now,
            expires_at=now + lasts,
        )
        if made_from is None:
            _tell(token, "token-made", now, actor)
    return token, secret.text


def issue_personal_token(
    *,
    user: User,
    now: datetime,
    scopes: Iterable[str] = (ALL,),
    name: str = "",
    days: int = DAYS_OF_PEOPLE,
) -> tuple[AccessToken, str]:
    """Give a person a new token; the oldest ones give way when there are too many."""
    secret = make_secret()
    with transaction.atomic():
        own = AccessToken.objects.filter(user=user, integration__isnull=True)
        stale = own.order_by("-created_at", "pk").values_list("pk", flat=True)
        own.filter(pk__in=list(stale[MOST_OF_A_PERSON - 1 :])).delete()
        token = AccessToken.objects.create(
            user=user,
            name=name,
            prefix=secret.prefix,
            digest=secret.digest,
            scopes=[scope for scope in (ALL, *SCOPES) if scope in set(scopes)],
            created_by=user,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    return token, secret.text


def revoke_token(token: AccessToken, *, now: datetime, actor: User | None = None) -> None:
    """Make a token worthless, and those that were given out for it; doing it again is nothing."""
    with transaction.atomic():
        family = AccessToken.objects.filter(models.Q(pk=token.pk) | models.Q(made_from=token.pk))
        if family.filter(revoked_at__isnull=True).update(revoked_at=now) and token.integration_id:
            _tell(token, "token-revoked", now, actor)


def forget_short_tokens(now: datetime) -> int:
    """Delete the tokens of an hour that ended long ago; return how many."""
    over = AccessToken.objects.filter(made_from__isnull=False, expires_at__lt=now - _SHORT_KEPT)
    return over.delete()[0]


def _tell(token: AccessToken, action: str, now: datetime, actor: User | None) -> None:
    """Enter it into the log of the program's course; the site keeps none."""
    integration = token.integration
    if integration is None or integration.course is None:
        return
    audit.record(
        action=action,
        course=integration.course,
        actor=actor,
        now=now,
        data={
            "program": str(integration.pk),
            "token": str(token.pk),
            "prefix": token.prefix,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
        },
    )
