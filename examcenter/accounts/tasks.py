"""What accounts leave to a worker."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from examcenter.accounts import factor_resets
from examcenter.accounts.services import TASK_NAME, send_reset_links


@shared_task(name=TASK_NAME, ignore_result=True)
def send_links(**_: Any) -> None:
    """Send the links to new passwords that were asked for; safe to run twice at once."""
    send_reset_links(now=timezone.now())


@shared_task(name=factor_resets.TASK_NAME, ignore_result=True)
def send_factor_notices(**_: Any) -> None:
    """Tell people by mail that their second factor was turned off; safe to run twice at once."""
    factor_resets.send_factor_notices(now=timezone.now())
