"""Marking without names: who marks sees numbers until a teacher releases the results.

The room and its timelines show names and no marks, with the attempts' own ids. Whatever shows marks
or answers calls attempts by a handle, which leads back to none of those ids.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings

from examcenter.accounts.models import User
from examcenter.exams.models import Attempt, Exam


def hides_names(exam: Exam, now: datetime) -> bool:
    """Tell whether those who mark see numbers instead of names."""
    is_released = exam.released_at is not None and exam.released_at <= now
    return exam.is_anonymous and not is_released


def number_of(exam: Exam, user: User) -> str:
    """Return the number that stands for a student in one exam: the same each time, and no guess.

    Another exam gives another number, and without the server's secret none leads back.
    """
    number = int.from_bytes(_digest(exam, user)[:8], "big") % 10**8
    return f"{number // 10**4:04d}-{number % 10**4:04d}"


def id_of(exam: Exam, user: User) -> UUID:
    """Return the id that stands for a student where one is expected."""
    return UUID(bytes=_digest(exam, user)[8:24], version=4)


def handle_of(exam_id: UUID, attempt_id: UUID) -> UUID:
    """Return the id by which an attempt is called where its marks are shown without a name."""
    return UUID(bytes=_hmac(f"anonymous-attempt:{exam_id}:{attempt_id}")[:16], version=4)


def find_attempt_id(exam_id: UUID, handle: UUID) -> UUID | None:
    """Return the attempt at an exam that a handle stands for, or None; one query."""
    keys = Attempt.objects.filter(exam=exam_id).values_list("pk", flat=True)
    return next((key for key in keys if handle_of(exam_id, key) == handle), None)


def _digest(exam: Exam, user: User) -> bytes:
    return _hmac(f"anonymous:{exam.pk}:{user.public_id}")


def _hmac(message: str) -> bytes:
    return hmac.new(settings.VARIANT_SECRET.encode(), message.encode(), hashlib.sha256).digest()
