"""Ending attempts: by the student, or by the clock when next touched; drafts count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from examcenter.exams import audit, errors, timing
from examcenter.exams.models import Attempt, Response, ResponseSubmission, RoomEvent
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.rules import Rules, rules_of_attempt
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.handing_in import queue, read_links
from examcenter.exams.services.marking import mark_parts
from examcenter.exams.services.recording import (
    Entered,
    lock_attempt,
    record_check,
    refresh_attempt_score,
    save_checks,
)
from examcenter.exams.signals import attempt_finished
from examcenter.prepared import PreparedUpdate
from questions.services import Versions, open_versions

# What is put back when an attempt is opened again.
MARKED = ("part_scores", "raw_scores", "part_tries", "last_marks", "score")
_CLOSED = (*MARKED, "before_closing", "is_open")
# One query for all the questions of an attempt, however many were answered.
_CLOSE = PreparedUpdate(
    lambda pk: Response.objects.filter(pk=pk),
    {
        "pk": models.BigAutoField(),
        **{field.name: field for field in Response._meta.concrete_fields if field.name in _CLOSED},
    },
    sets={name: name for name in _CLOSED},
)


def require_open(attempt: Attempt, now: datetime, *, may_be_paused: bool = False) -> None:
    """Refuse a change to an attempt that is over, closing it first when the clock has ended it.

    What is typed is saved in a pause, too; nothing else is taken then.

    Raises
    ------
    AnswerTooLate
        If the deadline has passed.
    AttemptClosed
        If the attempt was finished before.
    AttemptPaused
        If a teacher has stopped the clock.
    """
    current = close_if_over(attempt=attempt, now=now)
    if current.finished_at is not None:
        raise errors.closing_error(
            finished_at=current.finished_at,
            deadline_at=current.deadline_at,
            is_ended_by_clock=current.finish_reason == Attempt.FinishReason.TIME,
        )
    if current.paused_at is not None and not may_be_paused:
        raise errors.AttemptPaused(paused_at=current.paused_at)


def close_if_over(*, attempt: Attempt, now: datetime) -> Attempt:
    """Return the attempt, finished at its deadline when that has passed.

    Whether it has is looked at once more under the lock: minutes that a teacher gave meanwhile
    count.
    """
    is_running = timing.is_running(
        now,
        deadline_at=attempt.deadline_at,
        finished_at=attempt.finished_at,
        paused_at=attempt.paused_at,
    )
    if is_running or attempt.finished_at is not None:
        return attempt
    return finish_attempt(attempt=attempt, now=now, reason=Attempt.FinishReason.TIME)


def finish_attempt(
    *,
    attempt: Attempt,
    now: datetime,
    reason: Attempt.FinishReason = Attempt.FinishReason.STUDENT,
) -> Attempt:
    """Finish an attempt: mark its drafts, queue its code, set its score; finishing twice is once.

    After the deadline the clock has finished it, at the deadline; before, the clock finishes
    nothing. Code that still waits for a verdict raises the score when the verdict arrives.
    """
    if attempt.finished_at is not None:
        return attempt
    ahead = _Ahead.of(attempt)
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        if locked.finished_at is not None:
            return locked
        rules = rules_of_attempt(locked)
        _keep_promise(locked, rules)
        is_over = timing.is_over(now, deadline_at=locked.deadline_at, paused_at=locked.paused_at)
        if reason == Attempt.FinishReason.TIME and not is_over:
            return locked
        changes = _collect_all(locked, Counting.of(locked, rules), ahead, now)
        ended_at = locked.deadline_at if is_over and locked.deadline_at else now
        locked.finished_at = ended_at
        locked.finish_reason = Attempt.FinishReason.TIME if is_over else reason
        locked.paused_at = None
        locked.save(update_fields=["finished_at", "finish_reason", "paused_at"])
        RoomEvent.objects.create(
            attempt=locked,
            kind=RoomEvent.Kind.FINISHED,
            data={"reason": str(locked.finish_reason)},
            created_at=ended_at,
        )
        refresh_attempt_score(locked, now, is_news=True)
        audit.record_of_attempt(
            locked,
            "finished",
            now,
            is_own=reason == Attempt.FinishReason.STUDENT and not is_over,
            data={
                "reason": locked.finish_reason,
                "score": locked.score,
                "changes": changes,
            },
        )
        attempt_finished.send(sender=Attempt, attempt=locked, now=now)
    return locked


def _keep_promise(attempt: Attempt, rules: Rules) -> None:
    """Give the locked attempt the time of its rules where a grant has not reached it yet."""
    promised = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
    if attempt.deadline_at is None or promised is None or promised <= attempt.deadline_at:
        return
    attempt.deadline_at = promised
    attempt.save(update_fields=["deadline_at"])


@dataclass(frozen=True)
class _Ahead:
    """What was marked ahead of the lock, each with the number of the save that it was read from."""

    versions: Versions
    marked: dict[int, tuple[int, dict[str, PartRecord]]]

    @classmethod
    def of(cls, attempt: Attempt) -> _Ahead:
        """Mark the drafts as they are now, without a query for each."""
        drafts = list(Response.objects.filter(attempt=attempt, is_open=True).defer("keys"))
        versions = open_versions({response.version_id for response in drafts})
        marked = {
            response.pk: (
                response.save_sequence,
                mark_parts(response, response.draft, versions),
            )
            for response in drafts
        }
        return cls(versions, marked)

    def records_of(self, response: Response) -> dict[str, PartRecord]:
        """Return the records of a locked response; marked again where a save came in between."""
        sequence, records = self.marked.get(response.pk, (-1, {}))
        if sequence == response.save_sequence:
            return records
        # A variant that was drawn meanwhile may be of a version that is not at hand.
        is_known = response.pk in self.marked
        return mark_parts(response, response.draft, self.versions if is_known else None)


def _collect_all(
    attempt: Attempt, counting: Counting, ahead: _Ahead, now: datetime
) -> list[dict[str, Any]]:
    """Close the responses of the locked attempt; return what the log keeps of changed scores."""
    # Whoever saves at this moment was written before, or finds the response closed.
    collected = list(
        Response.objects.select_for_update(of=("self",))
        .filter(attempt=attempt, is_open=True)
        .defer("keys")
        .order_by("pk")
    )
    links = read_links(collected)
    entered = []
    for response in collected:
        response.attempt = attempt
        records = ahead.records_of(response)
        entered.append(_collect(response, records, counting, links[response.pk], now))
    save_checks(entered)
    _save_closed(collected)
    changes = [
        entry.as_data(response.number) for response, entry in zip(collected, entered, strict=True)
    ]
    return [change for change in changes if change]


def _collect(
    response: Response,
    records: dict[str, PartRecord],
    counting: Counting,
    links: Sequence[ResponseSubmission],
    now: datetime,
) -> Entered:
    """Enter what was typed but not checked, and hand in code that was not submitted."""
    kept = {name: getattr(response, name) for name in MARKED}
    before = read_records(response.last_marks)
    # An answer that was marked and then cleared or spoiled stays the last one that says something.
    telling = {
        name: record
        for name, record in records.items()
        if record.is_marked or name not in before or not before[name].is_marked
    }
    # A draft was given when it was saved, however late it is collected.
    entered = record_check(response, telling, counting, given_at=response.saved_at or now)
    queued = queue(response, counting.max_tries, links)
    response.before_closing = {
        "format": 1,
        **kept,
        "submissions": [str(submission.pk) for submission in queued],
    }
    return entered


def _save_closed(responses: list[Response]) -> None:
    """Write what closing changed."""
    for response in responses:
        response.is_open = False
    _CLOSE.run_all(
        {"pk": response.pk, **{name: getattr(response, name) for name in _CLOSED}}
        for response in responses
    )
