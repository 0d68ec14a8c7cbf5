"""What runs in the background for exams; every task may run twice at once without harm."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from examcenter.exams.audit import seal_entries
from examcenter.exams.room.outages import note_pulses
from examcenter.exams.services import settle_overdue_attempts


@shared_task(name="exams.settle_attempts", ignore_result=True)
def settle_attempts(**_: Any) -> None:
    """Close attempts whose time is over, enter verdicts whose news got lost, note signs of life."""
    note_pulses(now=timezone.now())
    settle_overdue_attempts(now=timezone.now())


@shared_task(name="exams.seal_audit", ignore_result=True)
def seal_audit(**_: Any) -> None:
    """Number and chain the entries of the audit log that were added since the last time."""
    seal_entries()
