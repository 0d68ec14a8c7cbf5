"""What the boxes above ask of the judge: take a source, show what became of it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from grader.errors import ProblemNotFound, SourceRefused, SubmissionNotFound
from grader.models import Submission
from grader.problems import get_problem
from grader.publishing import publish_submission
from grader.sources import digest_of, read_source
from grader.submission_view import (
    CaseView,
    DiagnosisView,
    SubmissionView,
    get_submission_view,
)
from grader.turns import choose_turn

__all__ = [
    "CaseView",
    "DiagnosisView",
    "ProblemNotFound",
    "SourceRefused",
    "SubmissionNotFound",
    "SubmissionView",
    "create_submission",
    "forget_examples",
    "get_submission_view",
    "regrade_submission",
]


def create_submission(
    *,
    problem: str,
    source: bytes | str,
    fairness_key: str = "",
    is_examples_only: bool = False,
) -> Submission:
    """Store a source and queue it for grading once the row is committed.

    With ``is_examples_only`` it meets the visible cases alone and gets a verdict without a score.

    Raises
    ------
    SourceRefused
        If the source is too large, not UTF-8, not text, or empty; nothing is stored then.
    ProblemNotFound
        If there is no such problem.
    """
    version = get_problem(problem).version
    text = read_source(source)
    now = timezone.now()
    submission = Submission.objects.create(
        problem=problem,
        problem_version=version,
        source=text,
        source_sha256=digest_of(text),
        is_examples_only=is_examples_only,
        fairness_key=fairness_key,
        turn=choose_turn(fairness_key),
        created_at=now,
    )
    _publish_on_commit(submission.pk)
    return submission


def regrade_submission(submission_id: UUID) -> bool:
    """Queue a submission again that ended as ``system_error``; False when it did not.

    It keeps its turn, which has long come: what went wrong on our side costs no place.
    """
    row = Submission.objects.filter(pk=submission_id, verdict="system_error")
    with transaction.atomic():
        n_rows = row.update(
            state=Submission.State.QUEUED,
            verdict="",
            message="",
            report=None,
            graded_at=None,
            not_before=None,
            excused_runs=F("runs"),
        )
        if n_rows:
            _publish_on_commit(submission_id)
    return bool(n_rows)


def forget_examples(submission_ids: Sequence[UUID]) -> int:
    """Delete runs of the examples that have ended, and return how many; nothing else goes."""
    rows = Submission.objects.filter(
        pk__in=submission_ids, is_examples_only=True, state=Submission.State.GRADED
    )
    n_deleted, _ = rows.delete()
    return n_deleted


def _publish_on_commit(submission_id: UUID) -> None:
    # robust: whatever goes wrong here, the request has already done its work.
    transaction.on_commit(lambda: publish_submission(submission_id), robust=True)
