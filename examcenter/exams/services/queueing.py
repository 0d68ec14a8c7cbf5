"""Handing a source to the grader together with the note of which part it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from examcenter.exams import errors
from examcenter.exams.models import Response, ResponseSubmission
from grader.models import Submission
from grader.services import create_submission
from grader.verdicts import get_verdict

# A student who waits may correct the code a few times; more would only fill the queue.
MAX_WAITING = 5


def queue_source(
    *,
    response: Response,
    part: str,
    problem: str,
    source: str,
    max_tries: int | None,
    answered_at: datetime | None,
    earlier: Sequence[ResponseSubmission] | None = None,
) -> Submission:
    """Create a submission for a part of the locked response; a source that waits is not doubled.

    ``answered_at`` is when it was given, as far as the late rule is concerned. ``earlier`` spares
    the query for the part's submissions when the caller has them at hand.

    Raises
    ------
    NoTriesLeft, StillGrading
    grader.errors.SourceRefused
        If the source is empty or too large.
    """
    if earlier is None:
        own = ResponseSubmission.objects.filter(response=response, part=part)
        earlier = list(own.select_related("submission"))
    waiting = [link.submission for link in earlier if link.is_pending]
    for submission in waiting:
        if submission.source == source:
            return submission
    if max_tries is not None and count_tries(earlier) >= max_tries:
        raise errors.NoTriesLeft(max_tries=max_tries)
    if len(waiting) >= MAX_WAITING:
        raise errors.StillGrading(n_waiting=len(waiting))
    with transaction.atomic():
        submission = create_submission(
            problem=problem, source=source, fairness_key=str(response.attempt.user_id)
        )
        ResponseSubmission.objects.create(
            response=response, submission=submission, part=part, answered_at=answered_at
        )
    return submission


def count_tries(links: Sequence[ResponseSubmission]) -> int:
    """Return how many tries the submissions used up; those still waiting count."""
    return sum(
        link.is_pending or get_verdict(link.submission.verdict).counts_as_attempt for link in links
    )
