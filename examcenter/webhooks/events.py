"""Writing events, with their deliveries, and numbering them for the feed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from examcenter.prepared import PreparedInsert, PreparedRead
from examcenter.webhooks.calling import call_worker
from examcenter.webhooks.kinds import KINDS
from examcenter.webhooks.models import Delivery, Endpoint, Event, FeedHead

_BATCH = 1000
# Everybody starts at once, and each start is an event.
_NEW_EVENTS = PreparedInsert(Event)
_OF_COURSE = PreparedRead(
    lambda course_id: Endpoint.objects.filter(
        Q(course_id=course_id) | Q(course__isnull=True), state=Endpoint.State.ACTIVE
    ).order_by(),
    {"course_id": models.UUIDField()},
)


def emit(
    *kinds: str,
    course_id: UUID | None,
    data: Mapping[str, UUID | str | int],
    now: datetime,
) -> None:
    """Write an event of each kind, and its delivery to each endpoint that wants it.

    All in the current transaction. Without a course it is news of the bank.
    """
    for kind in kinds:
        assert kind in KINDS, f"found kind {kind!r}, expected one of {', '.join(KINDS)}"
    ids = {name: _plain(value) for name, value in data.items()}
    if course_id is not None:
        ids["course_id"] = str(course_id)
    events = [Event(kind=kind, course_id=course_id, data=ids, created_at=now) for kind in kinds]
    new = _NEW_EVENTS.bind(events)
    # No savepoint: what happened and the news of it are there together or not at all.
    with transaction.atomic(savepoint=False):
        _NEW_EVENTS.run(new)
        endpoints = _list_listeners(course_id)
        for event in events:
            for endpoint in endpoints:
                if not endpoint.kinds or event.kind in endpoint.kinds:
                    deliver(event, endpoint, now)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _list_listeners(course_id: UUID | None) -> list[Endpoint]:
    if not settings.HAS_WEBHOOKS:
        return []
    if course_id is not None:
        return _OF_COURSE.all(course_id=course_id)
    # News of the bank is for every course, because every course draws from it.
    return list(Endpoint.objects.filter(state=Endpoint.State.ACTIVE).order_by())


def deliver(event: Event, endpoint: Endpoint, now: datetime) -> Delivery:
    """Write the delivery of an event to one endpoint, and wake a worker after commit."""
    delivery = Delivery.objects.create(
        event=event, endpoint=endpoint, created_at=now, next_try_at=now
    )
    transaction.on_commit(partial(call_worker, endpoint.pk), robust=True)
    return delivery


def body_of(event: Event) -> bytes:
    """Return what is sent of an event; the same bytes at every try."""
    moment = event.created_at.isoformat().replace("+00:00", "Z")
    content: dict[str, Any] = {"type": event.kind, "timestamp": moment, "data": event.data}
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()


def number_events() -> int:
    """Give the committed events that have none their place in the feed; return how many.

    An event gets its number when it can be seen, under one lock: no number can appear below one
    that a reader has seen, however long the transaction took that wrote it.
    """
    n_numbered = 0
    while Event.objects.filter(sequence=0).exists():
        with transaction.atomic():
            head, _ = FeedHead.objects.select_for_update().get_or_create(pk=1)
            events = list(Event.objects.filter(sequence=0).order_by("id")[:_BATCH])
            for event in events:
                head.sequence += 1
                event.sequence = head.sequence
            Event.objects.bulk_update(events, ["sequence"], batch_size=200)
            head.save(update_fields=["sequence"])
        n_numbered += len(events)
    return n_numbered
