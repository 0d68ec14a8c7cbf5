"""Running code against the examples at once: no try is used up and no score is touched."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams import errors
from examcenter.exams.access import get_response_of
from examcenter.exams.models import Attempt, ExampleRun
from examcenter.exams.services.closing import require_open
from examcenter.exams.services.drafts import clean_answers
from examcenter.exams.services.recording import lock_attempt, lock_response
from examcenter.exams.taking.errors import ExamplesRunning, ExamplesTooOften
from grader.models import Submission
from grader.services import SubmissionView, create_submission, get_submission_view
from questions.services import IssuedVariant

# A run takes a second; who reads what it says needs more.
MAX_RUNS = 6
WINDOW_S = 60


def run_examples(
    *, attempt: Attempt, number: int, part: str, source: str, now: datetime
) -> Submission:
    """Save the source as the draft and run it against the visible cases, both or neither.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound, NotACodePart
    ExamplesRunning, ExamplesTooOften
        If a run of this person has not ended, or there were too many.
    grader.errors.SourceRefused
        If the source is empty, too large or not UTF-8.
    """
    require_open(attempt, now)
    seen = get_response_of(attempt, number)
    variant = IssuedVariant.from_json(seen.variant)
    problems = {p.name: p.problem for p in variant.parts if p.kind == "code"}
    if part not in problems:
        raise errors.NotACodePart(part=part, code_parts=list(problems))
    draft = clean_answers(variant, {part: source})
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        require_open(locked, now)
        waiting = _require_turn(locked.user_id, source, now)
        if waiting is not None:
            return waiting
        response = lock_response(seen.pk)
        submission = create_submission(
            problem=problems[part],
            source=source,
            fairness_key=str(locked.user_id),
            is_examples_only=True,
        )
        ExampleRun.objects.create(
            response=response, submission=submission, part=part, created_at=now
        )
        response.draft = {**response.draft, **draft}
        response.saved_at = now
        response.save_sequence += 1
        response.save(update_fields=["draft", "saved_at", "save_sequence"])
    return submission


def _require_turn(user_id: int, source: str, now: datetime) -> Submission | None:
    """Return the run of this very source that has not ended; refuse a second one beside it.

    Raises
    ------
    ExamplesRunning, ExamplesTooOften
    """
    recent = list(
        ExampleRun.objects.filter(
            response__attempt__user=user_id, created_at__gt=now - timedelta(seconds=WINDOW_S)
        ).select_related("submission")
    )
    running = _find_running(user_id)
    if running is not None:
        if running.source == source:
            return running
        raise ExamplesRunning
    if len(recent) >= MAX_RUNS:
        oldest = min(run.created_at for run in recent)
        wait = oldest + timedelta(seconds=WINDOW_S) - now
        raise ExamplesTooOften(
            n_runs=MAX_RUNS, window_s=WINDOW_S, retry_after_s=max(1, round(wait.total_seconds()))
        )
    return None


def _find_running(user_id: int) -> Submission | None:
    run = (
        ExampleRun.objects.filter(response__attempt__user=user_id)
        .exclude(submission__state=Submission.State.GRADED)
        .select_related("submission")
        .first()
    )
    return None if run is None else run.submission


def get_example_run_for(user: User, submission_id: UUID) -> ExampleRun:
    """Return a person's own run of the examples with its response.

    Raises
    ------
    SubmissionNotFound
        If there is none, or it is somebody else's.
    """
    run = (
        ExampleRun.objects.filter(submission_id=submission_id, response__attempt__user=user)
        .select_related("response")
        .first()
    )
    if run is None:
        raise errors.SubmissionNotFound
    return run


def find_newest_runs(attempt_id: UUID, number: int) -> dict[str, SubmissionView]:
    """Return the newest run of each part of a question, by the part's name."""
    rows = ExampleRun.objects.filter(
        response__attempt=attempt_id, response__number=number, response__is_current=True
    )
    newest = dict(rows.order_by("pk").values_list("part", "submission_id"))
    return {part: get_submission_view(key) for part, key in newest.items()}
