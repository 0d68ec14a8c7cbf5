"""A student's own marks in the palette: seen and flagged; nobody grades them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from examcenter.accounts.models import User
from examcenter.exams import errors
from examcenter.exams.access import get_response_for
from examcenter.exams.models import Response
from examcenter.prepared import PreparedUpdate


def set_flag(*, user: User, attempt_id: UUID, number: int, is_flagged: bool) -> None:
    """Set or take away the flag of a question in one row update; doing it again changes nothing.

    Raises
    ------
    AttemptNotFound, ResponseNotFound, AttemptClosed
    """
    if _own(user, attempt_id, number).update(is_flagged=is_flagged):
        return
    response = get_response_for(user, attempt_id, number)
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


def _own(user: User, attempt_id: UUID, number: int) -> QuerySet[Response]:
    return Response.objects.filter(
        attempt_id=attempt_id,
        attempt__user=user,
        number=number,
        is_current=True,
        is_open=True,
    )
