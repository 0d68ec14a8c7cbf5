"""Code submissions as their owner may see them, row by row and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.exams import scoring
from examcenter.exams.access import get_submission_link_for
from examcenter.exams.models import ResponseSubmission
from examcenter.exams.pages import SubmissionRow
from examcenter.exams.review import Seen, view_of
from examcenter.sentences import say
from grader.services import SubmissionView, get_submission_view
from grader.verdicts import get_verdict

_WAITING_WORDS = {
    "queued": gettext_lazy("Waiting for its turn"),
    "running": gettext_lazy("Running"),
}


def submission_page(user: User, submission_id: UUID, now: datetime) -> SubmissionView:
    """Return one's own submission; the policy says what is kept back of its verdict.

    Raises
    ------
    SubmissionNotFound
        If there is none, or it is somebody else's.
    """
    link = get_submission_link_for(user, submission_id)
    return show_verdict(get_submission_view(submission_id), view_of(link.response.attempt, now))


def show_verdict(view: SubmissionView, seen: Seen) -> SubmissionView:
    """Return what the policy shows of a verdict."""
    if not view.is_final:
        return view
    if not seen.correctness:
        return hide_verdict(view)
    if not seen.diagnosis:
        view = replace(view, diagnosis=())
    if not seen.score:
        # How many hidden cases passed is the score in other words.
        visible = tuple(case for case in view.cases if not case.is_hidden)
        view = replace(view, score=None, cases=visible, n_passed=0, n_cases=0)
    return view


def hide_verdict(view: SubmissionView) -> SubmissionView:
    """Return the view without anything that tells whether the code is right."""
    return replace(
        view,
        verdict="",
        # In the words of the judge, which are put into the reader's language where they are shown.
        title="Received",
        help="Your result page says when the verdict is shown.",
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
    links: Sequence[ResponseSubmission], *, points: float, seen: Seen
) -> tuple[SubmissionRow, ...]:
    """Return the history of one part, newest first."""
    rows = [
        _row(link, number, points=points, seen=seen) for number, link in enumerate(links, start=1)
    ]
    return tuple(reversed(rows))


def _row(link: ResponseSubmission, number: int, *, points: float, seen: Seen) -> SubmissionRow:
    submission = link.submission
    is_final = submission.state == "graded"
    words, sign, score = _WAITING_WORDS.get(submission.state, ""), "", None
    if is_final and not seen.correctness:
        words = _("Received")
    elif is_final:
        verdict = get_verdict(submission.verdict)
        words, sign = say(verdict.title), verdict.sign
        score = submission.score if seen.score else None
    return SubmissionRow(
        id=submission.pk,
        number=number,
        created_at=submission.created_at,
        is_final=is_final,
        state_words=str(words),
        sign=sign,
        score=score,
        score_words="" if score is None else scoring.score_words(score, points),
    )


def row_of(rows: Sequence[SubmissionRow], submission_id: UUID | None) -> SubmissionRow | None:
    """Return the row of a submission; without one, as while marks are kept back, the newest."""
    for row in rows:
        if row.id == submission_id:
            return row
    return rows[0] if rows else None
