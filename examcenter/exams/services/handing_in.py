"""Handing in code that was saved and not submitted, when its time is over."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from examcenter.exams import errors
from examcenter.exams.models import Response, ResponseSubmission
from examcenter.exams.services.queueing import queue_source
from grader.errors import SourceRefused
from grader.models import Submission
from grader.problems import get_problem

logger = logging.getLogger(__name__)


def queue_drafts(response: Response, max_tries: int | None) -> list[Submission]:
    """Hand in the code of the locked response that was saved and not submitted; return it."""
    return queue(response, max_tries, read_links([response])[response.pk])


def queue(
    response: Response, max_tries: int | None, links: Sequence[ResponseSubmission]
) -> list[Submission]:
    """Do that with the code submissions of the response at hand."""
    queued = [
        _queue_draft(
            response, name, problem, max_tries, [link for link in links if link.part == name]
        )
        for name, problem in drafted_code(response)
    ]
    return [submission for submission in queued if submission is not None]


def _queue_draft(
    response: Response,
    part: str,
    problem: str,
    max_tries: int | None,
    links: Sequence[ResponseSubmission],
) -> Submission | None:
    """Submit a code draft unless it was submitted before or is what the page began with."""
    source = response.draft[part]
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
            earlier=links,
        )
    except (SourceRefused, errors.NoTriesLeft, errors.StillGrading) as error:
        # The draft stays where it is; what was submitted before counts.
        logger.info("Code draft of response %s not submitted: %s", response.pk, error.code)
        return None


def read_links(responses: list[Response]) -> dict[int, list[ResponseSubmission]]:
    """Return the code submissions of responses, oldest first; one query, or none without code."""
    links: dict[int, list[ResponseSubmission]] = defaultdict(list)
    coded = [response.pk for response in responses if drafted_code(response)]
    if coded:
        found = ResponseSubmission.objects.filter(response__in=coded)
        for link in found.select_related("submission").order_by("pk"):
            links[link.response_id].append(link)
    return links


def drafted_code(response: Response) -> list[tuple[str, str]]:
    """Return name and problem of the parts for which code was saved."""
    return [
        (part["name"], part["problem"])
        for part in response.variant["parts"]
        if part["kind"] == "code" and response.draft.get(part["name"], "").strip()
    ]
