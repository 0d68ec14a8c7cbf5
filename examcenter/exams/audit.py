"""Telling the audit log what was done to a score, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.exams.models import Attempt, AuditEntry, Exam


def record(
    *,
    action: str,
    course: Course,
    now: datetime,
    exam: Exam | None = None,
    attempt: Attempt | None = None,
    actor: User | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the current transaction; without an actor the service itself did it."""
    return AuditEntry.objects.create(
        action=action,
        course=course,
        exam=exam,
        attempt=attempt,
        actor=actor,
        data=dict(data or {}),
        created_at=now,
    )
