"""An attempt and its responses as their owner may read them now; the policy is applied here.

Nothing here loads the frozen keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from examcenter.exams import errors, review, scoring, timing
from examcenter.exams.models import Attempt, Exam, Response, ResponseSubmission, Slot
from examcenter.exams.records import PartState, read_records
from examcenter.exams.review import Release, Seen
from examcenter.exams.rules import Rules, rules_of_attempt
from examcenter.exams.services.closing import close_if_over
from examcenter.exams.services.marking import feedback_of
from examcenter.exams.services.outcomes import PartFeedback
from examcenter.exams.services.queueing import MAX_WAITING, count_tries
from examcenter.exams.services.settling import is_missed, settle_attempt
from examcenter.prepared import PreparedRead
from questions.services import IssuedPart, IssuedVariant, WorkedPart

# Read for every page of a question.
_RESPONSES = PreparedRead(
    lambda attempt_id: (
        Response.objects.filter(attempt_id=attempt_id, is_current=True)
        .select_related("slot")
        .defer("keys")
        .order_by("number")
    ),
    {"attempt_id": models.UUIDField()},
)
_LINKS = PreparedRead(
    lambda attempt_id: (
        ResponseSubmission.objects.filter(response__attempt_id=attempt_id)
        .select_related("submission")
        .order_by("pk")
    ),
    {"attempt_id": models.UUIDField()},
)
# Scores this close to 1 are whole: a sum of parts can miss it by the last bits.
_WHOLE = 1 - 1e-9


@dataclass(frozen=True)
class PartReading:
    """One part: what is asked, what is typed, what was said about it."""

    part: IssuedPart
    draft: str
    feedback: PartFeedback | None
    score: float | None  # best over tries; None while hidden or nothing is marked
    tries_left: int | None  # None without a limit
    submissions: tuple[ResponseSubmission, ...]  # oldest first
    may_submit: bool


@dataclass(frozen=True)
class ResponseReading:
    """One question of an attempt."""

    response: Response
    variant: IssuedVariant
    parts: tuple[PartReading, ...]
    state: str  # as in pages.RailItem
    points: float
    score: float | None
    is_open: bool
    may_check: bool
    may_renew: bool


@dataclass(frozen=True)
class AttemptReading:
    """A whole attempt, brought up to date."""

    attempt: Attempt
    responses: tuple[Response, ...]
    links: tuple[ResponseSubmission, ...]
    rules: Rules  # as they hold for who sits it
    is_open: bool  # what is typed is saved
    is_paused: bool  # and nothing but that is taken
    is_pending: bool
    seen: Seen
    release: Release
    now: datetime

    def links_of(self, response: Response) -> tuple[ResponseSubmission, ...]:
        """Return the code submissions of one response, oldest first."""
        return tuple(link for link in self.links if link.response_id == response.pk)

    def state_of(self, response: Response) -> str:
        """Return the state of one response in one word."""
        if any(link.is_pending for link in self.links_of(response)):
            return "waiting"
        if self.seen.correctness and response.score is not None:
            worth = worth_of(response)
            if worth >= _WHOLE:
                return PartState.RIGHT
            return PartState.PARTLY if worth > 0 else PartState.WRONG
        records = read_records(response.last_marks).values()
        if any(record.state is PartState.UNREADABLE for record in records):
            return PartState.UNREADABLE
        if any(text.strip() for text in response.draft.values()) or self.links_of(response):
            return PartState.SAVED
        return "new"


def counted_points(response: Response, seen: Seen) -> float:
    """Return the points that a question gives; none once it was dropped, where that is shown."""
    is_dropped = seen.points and response.slot.ruling == Slot.Ruling.DROPPED
    return 0.0 if is_dropped else response.slot.points


def counted_score(response: Response, seen: Seen) -> float | None:
    """Return the score of a question that counts: set by hand, decided for everybody, or marked.

    None while it is hidden or there is none.
    """
    if not seen.points:
        return None
    return scoring.settled_score(
        response.score,
        adjusted=response.adjusted_score,
        is_full=response.slot.ruling == Slot.Ruling.FULL,
    )


def worth_of(response: Response) -> float:
    """Return how right the answers of a marked response are: penalties make none less right."""
    if not response.raw_scores:
        return response.score or 0.0
    points = {part["name"]: part["points"] for part in response.variant["parts"]}
    return scoring.weighted_score(points, {**response.part_scores, **response.raw_scores})


def read_attempt(attempt: Attempt, now: datetime) -> AttemptReading:
    """Return the attempt with its current responses, brought up to date first."""
    fresh = close_if_over(attempt=attempt, now=now)
    links = _LINKS.all(attempt_id=fresh.pk)
    if any(is_missed(link) for link in links):
        fresh = settle_attempt(attempt=fresh, now=now)
        links = _LINKS.all(attempt_id=fresh.pk)
    fresh.exam = attempt.exam
    release = review.release_of(fresh.exam, now)
    is_open = timing.is_running(
        now,
        deadline_at=fresh.deadline_at,
        finished_at=fresh.finished_at,
        paused_at=fresh.paused_at,
    )
    return AttemptReading(
        attempt=fresh,
        responses=tuple(_RESPONSES.all(attempt_id=fresh.pk)),
        links=tuple(links),
        rules=rules_of_attempt(fresh),
        is_open=is_open,
        is_paused=is_open and fresh.paused_at is not None,
        is_pending=any(link.is_pending for link in links),
        seen=review.seen_of(fresh.exam, release, is_finished=fresh.finished_at is not None),
        release=release,
        now=now,
    )


def find_response(reading: AttemptReading, number: int) -> Response:
    """Return the response to the question of this number.

    Raises
    ------
    ResponseNotFound
        If the attempt has no such question.
    """
    for response in reading.responses:
        if response.number == number:
            return response
    raise errors.ResponseNotFound(number, len(reading.responses))


def read_response(
    reading: AttemptReading,
    response: Response,
    solutions: Mapping[str, WorkedPart] | None = None,
) -> ResponseReading:
    """Return one question with what its student may know about it now."""
    exam = reading.attempt.exam
    variant = IssuedVariant.from_json(response.variant)
    feedback = feedback_of(
        response,
        exam,
        read_records(response.last_marks),
        reading.seen,
        max_tries=reading.rules.max_tries,
        is_finished=reading.attempt.finished_at is not None,
        solutions=solutions,
    )
    parts = tuple(_read_part(reading, response, part, feedback) for part in variant.parts)
    has_typed_part = any(part.kind != "code" for part in variant.parts)
    return ResponseReading(
        response=response,
        variant=variant,
        parts=parts,
        state=reading.state_of(response),
        points=counted_points(response, reading.seen),
        score=counted_score(response, reading.seen),
        is_open=reading.is_open,
        may_check=reading.is_open and not reading.is_paused and has_typed_part,
        may_renew=reading.is_open
        and not reading.is_paused
        and exam.kind == Exam.Kind.PRACTICE
        and response.round + 1 < variant.n_variants,
    )


def _read_part(
    reading: AttemptReading,
    response: Response,
    part: IssuedPart,
    feedback: dict[str, PartFeedback],
) -> PartReading:
    links = tuple(link for link in reading.links_of(response) if link.part == part.name)
    is_code = part.kind == "code"
    used = count_tries(list(links)) if is_code else len(response.part_tries.get(part.name, ()))
    max_tries = reading.rules.max_tries
    left = None if max_tries is None else max(0, max_tries - used)
    n_waiting = sum(link.is_pending for link in links)
    return PartReading(
        part=part,
        draft=response.draft.get(part.name, ""),
        feedback=feedback.get(part.name),
        score=response.part_scores.get(part.name) if reading.seen.points else None,
        tries_left=left,
        submissions=links,
        may_submit=is_code
        and reading.is_open
        and not reading.is_paused
        and left != 0
        and n_waiting < MAX_WAITING,
    )


def read_question(
    attempt: Attempt, number: int, now: datetime
) -> tuple[AttemptReading, ResponseReading]:
    """Return an attempt together with one of its questions.

    Raises
    ------
    ResponseNotFound
        If the attempt has no such question.
    """
    reading = read_attempt(attempt, now)
    return reading, read_response(reading, find_response(reading, number))
