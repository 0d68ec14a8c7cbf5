"""A student's own marks in the palette: seen and flagged; nobody grades them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from examcenter.exams import errors
from examcenter.exams.models import Response
from examcenter.prepared import PreparedUpdate


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


def _unseen(attempt_id: UUID, number: int) -> QuerySet[Response]:
    return Response.objects.filter(
        attempt_id=attempt_id, number=number, is_current=True, is_open=True, seen_at__isnull=True
    )


# For each first page, of everybody at once when an exam begins.
_SEEN = PreparedUpdate(
    _unseen,
    {
        "attempt_id": models.UUIDField(),
        "number": models.PositiveSmallIntegerField(),
        "now": models.DateTimeField(),
    },
    sets={"seen_at": "now"},
)


def mark_seen(*, attempt_id: UUID, number: int, now: datetime) -> None:
    """Remember when a question was first looked at."""
    _SEEN.run(attempt_id=attempt_id, number=number, now=now)
