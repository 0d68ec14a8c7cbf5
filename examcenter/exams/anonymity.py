"""Marking without names: who marks sees numbers until a teacher releases the results."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings

from examcenter.accounts.models import User
from examcenter.exams.models import Exam


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


def _digest(exam: Exam, user: User) -> bytes:
    message = f"anonymous:{exam.pk}:{user.public_id}".encode()
    return hmac.new(settings.VARIANT_SECRET.encode(), message, hashlib.sha256).digest()
