"""Sending something again, sending a test, and forgetting what is old."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from examcenter.webhooks.calling import call_worker
from examcenter.webhooks.errors import WebhookOff
from examcenter.webhooks.events import deliver
from examcenter.webhooks.kinds import TEST
from examcenter.webhooks.models import Delivery, Endpoint, Event

_BATCH = 1000


def replay(*, delivery: Delivery, now: datetime) -> Delivery:
    """Send a delivery again, under the same id, whatever came of it before.

    Raises
    ------
    WebhookOff
        If its endpoint sends nothing.
    """
    with transaction.atomic():
        endpoint = _lock_active(delivery.endpoint)
        row = Delivery.objects.select_for_update().select_related("event").get(pk=delivery.pk)
        row.state, row.n_tries = Delivery.State.PENDING, 0
        row.next_try_at, row.delivered_at = now, None
        row.save(update_fields=["state", "n_tries", "next_try_at", "delivered_at"])
        transaction.on_commit(partial(call_worker, endpoint.pk), robust=True)
    return row


def send_test(*, endpoint: Endpoint, now: datetime) -> Delivery:
    """Send an event to one endpoint that says nothing else. Raises WebhookOff."""
    with transaction.atomic():
        row = _lock_active(endpoint)
        event = Event.objects.create(
            kind=TEST,
            course_id=row.course_id,
            data={"webhook_id": str(row.pk)},
            created_at=now,
        )
        return deliver(event, row, now)


def _lock_active(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint, awake: somebody waits for what comes of it."""
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if row.state != Endpoint.State.ACTIVE:
        raise WebhookOff
    row.rests_until = None
    row.save(update_fields=["rests_until"])
    return row


def forget_old(*, now: datetime) -> int:
    """Delete some events that are older than they are kept, with their deliveries; return how many.

    What still waits to be delivered is kept.
    """
    old = Event.objects.filter(created_at__lt=now - timedelta(days=settings.WEBHOOK_KEEP_DAYS))
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING).values("event")
    ids = list(
        old.exclude(pk__in=waiting).order_by("created_at").values_list("pk", flat=True)[:_BATCH]
    )
    Event.objects.filter(pk__in=ids).delete()
    return len(ids)
