"""Whoever changes an attempt tells three at once: the student's page, the room, the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.exams.models import Attempt, Message, RoomEvent

# What is done to attempts, as the audit log names it.
ACTIONS = {
    RoomEvent.Kind.EXTENDED: "time-given",
    RoomEvent.Kind.PAUSED: "attempt-paused",
    RoomEvent.Kind.RESUMED: "attempt-resumed",
    RoomEvent.Kind.REOPENED: "attempt-reopened",
    RoomEvent.Kind.CLOSED: "attempt-closed",
}


def lock_with_course(attempt_id: UUID) -> Attempt:
    """Return the attempt with its exam and course, held until the transaction ends."""
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam__course")
        .get(pk=attempt_id)
    )


def tell(
    attempt: Attempt,
    kind: RoomEvent.Kind,
    text: str,
    *,
    actor: User | None,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell the student what was done, and keep who did it; in the transaction of what it tells."""
    details = dict(data or {})
    if text:
        Message.objects.create(attempt=attempt, text=text, created_at=now)
    RoomEvent.objects.create(attempt=attempt, kind=kind, actor=actor, data=details, created_at=now)
    audit.record(
        action=ACTIONS[kind],
        course=attempt.exam.course,
        exam=attempt.exam,
        attempt=attempt,
        actor=actor,
        data=details,
        now=now,
    )


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment as it is kept in JSON; None stays None."""
    return None if moment is None else moment.isoformat()
