"""Checking an answer: parse, then mark, then score; what cannot be read costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from examcenter.exams import audit, errors, review
from examcenter.exams.access import get_response_of
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.records import PartRecord, PartState
from examcenter.exams.rules import rules_of_attempt
from examcenter.exams.services.closing import require_open
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.drafts import clean_answers
from examcenter.exams.services.lateness import keep_on_time
from examcenter.exams.services.marking import feedback_of, hide_marks, mark_parts
from examcenter.exams.services.outcomes import CheckOutcome
from examcenter.exams.services.recording import (
    CHANGING,
    lock_attempt,
    lock_response,
    record_check,
    refresh_attempt_score,
    save_checks,
)
from questions.services import IssuedVariant


def check_response(
    *, attempt: Attempt, number: int, answers: Mapping[str, str], now: datetime
) -> CheckOutcome:
    """Save the answers and mark every typed part of the question.

    Parts that are not among the answers are taken from the draft. While feedback waits for the
    end, nothing is marked: the outcome says what was saved and what could not be read.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound, AnswerRefused
    NoTriesLeft
        If every part that would be marked has used up its tries.
    """
    require_open(attempt, now)
    seen = get_response_of(attempt, number)
    given = clean_answers(IssuedVariant.from_json(seen.variant), answers)
    full = {**seen.draft, **given}
    # Marking takes longest and needs no lock: it depends on frozen rows and on the answers only.
    records = mark_parts(seen, full)
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        require_open(locked, now)
        rules = rules_of_attempt(locked)
        response = lock_response(seen.pk)
        response.attempt = locked
        if not response.is_open:
            raise errors.DraftOutdated(
                sequence=seen.save_sequence,
                newest=response.save_sequence,
                saved_at=response.saved_at,
            )
        counting = Counting.of(locked, rules)
        keep_on_time(response, counting, now)
        response.draft = {**response.draft, **given}
        response.saved_at = now
        response.save_sequence += 1
        if locked.exam.feedback == Exam.Feedback.AFTER:
            records = hide_marks(records)
        entered = record_check(response, records, counting, given_at=now)
        counted = entered.records
        save_checks([entered])
        response.save(update_fields=CHANGING)
        if data := entered.as_data(number):
            audit.record_of_attempt(locked, "checked", now, is_own=True, data=data)
        if locked.exam.feedback == Exam.Feedback.DURING:
            refresh_attempt_score(locked, now)
    _require_tries(counted, rules.max_tries)
    view = review.view_of(locked, now)
    return CheckOutcome(
        parts=feedback_of(response, locked.exam, counted, view, max_tries=rules.max_tries),
        score=response.score if view.points else None,
        saved_at=now,
        sequence=response.save_sequence,
    )


def _require_tries(counted: Mapping[str, PartRecord], max_tries: int | None) -> None:
    """Say that the tries are used up when that is all there is to say."""
    states = {record.state for record in counted.values()} - {PartState.NOT_ANSWERED}
    if states == {PartState.NO_TRIES_LEFT} and max_tries is not None:
        raise errors.NoTriesLeft(max_tries=max_tries)
