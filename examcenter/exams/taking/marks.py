"""A student's own marks in the palette: seen and flagged; nobody grades them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from examcenter.exams import errors
from examcenter.exams.models import Response


def set_flag(*, response: Response, is_flagged: bool) -> None:
    """Set or take away the flag of a question; doing it again changes nothing.

    Raises
    ------
    AttemptClosed
    """
    if not Response.objects.filter(pk=response.pk, is_open=True).update(is_flagged=is_flagged):
        raise errors.AttemptClosed(
            finished_at=response.attempt.finished_at or response.attempt.started_at
        )


def mark_seen(*, attempt_id: UUID, number: int, now: datetime) -> None:
    """Remember when a question was first looked at."""
    Response.objects.filter(
        attempt_id=attempt_id, number=number, is_current=True, is_open=True, seen_at__isnull=True
    ).update(seen_at=now)
