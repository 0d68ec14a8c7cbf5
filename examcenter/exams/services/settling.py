"""Bringing attempts up to date: closing those that are over, and entering verdicts that ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from examcenter.exams import audit, scoring
from examcenter.exams.models import Attempt, Response, ResponseSubmission
from examcenter.exams.receipts import digest_of, facts_of_submission
from examcenter.exams.rules import rules_of_attempt
from examcenter.exams.services.closing import close_if_over
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.recording import (
    lock_attempt,
    lock_response,
    raise_part_scores,
    refresh_attempt_score,
)
from examcenter.exams.signals import attempt_rescored, verdict_entered
from grader.models import Submission


def settle_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Bring an attempt up to date: close it when its time is over, enter verdicts that ended.

    Verdicts are normally entered when the grader tells of them; news lost in a crash is caught up
    with here.
    """
    attempt = close_if_over(attempt=attempt, now=now)
    # As `is_missed` says of one.
    missed = ResponseSubmission.objects.filter(
        Q(settled_at__isnull=True) | Q(submission__graded_at__gt=F("settled_at")),
        response__attempt=attempt,
        submission__state=Submission.State.GRADED,
    )
    for pk in list(missed.values_list("pk", flat=True)):
        attempt = enter_verdict(link_id=pk, now=now)
    return attempt


def is_missed(link: ResponseSubmission) -> bool:
    """Tell whether a verdict waits for being entered; the submission is at hand."""
    submission = link.submission
    if submission.state != Submission.State.GRADED:
        return False
    if link.settled_at is None:
        return True
    return submission.graded_at is not None and submission.graded_at > link.settled_at


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
