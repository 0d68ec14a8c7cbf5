"""Code submissions as their owner may see them, row by row and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.exams import scoring
from examcenter.exams.access import get_submission_link_for
from examcenter.exams.models import Attempt, Exam, ResponseSubmission
from examcenter.exams.pages import SubmissionRow
from grader.services import SubmissionView, get_submission_view
from grader.verdicts import get_verdict

_WAITING_WORDS = {"queued": "Waiting for its turn", "running": "Running"}


def is_verdict_hidden(attempt: Attempt) -> bool:
    """Tell whether the policy keeps verdicts back until the attempt is finished."""
    return attempt.finished_at is None and attempt.exam.feedback == Exam.Feedback.AFTER


def submission_page(user: User, submission_id: UUID) -> SubmissionView:
    """Return one's own submission; its verdict is kept back while the policy says so.

    Raises
    ------
    SubmissionNotFound
        If there is none, or it is somebody else's.
    """
    link = get_submission_link_for(user, submission_id)
    view = get_submission_view(submission_id)
    if is_verdict_hidden(link.response.attempt):
        return hide_verdict(view)
    return view


def hide_verdict(view: SubmissionView) -> SubmissionView:
    """Return the view without anything that tells whether the code is right."""
    if not view.is_final:
        return view
    return replace(
        view,
        verdict="",
        title="Received",
        help="The verdict is shown when the attempt is finished.",
        sign="",
        score=None,
        message="",
        error_lines=(),
        stdout="",
        diagnosis=(),
        cases=(),
        n_passed=0,
        n_cases=0,
        time_s=0.0,
        peak_memory_bytes=0,
    )


def submission_rows(
    links: Sequence[ResponseSubmission], *, points: float, is_hidden: bool
) -> tuple[SubmissionRow, ...]:
    """Return the history of one part, newest first."""
    rows = [
        _row(link, number, points=points, is_hidden=is_hidden)
        for number, link in enumerate(links, start=1)
    ]
    return tuple(reversed(rows))


def _row(link: ResponseSubmission, number: int, *, points: float, is_hidden: bool) -> SubmissionRow:
    submission = link.submission
    is_final = submission.state == "graded"
    words, sign, score = _WAITING_WORDS.get(submission.state, ""), "", None
    if is_final and is_hidden:
        words = "Received"
    elif is_final:
        verdict = get_verdict(submission.verdict)
        words, sign, score = verdict.title, verdict.sign, submission.score
    return SubmissionRow(
        id=submission.pk,
        number=number,
        created_at=submission.created_at,
        is_final=is_final,
        state_words=words,
        sign=sign,
        score=score,
        score_words="" if score is None else scoring.score_words(score, points),
    )


def best_row(rows: Sequence[SubmissionRow]) -> SubmissionRow | None:
    """Return the submission that counts: the best, and of equals the newest."""
    return max(rows, key=lambda row: (row.score or 0.0, row.number), default=None)
