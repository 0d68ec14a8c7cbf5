"""Entering marks and scores; all scores of an attempt change under one lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from examcenter.exams import scoring
from examcenter.exams.models import Attempt, Check, Response, Slot
from examcenter.exams.receipts import digest_of, facts_of_check
from examcenter.exams.records import PartRecord, PartState, read_records
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.marking import limit_tries
from examcenter.exams.signals import attempt_rescored, attempt_scored
from questions.services import IssuedVariant


def lock_attempt(attempt_id: UUID) -> Attempt:
    """Return the attempt with its exam, held until the transaction ends."""
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam__course")
        .get(pk=attempt_id)
    )


# Everything that checking, submitting and finishing change in a response.
CHANGING = (
    "draft",
    "saved_at",
    "save_sequence",
    "part_scores",
    "raw_scores",
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


def raise_part_scores(response: Response, tries: Mapping[str, tuple[float, float]]) -> None:
    """Keep the best score of each part and put the response's score in step; does not save.

    Of each part the score is given as it counts and as it was before penalties.
    """
    best: dict[str, float] = dict(response.part_scores)
    raw: dict[str, float] = dict(response.raw_scores)
    for part, (counted, score) in tries.items():
        known = raw.get(part, best.get(part, 0.0))
        best_raw = max(known, scoring.clamp(score))
        best[part] = max(best.get(part, 0.0), scoring.clamp(counted))
        if best_raw > best[part]:
            raw[part] = best_raw
        else:
            raw.pop(part, None)
    response.part_scores, response.raw_scores = best, raw
    response.score = scoring.weighted_score(part_points(response), best)


@dataclass(frozen=True)
class Entered:
    """What a try did: the records that count, the check to keep, the score it changed."""

    records: dict[str, PartRecord]
    check: Check | None
    before: float | None
    after: float | None

    def as_data(self, number: int) -> dict[str, Any]:
        """Return what the audit log keeps of it; nothing where no score changed.

        Its check has to be saved before.
        """
        if self.check is None or self.before == self.after:
            return {}
        return {
            "number": number,
            "check": self.check.pk,
            "before": self.before,
            "after": self.after,
            "digest": digest_of(facts_of_check(self.check)),
        }


def record_check(
    response: Response,
    records: Mapping[str, PartRecord],
    counting: Counting,
    *,
    given_at: datetime,
) -> Entered:
    """Enter marked parts into the locked response, with a check of them; saves neither.

    A part without tries left is not marked again. See `save_checks`.
    """
    counted, response.part_tries = limit_tries(response, records, counting)
    before = read_records(response.last_marks)
    remembered = {
        name: record
        for name, record in counted.items()
        if record.state is not PartState.NO_TRIES_LEFT
        # What was said about an answer still stands when the field was emptied.
        and not (record.state is PartState.NOT_ANSWERED and name in before)
    }
    response.last_marks = {
        **response.last_marks,
        **{name: record.to_json() for name, record in remembered.items()},
    }
    # Pressing the button again without a change says the same and leaves no trace.
    is_news = any(before.get(name) != record for name, record in remembered.items())
    before_score = response.score
    check = enter_try(response, counted, counting, given_at=given_at, is_kept=is_news)
    return Entered(counted, check, before=before_score, after=response.score)


def enter_try(
    response: Response,
    records: Mapping[str, PartRecord],
    counting: Counting,
    *,
    given_at: datetime,
    is_kept: bool,
) -> Check | None:
    """Let marked parts count for what they cost; return a check of them where they are news.

    Neither the response nor the check is saved.
    """
    weighed = {
        name: _weigh(record, response.part_tries.get(name, ()), counting, given_at)
        for name, record in records.items()
    }
    marked = {name: record for name, record in weighed.items() if record.is_marked}
    if not marked:
        return None
    check = None
    worth = {name: (record.counted or 0.0, record.score) for name, record in marked.items()}
    if is_kept:
        points = part_points(response)
        check = Check(
            response=response,
            answers={name: record.raw for name, record in weighed.items() if record.raw},
            marks={name: record.to_json() for name, record in weighed.items()},
            score=scoring.weighted_score(points, {n: score for n, (_, score) in worth.items()}),
            counted_score=scoring.weighted_score(points, {n: c for n, (c, _) in worth.items()}),
            created_at=given_at,
        )
    raise_part_scores(response, worth)
    return check


def save_checks(entered: Iterable[Entered]) -> None:
    """Save the checks of what was entered, with a single query for any number of them."""
    Check.objects.bulk_create([entry.check for entry in entered if entry.check is not None])


def _weigh(
    record: PartRecord, tried: Sequence[str], counting: Counting, given_at: datetime
) -> PartRecord:
    if not record.is_marked:
        return record
    terms = counting.terms_of_answer(tried, record.raw, given_at)
    return replace(record, counted=scoring.counted_score(record.score, terms), terms=terms)


def score_of(attempt: Attempt) -> float:
    """Return the score of an attempt, computed from its responses."""
    rounds = Response.objects.filter(attempt=attempt).values_list(
        "slot_id", "slot__points", "slot__ruling", "score", "adjusted_score"
    )
    return scoring.attempt_score(
        [
            (
                slot,
                points,
                scoring.settled_score(score, adjusted=adjusted, is_full=ruling == Slot.Ruling.FULL),
            )
            for slot, points, ruling, score, adjusted in rounds
            if ruling != Slot.Ruling.DROPPED
        ],
        bonus_points=attempt.bonus_points,
    )


def refresh_attempt_score(attempt: Attempt, now: datetime, *, is_news: bool = False) -> None:
    """Put the locked attempt's score in step and tell the news after commit.

    With ``is_news`` the caller has more to tell, and tells it.
    """
    score = score_of(attempt)
    if score == attempt.score and not is_news:
        return
    attempt.score = score
    attempt.scored_at = now
    attempt.is_grade_new = True
    attempt.save(update_fields=["score", "scored_at", "is_grade_new"])
    if attempt.finished_at is not None and not is_news:
        attempt_rescored.send(sender=Attempt, attempt=attempt, now=now)
    transaction.on_commit(
        partial(attempt_scored.send_robust, sender=Attempt, attempt_id=attempt.pk, score=score)
    )
