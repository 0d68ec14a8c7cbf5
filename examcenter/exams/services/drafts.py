"""Saving what is typed: bounded, cheap, acknowledged only when durable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import (
    BigAutoField,
    DateTimeField,
    F,
    Field,
    JSONField,
    PositiveBigIntegerField,
    QuerySet,
    TextField,
)
from django.utils.translation import gettext as _

from examcenter.exams import errors
from examcenter.exams.access import get_response_of
from examcenter.exams.models import Attempt, Response
from examcenter.exams.services.closing import require_open
from examcenter.exams.services.lateness import keep_draft_on_time
from examcenter.exams.services.outcomes import SavedDraft
from examcenter.exams.taking.errors import NoteTooLong, SequenceTooFar, VariantReplaced
from examcenter.numerals import grouped
from examcenter.prepared import PreparedUpdate
from questions.answers.matrix_text import MAX_CHARACTERS
from questions.services import IssuedVariant

MAX_ANSWER_CHARACTERS = 200
MAX_SOURCE_BYTES = 64 * 1024
# Numbers that JavaScript clients can count with exactly.
MAX_SEQUENCE = 2**53 - 1
# A page counts every try to save; so many are a week offline.
MAX_SEQUENCE_STEP = 100_000
MAX_NOTE_CHARACTERS = 4000
# Enough to see what is wrong; a message does not grow with a hostile request.
MAX_PROBLEMS = 10


def _open_and_older(pk: int, below: int) -> QuerySet[Response]:
    """Return the row unless it is closed or holds a newer save.

    The condition is part of the update, so a save that loses a race is never acknowledged.
    """
    return Response.objects.filter(pk=pk, is_open=True, save_sequence__lt=below)


_WHERE: dict[str, Field[Any, Any]] = {"pk": BigAutoField(), "below": PositiveBigIntegerField()}
_SETS: dict[str, Field[Any, Any]] = {
    "draft": JSONField(),
    "saved_at": DateTimeField(),
    "sequence": PositiveBigIntegerField(),
}
_COLUMNS = {"draft": "draft", "saved_at": "saved_at", "save_sequence": "sequence"}
_NEWER = PreparedUpdate(_open_and_older, {**_WHERE, **_SETS}, sets=_COLUMNS)
_NEWER_WITH_NOTE = PreparedUpdate(
    _open_and_older,
    {**_WHERE, **_SETS, "note": TextField()},
    sets={**_COLUMNS, "note": "note"},
)


def save_draft(
    *,
    attempt: Attempt,
    number: int,
    answers: Mapping[str, str],
    now: datetime,
    sequence: int | None = None,
) -> SavedDraft:
    """Store what is typed in one question of an attempt; see `store_draft`.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound, AnswerRefused, DraftOutdated
    """
    require_open(attempt, now, may_be_paused=True)
    response = get_response_of(attempt, number)
    return store_draft(response=response, answers=answers, now=now, sequence=sequence)


def store_draft(
    *,
    response: Response,
    answers: Mapping[str, str],
    now: datetime,
    sequence: int | None = None,
    note: str | None = None,
    round_: int | None = None,
) -> SavedDraft:
    """Store what is typed, replacing the draft of a response, in a single row update.

    With a sequence number an older save never overwrites a newer one; repeating a save that
    arrived already is acknowledged again. Without a note the one that is stored stays. With a
    round the save is for that variant and no other.

    Raises
    ------
    AnswerTooLate, AttemptClosed, AnswerRefused, NoteTooLong, SequenceTooFar
    DraftOutdated, VariantReplaced
    """
    require_open(response.attempt, now, may_be_paused=True)
    if round_ not in (None, response.round):
        raise VariantReplaced
    keep_draft_on_time(attempt=response.attempt, response=response, now=now)
    values: dict[str, Any] = {
        "draft": clean_answers(IssuedVariant.from_json(response.variant), answers),
        "saved_at": now,
    }
    if note is not None:
        values["note"] = clean_note(note)
    if sequence is None:
        row = Response.objects.filter(pk=response.pk, is_open=True)
        if row.update(**values, save_sequence=F("save_sequence") + 1):
            return SavedDraft(saved_at=now, sequence=response.save_sequence + 1)
    else:
        check_sequence(sequence, newest=response.save_sequence)
        newer = _NEWER if note is None else _NEWER_WITH_NOTE
        if newer.run(pk=response.pk, sequence=sequence, below=sequence, **values):
            return SavedDraft(saved_at=now, sequence=sequence)
    return _explain_unsaved(response.pk, values, sequence)


def _explain_unsaved(
    response_id: int, values: Mapping[str, Any], sequence: int | None
) -> SavedDraft:
    stored = Response.objects.select_related("attempt__exam").get(pk=response_id)
    is_same = stored.draft == values["draft"] and stored.note == values.get("note", stored.note)
    if stored.save_sequence == sequence and is_same and stored.saved_at:
        return SavedDraft(saved_at=stored.saved_at, sequence=sequence)
    if not stored.is_open and stored.attempt.finished_at is not None:
        raise errors.closing_error(
            finished_at=stored.attempt.finished_at,
            deadline_at=stored.attempt.deadline_at,
            is_ended_by_clock=stored.attempt.finish_reason == Attempt.FinishReason.TIME,
        )
    raise errors.DraftOutdated(
        sequence=sequence or 0,
        newest=stored.save_sequence,
        saved_at=stored.saved_at,
        # Another variant's answers are no newer version of these.
        newer=show_draft(stored) if stored.is_current else None,
    )


def show_draft(response: Response) -> dict[str, Any]:
    """Return what is stored of a response as its own student's page reads it."""
    return {
        "number": response.number,
        "sequence": response.save_sequence,
        "saved_at": response.saved_at.isoformat() if response.saved_at else None,
        "answers": response.draft,
        "note": response.note,
    }


