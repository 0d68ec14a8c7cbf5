"""Entering marks and scores; all scores of an attempt change under one lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from examcenter.exams import scoring
from examcenter.exams.models import Attempt, Check, Response
from examcenter.exams.records import PartRecord, PartState, read_records
from examcenter.exams.services.marking import limit_tries
from examcenter.exams.signals import attempt_scored
from questions.services import IssuedVariant


def lock_attempt(attempt_id: UUID) -> Attempt:
    """Return the attempt with its exam, held until the transaction ends."""
    return Attempt.objects.select_for_update(of=("self",)).select_related("exam").get(pk=attempt_id)


# Everything that checking, submitting and finishing change in a response.
CHANGING = (
    "draft",
    "saved_at",
    "save_sequence",
    "part_scores",
    "part_tries",
    "last_marks",
    "score",
)


def lock_response(response_id: int) -> Response:
    """Return the response, held until the transaction ends; lock its attempt first."""
    return Response.objects.select_for_update(of=("self",)).get(pk=response_id)


def part_points(response: Response) -> dict[str, float]:
    """Return the points of each part by name."""
    return {part.name: part.points for part in IssuedVariant.from_json(response.variant).parts}


def raise_part_scores(response: Response, scores: Mapping[str, float]) -> None:
    """Keep the best score of each part and put the response's score in step; does not save."""
    best = dict(response.part_scores)
    for part, score in scores.items():
        best[part] = max(best.get(part, 0.0), scoring.clamp(score))
    response.part_scores = best
    response.score = scoring.weighted_score(part_points(response), best)


def record_check(
    response: Response,
    records: Mapping[str, PartRecord],
    *,
    max_tries: int | None,
    now: datetime,
) -> dict[str, PartRecord]:
    """Enter marked parts into the locked response and keep a check of them; does not save it.

    Returns the records that count: a part without tries left is not marked again.
    """
    counted, response.part_tries = limit_tries(response, records, max_tries)
    before = read_records(response.last_marks)
    remembered = {
        name: record
        for name, record in counted.items()
        if record.state is not PartState.NO_TRIES_LEFT
        # What was said about an answer still stands when the field was emptied.
        and not (record.state is PartState.NOT_ANSWERED and name in before)
    }
    marked = {name: record.score for name, record in counted.items() if record.is_marked}
    response.last_marks = {
        **response.last_marks,
        **{name: record.to_json() for name, record in remembered.items()},
    }
    # Pressing the button again without a change says the same and leaves no trace.
    if marked and any(before.get(name) != record for name, record in remembered.items()):
        Check.objects.create(
            response=response,
            answers={name: record.raw for name, record in counted.items() if record.raw},
            marks={name: record.to_json() for name, record in counted.items()},
            score=scoring.weighted_score(part_points(response), marked),
            created_at=now,
        )
    if marked:
        raise_part_scores(response, marked)
    return counted


def refresh_attempt_score(attempt: Attempt, now: datetime, *, is_news: bool = False) -> None:
    """Put the locked attempt's score in step and tell the news after commit."""
    rounds = Response.objects.filter(attempt=attempt).values_list(
        "slot_id", "slot__points", "score"
    )
    score = scoring.attempt_score(rounds)
    if score == attempt.score and not is_news:
        return
    attempt.score = score
    attempt.scored_at = now
    attempt.save(update_fields=["score", "scored_at"])
    transaction.on_commit(
        partial(attempt_scored.send_robust, sender=Attempt, attempt_id=attempt.pk, score=score)
    )
