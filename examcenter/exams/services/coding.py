"""Code: submitting it, and hearing of its verdict."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from examcenter.exams import errors
from examcenter.exams.access import get_response_of
from examcenter.exams.models import Attempt, ResponseSubmission
from examcenter.exams.rules import rules_of_attempt
from examcenter.exams.services.closing import require_open
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.drafts import clean_answers
from examcenter.exams.services.lateness import keep_on_time
from examcenter.exams.services.queueing import queue_source
from examcenter.exams.services.recording import CHANGING, lock_attempt, lock_response
from examcenter.exams.services.settling import enter_verdict
from grader.models import Submission
from questions.services import IssuedVariant


def submit_code(
    *, attempt: Attempt, number: int, part: str, source: str, now: datetime
) -> Submission:
    """Save the source as the draft and queue it for grading, both or neither.

    An empty ``part`` means the question's only code part, where there is just one. Sending the
    same source again while it waits returns the submission that waits already.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound, NotACodePart, NoTriesLeft, StillGrading
    grader.errors.SourceRefused
        If the source is empty, too large or not UTF-8.
    """
    require_open(attempt, now)
    seen = get_response_of(attempt, number)
    variant = IssuedVariant.from_json(seen.variant)
    problems = {p.name: p.problem for p in variant.parts if p.kind == "code"}
    if not part and len(problems) == 1:
        (part,) = problems
    if part not in problems:
        raise errors.NotACodePart(part=part, code_parts=list(problems))
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        require_open(locked, now)
        response = lock_response(seen.pk)
        response.attempt = locked
        rules = rules_of_attempt(locked)
        keep_on_time(response, Counting.of(locked, rules), now)
        submission = queue_source(
            response=response,
            part=part,
            problem=problems[part],
            source=source,
            max_tries=rules.max_tries,
            answered_at=now,
        )
        response.draft = {**response.draft, **clean_answers(variant, {part: source})}
        response.saved_at = now
        response.save_sequence += 1
        response.save(update_fields=CHANGING)
    return submission


def settle_submission(*, submission_id: UUID, now: datetime) -> None:
    """Enter the verdict of a graded submission; one that belongs to no attempt is passed over."""
    link = ResponseSubmission.objects.filter(submission_id=submission_id).first()
    if link is not None:
        enter_verdict(link_id=link.pk, now=now)
