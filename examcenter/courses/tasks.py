"""What courses leave to a worker."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from examcenter.courses.services.invitations import TASK_NAME
from examcenter.courses.services.invitations import send_invitations as send


@shared_task(name=TASK_NAME, ignore_result=True)
def send_invitations(**_: Any) -> None:
    """Send the invitations that were asked for; safe to run twice at once."""
    send(now=timezone.now())
