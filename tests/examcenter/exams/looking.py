"""Looks into pages for what a test knows must be there."""

from __future__ import annotations

from examcenter.exams.pages import (
    AttemptRow,
    CodeView,
    ExamCard,
    FeedbackView,
    PartView,
    ResultPart,
    SubmissionRow,
)


def feedback_in(part: PartView | ResultPart) -> FeedbackView:
    """Return what was said about a part."""
    assert part.feedback is not None
    return part.feedback


def code_in(part: PartView) -> CodeView:
    """Return what a code part shows."""
    assert part.code is not None
    return part.code


def submission_in(part: ResultPart) -> SubmissionRow:
    """Return the submission that counts for a part."""
    assert part.submission is not None
    return part.submission


def running_in(card: ExamCard) -> AttemptRow:
    """Return the attempt that runs."""
    assert card.open_attempt is not None
    return card.open_attempt
