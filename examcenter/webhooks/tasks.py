"""What runs in the background for webhooks; every task may run twice at once without harm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from examcenter.webhooks import calling, notices
from examcenter.webhooks.closings import note_closings
from examcenter.webhooks.events import number_events
from examcenter.webhooks.services.deliveries import forget_old
from examcenter.webhooks.services.turns import list_due_endpoints
from examcenter.webhooks.services.turns import serve_endpoint as serve


@shared_task(name=calling.TASK_NAME, ignore_result=True)
def serve_endpoint(*, endpoint_id: str, **_: Any) -> None:
    """Send what waits for an endpoint."""
    serve(UUID(endpoint_id))


@shared_task(name="webhooks.sweep", ignore_result=True)
def sweep(**_: Any) -> None:
    """Number events, note closings, forget what is old, and call for what a lost message left."""
    now = timezone.now()
    note_closings(now=now)
    number_events()
    forget_old(now=now)
    for endpoint_id in list_due_endpoints(now):
        calling.publish(endpoint_id)


@shared_task(name=notices.TASK_NAME, ignore_result=True)
def send_notices(**_: Any) -> None:
    """Send the mails about endpoints that were given up."""
    notices.send_notices(now=timezone.now())
