"""The audit log: telling it what was done to a score, sealing it, and proving it whole."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.exams.models import Attempt, AuditEntry, Exam
from examcenter.exams.receipts import canonical, moment_text

logger = logging.getLogger(__name__)
# As `canonical` writes a text.
_quoted = json.encoder.encode_basestring_ascii

BATCH = 1000
_SEAL = "UPDATE exams_auditentry SET sequence = %s, hash = %s WHERE id = %s"
# What the first entry of a chain is chained to.
ROOT = "0" * 64
# Everything of an entry that its hash covers, in the order in which it is fetched.
_COVERED = ("course_id", "exam_id", "attempt_id", "actor_id", "action", "data", "created_at")


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


def record_of_attempt(
    attempt: Attempt,
    action: str,
    now: datetime,
    *,
    data: Mapping[str, Any],
    actor: User | None = None,
    is_own: bool = False,
) -> None:
    """Add what happened in an attempt that has exam and course along; its owner did it, or not."""
    AuditEntry.objects.create(
        action=action,
        course_id=attempt.exam.course_id,
        exam_id=attempt.exam_id,
        attempt_id=attempt.pk,
        actor_id=attempt.user_id if is_own else (actor.pk if actor else None),
        data=dict(data),
        created_at=now,
    )


def seal_entries() -> int:
    """Number and chain what was added since the last time; return how many entries that were."""
    courses = (
        AuditEntry.objects.filter(sequence__isnull=True)
        .order_by("course_id")
        .values_list("course_id", flat=True)
        .distinct()
    )
    return sum(_seal_course(course_id) for course_id in list(courses))


def _seal_course(course_id: UUID) -> int:
    n_sealed = 0
    while True:
        with transaction.atomic():
            # Two sealers at once would both continue from the same entry.
            Course.objects.select_for_update().only("pk").get(pk=course_id)
            entries = list(
                AuditEntry.objects.filter(course_id=course_id, sequence__isnull=True)
                .order_by("pk")
                .values_list("pk", *_COVERED)[:BATCH]
            )
            sequence, previous = _head(course_id)
            seals = []
            for pk, *covered in entries:
                sequence += 1
                previous = _hash(tuple(covered), sequence, previous)
                seals.append((sequence, previous, pk))
            # The one change that an entry knows, past the model, which refuses every change.
            with connection.cursor() as cursor:
                cursor.executemany(_SEAL, seals)
        n_sealed += len(entries)
        if len(entries) < BATCH:
            # Kept with the logs, it tells when the end of a chain was cut off.
            logger.info("Audit log of course %s: %s entries, %s", course_id, sequence, previous)
            return n_sealed


def _head(course_id: UUID) -> tuple[int, str]:
    last = (
        AuditEntry.objects.filter(course_id=course_id, sequence__isnull=False)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return (0, ROOT) if last is None or last[0] is None else (last[0], last[1])


def _hash(covered: tuple[Any, ...], sequence: int, previous: str) -> str:
    """Return the hash of an entry: of the canonical JSON of what it covers, chained.

    That JSON is put together here, its names in their order: a long log is a hundred thousand of
    them, and all but the data are plain texts and numbers.
    """
    course, exam, attempt, actor, action, data, created_at = covered
    text = (
        f'{{"action":{_quoted(action)},"actor":{_number(actor)},"attempt":{_quoted_id(attempt)},'
        f'"course":{_quoted_id(course)},"created_at":"{moment_text(created_at)}",'
        f'"data":{canonical(data)},"exam":{_quoted_id(exam)},"previous":{_quoted(previous)},'
        f'"sequence":{sequence}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _quoted_id(key: UUID | None) -> str:
    return "null" if key is None else f'"{key}"'


def _number(key: int | None) -> str:
    return "null" if key is None else str(key)


@dataclass(frozen=True)
class Chain:
    """How the sealed entries of a course stand; ``problem`` names the first that is broken."""

    course: Course
    n_entries: int
    head: str
    n_unsealed: int
    problem: str = ""


def verify_course(course: Course) -> Chain:
    """Compute the chain of a course anew and return how it stands."""
    entries = AuditEntry.objects.filter(course=course)
    n_unsealed = entries.filter(sequence__isnull=True).count()
    rows = (
        entries.filter(sequence__isnull=False)
        .order_by("sequence")
        .values_list("pk", "sequence", "hash", *_COVERED)
        .iterator(chunk_size=2000)
    )
    number, head, problem = _walk(rows)
    return Chain(course, number, head, n_unsealed, problem)


def _walk(rows: Iterator[tuple[Any, ...]]) -> tuple[int, str, str]:
    """Return how many entries hold from the start, the hash of the last, and what broke."""
    number, head = 0, ROOT
    for pk, sequence, found, *covered in rows:
        if sequence != number + 1:
            return number, head, f"entry {pk}: found number {sequence}, expected {number + 1}"
        expected = _hash(tuple(covered), sequence, head)
        if found != expected:
            return number, head, f"entry {pk}, number {sequence}: its content has another hash"
        number, head = sequence, found
    return number, head, ""
