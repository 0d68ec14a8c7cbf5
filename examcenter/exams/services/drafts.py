"""Saving what is typed: bounded, cheap, acknowledged only when durable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from examcenter.exams import errors
from examcenter.exams.access import get_response_of
from examcenter.exams.models import Attempt, Response
from examcenter.exams.services.closing import require_open
from examcenter.exams.services.outcomes import SavedDraft
from questions.answers.matrix_text import MAX_CHARACTERS
from questions.services import IssuedVariant

MAX_ANSWER_CHARACTERS = 200
MAX_SOURCE_BYTES = 64 * 1024
# Numbers that JavaScript clients can count with exactly.
MAX_SEQUENCE = 2**53 - 1
# Enough to see what is wrong; a message does not grow with a hostile request.
MAX_PROBLEMS = 10


def save_draft(
    *,
    attempt: Attempt,
    number: int,
    answers: Mapping[str, str],
    now: datetime,
    sequence: int | None = None,
) -> SavedDraft:
    """Store what is typed in one question, replacing its draft, in a single row update.

    With a sequence number an older save never overwrites a newer one; repeating a save that
    arrived already is acknowledged again.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound, AnswerRefused, DraftOutdated
    """
    require_open(attempt, now, may_be_paused=True)
    response = get_response_of(attempt, number)
    draft = clean_answers(IssuedVariant.from_json(response.variant), answers)
    # The condition is part of the update, so a save that loses a race is never acknowledged.
    row = Response.objects.filter(pk=response.pk, is_open=True)
    if sequence is None:
        if row.update(draft=draft, saved_at=now, save_sequence=F("save_sequence") + 1):
            return SavedDraft(saved_at=now, sequence=response.save_sequence + 1)
    else:
        check_sequence(sequence)
        newer = row.filter(save_sequence__lt=sequence)
        if newer.update(draft=draft, saved_at=now, save_sequence=sequence):
            return SavedDraft(saved_at=now, sequence=sequence)
    return _explain_unsaved(response.pk, draft, sequence)


def _explain_unsaved(
    response_id: int, draft: Mapping[str, str], sequence: int | None
) -> SavedDraft:
    stored = Response.objects.select_related("attempt__exam").get(pk=response_id)
    if stored.save_sequence == sequence and stored.draft == draft and stored.saved_at:
        return SavedDraft(saved_at=stored.saved_at, sequence=sequence)
    if not stored.is_open and stored.attempt.finished_at is not None:
        raise errors.closing_error(
            finished_at=stored.attempt.finished_at,
            deadline_at=stored.attempt.deadline_at,
            is_ended_by_clock=stored.attempt.finish_reason == Attempt.FinishReason.TIME,
        )
    raise errors.DraftOutdated(
        sequence=sequence or 0, newest=stored.save_sequence, saved_at=stored.saved_at
    )


def check_sequence(sequence: int) -> None:
    """Refuse a save number that clients cannot count with.

    Raises
    ------
    AnswerRefused
        If the number is negative or beyond 2**53 - 1.
    """
    if not 0 <= sequence <= MAX_SEQUENCE:
        raise errors.AnswerRefused(
            {"sequence": f"Found a save number out of range, expected 0 to {MAX_SEQUENCE}."}
        )


def clean_answers(variant: IssuedVariant, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers when every one of them can be stored.

    Raises
    ------
    AnswerRefused
        If a part is unknown or an answer is too long or holds what no text can hold.
    """
    kinds = {part.name: part.kind for part in variant.parts}
    problems: dict[str, str] = {}
    for name, text in answers.items():
        problem = (
            _problem_of_text(name, text, kinds[name])
            if name in kinds
            else f"Found part {ascii(name[:40])}, expected one of {', '.join(kinds)}."
        )
        if problem:
            problems[name] = problem
        if len(problems) == MAX_PROBLEMS:
            break
    if problems:
        raise errors.AnswerRefused(problems)
    # Forms send line ends as CRLF, whatever was typed.
    return {
        name: text.replace("\r\n", "\n") if kinds[name] == "code" else text
        for name, text in answers.items()
    }


def _problem_of_text(name: str, text: str, kind: str) -> str:
    """Return what is wrong with a text, or nothing."""
    if "\x00" in text:
        return f"The answer to {name} holds a NUL character, which no text may hold."
    try:
        n_bytes = len(text.encode())
    except UnicodeEncodeError:
        return f"The answer to {name} holds half a character and is not valid Unicode."
    is_code = kind == "code"
    if is_code and n_bytes > MAX_SOURCE_BYTES:
        return (
            f"The code for {name} is {n_bytes:,} bytes long; at most {MAX_SOURCE_BYTES:,} "
            "are expected."
        )
    longest = MAX_CHARACTERS if kind == "matrix" else MAX_ANSWER_CHARACTERS
    if not is_code and len(text) > longest:
        return (
            f"The answer to {name} is {len(text):,} characters long; at most "
            f"{longest:,} are expected."
        )
    return ""
