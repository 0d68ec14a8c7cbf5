"""Whoever changes an attempt tells three at once: the student's page, the room, the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.exams.models import Attempt, AuditEntry, Message, RoomEvent

# What is done to attempts, as the audit log names it.
ACTIONS = {
    RoomEvent.Kind.EXTENDED: "time-given",
    RoomEvent.Kind.PAUSED: "attempt-paused",
    RoomEvent.Kind.RESUMED: "attempt-resumed",
    RoomEvent.Kind.REOPENED: "attempt-reopened",
    RoomEvent.Kind.CLOSED: "attempt-closed",
}


@dataclass(frozen=True)
class Tidings:
    """What was done to one attempt, with the words for its student."""

    attempt: Attempt
    text: str
    data: Mapping[str, Any]


def tell_all(
    tidings: Sequence[Tidings], kind: RoomEvent.Kind, *, actor: User | None, now: datetime
) -> None:
    """Tell many what was done to each; three queries, in the transaction of what they tell."""
    Message.objects.bulk_create(
        Message(attempt=one.attempt, text=one.text, created_at=now) for one in tidings if one.text
    )
    RoomEvent.objects.bulk_create(
        RoomEvent(attempt=one.attempt, kind=kind, actor=actor, data=dict(one.data), created_at=now)
        for one in tidings
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=ACTIONS[kind],
            course=one.attempt.exam.course,
            exam=one.attempt.exam,
            attempt=one.attempt,
            actor=actor,
            data=dict(one.data),
            created_at=now,
        )
        for one in tidings
    )


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


def lock_many(attempt_ids: Sequence[UUID]) -> list[Attempt]:
    """Return attempts with exam and course, held in one order until the transaction ends."""
    return list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam__course")
        .filter(pk__in=attempt_ids)
        .order_by("pk")
    )


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment as it is kept in JSON; None stays None."""
    return None if moment is None else moment.isoformat()