def clean_note(note: str) -> str:
    """Return a note as it is stored.

    Raises
    ------
    NoteTooLong
        If it is longer than notes may be.
    AnswerRefused
        If it holds what no text can hold.
    """
    plain = note.replace("\r\n", "\n")
    if len(plain) > MAX_NOTE_CHARACTERS:
        raise NoteTooLong(n_characters=len(plain), longest=MAX_NOTE_CHARACTERS)
    problem = _problem_of_text("note", plain, "matrix")
    if problem:
        raise errors.AnswerRefused({"note": problem})
    return plain


def check_sequence(sequence: int, *, newest: int = 0) -> None:
    """Refuse a save number that clients cannot count with, or that leaves none to count on.

    Raises
    ------
    AnswerRefused
        If the number is negative or beyond 2**53 - 1.
    SequenceTooFar
        If it is so far ahead that it was made up: the saves to come need numbers as well.
    """
    if not 0 <= sequence <= MAX_SEQUENCE:
        raise errors.AnswerRefused(
            {
                "sequence": _("Found a save number out of range, expected 0 to %(most)s.")
                % {"most": MAX_SEQUENCE}
            }
        )
    if sequence > newest + MAX_SEQUENCE_STEP:
        raise SequenceTooFar(sequence=sequence, newest=newest, furthest=newest + MAX_SEQUENCE_STEP)


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
            else _("Found part %(found)s, expected one of %(names)s.")
            % {"found": ascii(name[:40]), "names": ", ".join(kinds)}
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
        return _("The answer to %(name)s holds a NUL character, which no text may hold.") % {
            "name": name
        }
    try:
        n_bytes = len(text.encode())
    except UnicodeEncodeError:
        return _("The answer to %(name)s holds half a character and is not valid Unicode.") % {
            "name": name
        }
    is_code = kind == "code"
    if is_code and n_bytes > MAX_SOURCE_BYTES:
        return _(
            "The code for %(name)s is %(n_bytes)s bytes long; at most %(most)s are expected."
        ) % {"name": name, "n_bytes": grouped(n_bytes), "most": grouped(MAX_SOURCE_BYTES)}
    longest = MAX_CHARACTERS if kind == "matrix" else MAX_ANSWER_CHARACTERS
    if not is_code and len(text) > longest:
        return _(
            "The answer to %(name)s is %(n)s characters long; at most %(longest)s are expected."
        ) % {"name": name, "n": grouped(len(text)), "longest": grouped(longest)}
    return ""
