"""What runs in the background for the service as a whole."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from examcenter.pruning import prune


@shared_task(name="examcenter.prune", ignore_result=True)
def prune_leftovers(**_: Any) -> None:
    """Forget what nobody needs any more; safe to run twice at once."""
    prune(now=timezone.now())
