"""Working in an attempt: as its student, whose room has a door, or on record as a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from examcenter.api.views.base import ApiView
from examcenter.exams import behalf, errors
from examcenter.exams.access import get_response_for, get_response_of
from examcenter.exams.behalf import Work
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import Response
from examcenter.exams.taking.lateness import digest_of_answers, recording_late_answers


def work_in(view: ApiView, attempt_id: UUID) -> Work:
    """Return an attempt to work in; a student is asked at the door of the room.

    Raises
    ------
    AttemptNotFound, EntryRefused
    """
    work = behalf.get_work_for(view.person(), attempt_id)
    if work.program is None:
        require_entry(view.request, work.attempt)
    return work


def work_at(view: ApiView, attempt_id: UUID, number: int) -> tuple[Work, Response]:
    """Return a question to save an answer to: a student's own costs one query.

    Raises
    ------
    AttemptNotFound, ResponseNotFound, EntryRefused
    """
    try:
        response = get_response_for(view.person(), attempt_id, number)
    except errors.AttemptNotFound:
        work = work_in(view, attempt_id)
        return work, get_response_of(work.attempt, number)
    require_entry(view.request, response.attempt)
    return Work(response.attempt), response


@contextmanager
def on_record(
    work: Work, number: int, answers: Mapping[str, str], action: str, now: datetime
) -> Iterator[None]:
    """Record what a program does within, and for everybody what comes after the end."""
    data: dict[str, Any] = {"number": number}
    if answers:
        data |= {"sha256": digest_of_answers(answers)}
    with (
        recording_late_answers(
            attempt=work.attempt, number=number, answers=answers, action=action, now=now
        ),
        behalf.on_record(work, _PAST[action], now, data=data),
    ):
        yield


# As the audit log names what was done.
_PAST = {"save": "saved", "check": "checked", "submit": "submitted", "renew": "renewed"}
