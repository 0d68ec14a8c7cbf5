"""Reads submissions; who may read one is for the boxes above to say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from grader.errors import SubmissionNotFound
from grader.models import Submission
from grader.report import Report
from grader.turns import count_before


@dataclass(frozen=True)
class Queue:
    """How many submissions wait and run, and since when the oldest waits."""

    n_queued: int
    n_running: int
    oldest_at: datetime | None


def get_submission(submission_id: UUID) -> Submission:
    """Return the submission with this id.

    Raises
    ------
    SubmissionNotFound
        If there is none.
    """
    row = Submission.objects.filter(pk=submission_id).first()
    if row is None:
        raise SubmissionNotFound(submission_id)
    return row


def get_report(submission: Submission) -> Report | None:
    """Return the stored report of a graded submission; it holds hidden results, for staff only."""
    return None if submission.report is None else Report.from_json(submission.report)


def find_queue_position(submission: Submission) -> int | None:
    """Return the place in the queue, from 1; None when the submission does not wait."""
    if submission.state != Submission.State.QUEUED:
        return None
    return count_before(submission) + 1


def count_queue() -> Queue:
    """Return the state of the queue."""
    waiting = Submission.objects.filter(state=Submission.State.QUEUED)
    return Queue(
        n_queued=waiting.count(),
        n_running=Submission.objects.filter(state=Submission.State.RUNNING).count(),
        oldest_at=waiting.order_by("created_at").values_list("created_at", flat=True).first(),
    )
