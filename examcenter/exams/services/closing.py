"""Ending attempts: by the student, or by the clock when next touched; drafts count."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from examcenter.exams import audit, errors, scoring, timing
from examcenter.exams.models import Attempt, Response, ResponseSubmission, RoomEvent
from examcenter.exams.receipts import digest_of, facts_of_submission
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.rules import Rules, rules_of_attempt
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.marking import mark_parts
from examcenter.exams.services.queueing import queue_source
from examcenter.exams.services.recording import (
    Entered,
    lock_attempt,
    lock_response,
    raise_part_scores,
    record_check,
    refresh_attempt_score,
)
from examcenter.exams.signals import attempt_finished, attempt_rescored, verdict_entered
from grader.errors import SourceRefused
from grader.models import Submission
from grader.problems import get_problem
from questions.services import IssuedVariant

logger = logging.getLogger(__name__)

# What is put back when an attempt is opened again.
MARKED = ("part_scores", "raw_scores", "part_tries", "last_marks", "score")


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
    # Marked ahead of the lock; marked again under it only where a save came in between.
    ahead = {
        response.pk: (response.save_sequence, mark_parts(response, response.draft))
        for response in Response.objects.filter(attempt=attempt, is_open=True).defer("keys")
    }
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        if locked.finished_at is not None:
            return locked
        rules = rules_of_attempt(locked)
        _keep_promise(locked, rules)
        is_over = timing.is_over(now, deadline_at=locked.deadline_at, paused_at=locked.paused_at)
        if reason == Attempt.FinishReason.TIME and not is_over:
            return locked
        # Whoever saves at this moment was written before, or finds the response closed.
        collected = list(
            Response.objects.select_for_update(of=("self",))
            .filter(attempt=locked, is_open=True)
            .defer("keys")
            .order_by("pk")
        )
        changes = []
        for response in collected:
            response.attempt = locked
            sequence, records = ahead.get(response.pk, (-1, {}))
            if sequence != response.save_sequence:
                records = mark_parts(response, response.draft)
            entered = _collect(response, records, Counting.of(locked, rules), now)
            changes.append(entered.as_data(response.number))
        _save_closed(collected)
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
                "changes": [change for change in changes if change],
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


def _collect(
    response: Response, records: dict[str, PartRecord], counting: Counting, now: datetime
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
    queued = queue_drafts(response, counting.max_tries)
    response.before_closing = {
        "format": 1,
        **kept,
        "submissions": [str(submission.pk) for submission in queued],
    }
    return entered


def _save_closed(responses: list[Response]) -> None:
    """Write what closing changed; the many that nobody answered are alike and written at once."""
    alike: dict[str, list[Response]] = defaultdict(list)
    for response in responses:
        changed = [getattr(response, name) for name in (*MARKED, "before_closing")]
        alike[json.dumps(changed, sort_keys=True)].append(response)
    for group in alike.values():
        values = {name: getattr(group[0], name) for name in (*MARKED, "before_closing")}
        Response.objects.filter(pk__in=[row.pk for row in group]).update(is_open=False, **values)


def queue_drafts(response: Response, max_tries: int | None) -> list[Submission]:
    """Hand in the code of the locked response that was saved and not submitted; return it."""
    queued = [
        _queue_draft(response, part.name, part.problem, response.draft[part.name], max_tries)
        for part in IssuedVariant.from_json(response.variant).parts
        if part.kind == "code" and response.draft.get(part.name, "").strip()
    ]
    return [submission for submission in queued if submission is not None]


def _queue_draft(
    response: Response, part: str, problem: str, source: str, max_tries: int | None
) -> Submission | None:
    """Submit a code draft unless it was submitted before or is what the page began with."""
    links = list(
        ResponseSubmission.objects.filter(response=response, part=part)
        .select_related("submission")
        .order_by("pk")
    )
    # What waits already would be handed back, and is not the closing's.
    before = [link.submission.source for link in links if link.is_pending or link is links[-1]]
    known = {get_problem(problem).starter.strip(), *(text.strip() for text in before)}
    if source.strip() in known:
        return None
    try:
        return queue_source(
            response=response,
            part=part,
            problem=problem,
            source=source,
            max_tries=max_tries,
            answered_at=response.saved_at,
        )
    except (SourceRefused, errors.NoTriesLeft, errors.StillGrading) as error:
        # The draft stays where it is; what was submitted before counts.
        logger.info("Code draft of response %s not submitted: %s", response.pk, error.code)
        return None


def settle_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Bring an attempt up to date: close it when its time is over, enter verdicts that ended.

    Verdicts are normally entered when the grader tells of them; news lost in a crash is caught up
    with here.
    """
    attempt = close_if_over(attempt=attempt, now=now)
    missed = ResponseSubmission.objects.filter(
        Q(settled_at__isnull=True) | Q(submission__graded_at__gt=F("settled_at")),
        response__attempt=attempt,
        submission__state="graded",
    )
    for pk in list(missed.values_list("pk", flat=True)):
        attempt = enter_verdict(link_id=pk, now=now)
    return attempt


def enter_verdict(*, link_id: int, now: datetime) -> Attempt:
    """Enter the verdict of one submission into its response; entering it twice is once.

    A verdict that is our own fault has no score and changes none.
    """
    with transaction.atomic():
        attempt_id = ResponseSubmission.objects.values_list("response__attempt_id", flat=True).get(
            pk=link_id
        )
        attempt = lock_attempt(attempt_id)
        link = ResponseSubmission.objects.select_related("submission").get(pk=link_id)
        submission = link.submission
        graded_at = submission.graded_at
        if graded_at is None or (link.settled_at is not None and link.settled_at >= graded_at):
            return attempt
        link.settled_at = max(now, graded_at)
        link.save(update_fields=["settled_at"])
        if submission.score is not None:
            response = lock_response(link.response_id)
            links = ResponseSubmission.objects.filter(response=response, part=link.part)
            counting = Counting.of(attempt, rules_of_attempt(attempt))
            before = response.score
            tries = counting.tries_of_code(list(links.select_related("submission").order_by("pk")))
            best = scoring.best_score(tries)
            raise_part_scores(response, {link.part: (best, max(score for score, _ in tries))})
            response.save(update_fields=["part_scores", "raw_scores", "score"])
            response.attempt = attempt
            audit.record_of_attempt(
                attempt, "verdict", now, data=_verdict_data(response, link, before)
            )
        score = attempt.score
        refresh_attempt_score(attempt, now, is_news=attempt.finished_at is not None)
        if attempt.finished_at is not None and attempt.score != score:
            attempt_rescored.send(sender=Attempt, attempt=attempt, now=now)
        verdict_entered.send(sender=Attempt, attempt=attempt, link=link, now=now)
    return attempt


def _verdict_data(
    response: Response, link: ResponseSubmission, before: float | None
) -> dict[str, Any]:
    return {
        "number": response.number,
        "part": link.part,
        "submission": str(link.submission_id),
        "verdict": link.submission.verdict,
        "before": before,
        "after": response.score,
        "digest": digest_of(facts_of_submission(response, link)),
    }
