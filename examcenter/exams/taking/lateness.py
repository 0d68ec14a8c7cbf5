"""Answers that come after the end: refused, kept in the browser, and recorded without their text.

The record tells a teacher that something came, when, and whether it is the text that a student
shows later: its length and a hash, never the text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from examcenter.exams.errors import AnswerTooLate, AttemptClosed
from examcenter.exams.models import Attempt, RoomEvent

# A page that goes on sending must not fill the table.
MAX_RECORDED = 50


@contextmanager
def recording_late_answers(
    *, attempt: Attempt, number: int, answers: Mapping[str, str], action: str, now: datetime
) -> Iterator[None]:
    """Record what is refused within because the attempt is over; the refusal goes on."""
    try:
        yield
    except (AnswerTooLate, AttemptClosed):
        record_late_answer(attempt=attempt, number=number, answers=answers, action=action, now=now)
        raise


def record_late_answer(
    *, attempt: Attempt, number: int, answers: Mapping[str, str], action: str, now: datetime
) -> None:
    """Record an answer after the end, the same one once."""
    if not any(text.strip() for text in answers.values()):
        return
    digest = digest_of_answers(answers)
    known = RoomEvent.objects.filter(attempt=attempt, kind=RoomEvent.Kind.LATE_ANSWER)
    found = list(known.values_list("data", flat=True)[:MAX_RECORDED])
    if len(found) >= MAX_RECORDED or any(data.get("sha256") == digest for data in found):
        return
    RoomEvent.objects.create(
        attempt=attempt,
        kind=RoomEvent.Kind.LATE_ANSWER,
        actor_id=attempt.user_id,
        data={
            "number": number,
            "action": action,
            "sha256": digest,
            "n_characters": sum(len(text) for text in answers.values()),
        },
        created_at=now,
    )


def digest_of_answers(answers: Mapping[str, str]) -> str:
    """Return the SHA-256 of answers, which does not depend on the order of the parts."""
    text = json.dumps(dict(answers), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
