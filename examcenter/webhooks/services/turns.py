"""Sending what waits for one endpoint: one request at a time, for a few seconds, then others.

The claim on an endpoint is a lease: a worker that is killed loses it, and what it was sending is
sent again, under the same id.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from examcenter.integrations.models import Integration
from examcenter.webhooks import pacing, signing
from examcenter.webhooks.calling import publish
from examcenter.webhooks.events import body_of
from examcenter.webhooks.models import Delivery, Endpoint, Event, Secret, Try
from examcenter.webhooks.sending import Outcome, send
from examcenter.webhooks.targets import Limits, read_networks

logger = logging.getLogger(__name__)

_TURN_S = 5.0
# For writing down what came of the last request.
_MARGIN_S = 5.0
# What takes longer is slow, and ends the turn when it failed.
_QUICK_S = 1.0
USER_AGENT = "ExamCenter-Webhooks/1"
Post = Callable[..., Outcome]


def limits_here() -> Limits:
    """Return what may be reached from this service."""
    if settings.IS_PRODUCTION:
        limits = Limits()
        return Limits(
            needs_https=True,
            ports=limits.ports,
            networks=read_networks(settings.WEBHOOK_NETWORKS),
        )
    return Limits(needs_https=False, ports=None, networks=read_networks(settings.WEBHOOK_NETWORKS))


def serve_endpoint(endpoint_id: UUID, *, post: Post = send) -> int:
    """Send what is due for an endpoint, unless somebody does already; return how many requests."""
    started = time.monotonic()
    if not _claim(endpoint_id, timezone.now()):
        return 0
    if is_of_revoked_program(endpoint_id):
        _give_up_endpoint(endpoint_id, "revoked", timezone.now())
    n_sent = 0
    try:
        while time.monotonic() - started < _TURN_S:
            delivery = _next_due(endpoint_id, timezone.now())
            if delivery is None:
                break
            n_sent += 1
            if not _serve(delivery, post):
                break
    finally:
        Endpoint.objects.filter(pk=endpoint_id).update(busy_until=None)
    if _next_due(endpoint_id, timezone.now()) is not None:
        # Whatever else waits has its turn first.
        publish(endpoint_id)
    return n_sent


def _claim(endpoint_id: UUID, now: datetime) -> bool:
    # Resolving and sending may each take the time limit.
    lease_s = _TURN_S + 2 * settings.WEBHOOK_TIMEOUT_S + _MARGIN_S
    free = Endpoint.objects.filter(
        Q(busy_until__isnull=True) | Q(busy_until__lt=now),
        Q(rests_until__isnull=True) | Q(rests_until__lte=now),
        pk=endpoint_id,
        state=Endpoint.State.ACTIVE,
    )
    return bool(free.update(busy_until=now + timedelta(seconds=lease_s)))


def is_of_revoked_program(endpoint_id: UUID) -> bool:
    """Tell whether the program that made an endpoint was sent away."""
    made = Endpoint.objects.filter(pk=endpoint_id).values("created_by")
    return Integration.objects.filter(user__in=made, revoked_at__isnull=False).exists()


def _next_due(endpoint_id: UUID, now: datetime) -> Delivery | None:
    """Return the delivery that has waited longest, while its endpoint takes any."""
    return (
        Delivery.objects.filter(
            Q(endpoint__rests_until__isnull=True) | Q(endpoint__rests_until__lte=now),
            endpoint=endpoint_id,
            endpoint__state=Endpoint.State.ACTIVE,
            state=Delivery.State.PENDING,
            next_try_at__lte=now,
        )
        .select_related("event", "endpoint")
        .order_by("next_try_at", "id")
        .first()
    )


def _serve(delivery: Delivery, post: Post) -> bool:
    """Make one request and write down what came of it; tell whether the turn goes on."""
    started_at = timezone.now()
    keys = keys_of(delivery.endpoint, started_at)
    if not keys:
        _give_up_endpoint(delivery.endpoint_id, "key", started_at)
        return False
    body = body_of(delivery.event)
    outcome = post(
        delivery.endpoint.url,
        body=body,
        headers=headers_of(delivery.event, body, keys, started_at),
        limits=limits_here(),
        timeout_s=float(settings.WEBHOOK_TIMEOUT_S),
    )
    with transaction.atomic():
        # Locked first: a replay, a switch or a deletion may have come in between.
        endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
        row = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
        if endpoint is None or row is None:
            return False
        _write_try(row, outcome, started_at)
        _settle(endpoint, row, outcome, timezone.now())
    return outcome.is_delivered or outcome.duration_s < _QUICK_S


def keys_of(endpoint: Endpoint, now: datetime) -> list[bytes]:
    """Return the secrets of an endpoint that are valid, the newest first.

    One that the service's key does not give any more is left out: its owner could not verify it.
    """
    rows = Secret.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), endpoint=endpoint
    )
    pairs = [(row, signing.secret_of(endpoint.pk, row.salt)) for row in rows]
    return [key for row, key in pairs if signing.fingerprint_of(key) == row.fingerprint]


def headers_of(event: Event, body: bytes, keys: list[bytes], now: datetime) -> dict[str, str]:
    """Return the headers of a delivery (Standard Webhooks)."""
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": str(event.pk),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.sign(str(event.pk), timestamp, body, keys),
    }


def _write_try(delivery: Delivery, outcome: Outcome, started_at: datetime) -> None:
    Try.objects.create(
        delivery=delivery,
        started_at=started_at,
        duration_ms=round(outcome.duration_s * 1000),
        status=outcome.status,
        error=outcome.error[:32],
        detail=outcome.detail[:300],
        response=outcome.response,
    )


def _settle(endpoint: Endpoint, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    delivery.n_tries += 1
    delivery.next_try_at = None
    if outcome.is_delivered:
        delivery.state, delivery.delivered_at = Delivery.State.DELIVERED, now
        endpoint.failing_since, endpoint.rests_until, endpoint.n_silent = None, None, 0
    else:
        _fail(endpoint, delivery, outcome, now)
    delivery.save(update_fields=["n_tries", "next_try_at", "state", "delivered_at"])
    endpoint.save(update_fields=["failing_since", "rests_until", "n_silent"])
    if outcome.is_gone:
        _give_up_endpoint(endpoint.pk, "gone", now)
    elif _is_hopeless(endpoint, now):
        _give_up_endpoint(endpoint.pk, "failing", now)


def _fail(endpoint: Endpoint, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    endpoint.failing_since = endpoint.failing_since or now
    asked_s = pacing.read_retry_after(outcome.retry_after, now)
    # Spreads the load of tries; nothing that anybody could guess is at stake.
    chance = random.random()  # noqa: S311
    wait = pacing.delay_after(delivery.n_tries, chance=chance, asked_s=asked_s)
    delivery.state = Delivery.State.FAILED if wait is None else Delivery.State.PENDING
    delivery.next_try_at = None if wait is None else now + wait
    if outcome.is_silent:
        endpoint.n_silent += 1
        endpoint.rests_until = now + pacing.rest_after(endpoint.n_silent)
    elif asked_s:
        # It asked for patience, with everything and not with this one event.
        endpoint.rests_until = now + timedelta(seconds=asked_s)


def _is_hopeless(endpoint: Endpoint, now: datetime) -> bool:
    patience = timedelta(days=settings.WEBHOOK_PATIENCE_DAYS)
    return endpoint.failing_since is not None and now - endpoint.failing_since > patience


def _give_up_endpoint(endpoint_id: UUID, reason: str, now: datetime) -> None:
    """Send nothing more to an endpoint, and have its maker told."""
    given_up = Endpoint.objects.filter(pk=endpoint_id, state=Endpoint.State.ACTIVE).update(
        state=Endpoint.State.FAILED, reason=reason, notice_asked_at=now, noticed_at=None
    )
    if given_up:
        logger.warning("Webhook %s is given up: %s", endpoint_id, reason)


def list_due_endpoints(now: datetime) -> list[UUID]:
    """Return the endpoints for which something is due and nobody sends."""
    due = Delivery.objects.filter(
        Q(endpoint__busy_until__isnull=True) | Q(endpoint__busy_until__lt=now),
        Q(endpoint__rests_until__isnull=True) | Q(endpoint__rests_until__lte=now),
        endpoint__state=Endpoint.State.ACTIVE,
        state=Delivery.State.PENDING,
        next_try_at__lte=now,
    )
    return list(due.order_by().values_list("endpoint_id", flat=True).distinct())
