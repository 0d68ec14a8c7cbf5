"""What can go wrong with an exam and an attempt as a whole: windows, clocks and ends."""

from __future__ import annotations

from datetime import datetime

from examcenter.exams.errors.base import ExamError, clock_text


class ExamNotOpen(ExamError):
    """The exam's window is not open now."""

    code = "exam_not_open"
    title = "The exam is not open"
    action = "Come back when it is open."
    status = 403

    def __init__(
        self,
        *,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
        is_draft: bool = False,
        is_archived: bool = False,
    ) -> None:
        if is_draft:
            text = "This exam is a draft: it can be started when it is published."
        elif is_archived:
            text = "The course of this exam is archived: results can be read, nothing started."
        elif opens_at is not None:
            text = f"This exam opens at {clock_text(opens_at)}."
        elif closes_at is not None:
            text = f"This exam closed at {clock_text(closes_at)}; no new attempt can be started."
        else:
            text = "This exam has no questions yet."
        super().__init__(text)


class NothingToDraw(ExamError):
    """A slot has no question to draw: the exam's fault, not the student's."""

    code = "nothing_to_draw"
    title = "The exam is not ready"
    action = "Tell your teacher. Nothing was counted against you."

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"Question {number} of this exam has nothing to draw from: found no published "
            "question, expected at least one."
        )


class NoAttemptsLeft(ExamError):
    """Every permitted sitting was used."""

    code = "no_attempts_left"
    title = "No attempts left"
    action = "Look at the results of your earlier attempts."
    status = 403

    def __init__(self, *, n_attempts: int) -> None:
        times = "once" if n_attempts == 1 else f"{n_attempts} times"
        super().__init__(f"This exam may be taken {times}, and you have done so.")


class AttemptClosed(ExamError):
    """The attempt was finished before."""

    code = "attempt_closed"
    title = "The attempt is finished"
    action = "What was saved before counts. Look at your result."

    def __init__(self, *, finished_at: datetime) -> None:
        super().__init__(
            f"This attempt was finished at {clock_text(finished_at)}, so nothing in it can be "
            "changed. What was saved before counts."
        )


class AttemptPaused(ExamError):
    """The attempt is paused: the clock stands still, and nothing but drafts is taken."""

    code = "attempt_paused"
    title = "The attempt is paused"
    action = "Wait until a teacher lets it go on. Your time does not run."

    def __init__(self, *, paused_at: datetime) -> None:
        super().__init__(
            f"This attempt was paused at {clock_text(paused_at)}. What you type is saved; it can "
            "be checked and submitted when the attempt goes on."
        )


class AnswerTooLate(ExamError):
    """The answer came after the deadline."""

    code = "answer_too_late"
    title = "The time is over"
    action = "What was saved before counts. Look at your result."

    def __init__(self, *, deadline_at: datetime) -> None:
        super().__init__(
            f"The deadline was {clock_text(deadline_at)} and this answer came after it. "
            "What was saved before the deadline counts."
        )


def closing_error(
    *, finished_at: datetime, deadline_at: datetime | None, is_ended_by_clock: bool
) -> ExamError:
    """Return the error for a change to an attempt that is over: late, or closed before."""
    if is_ended_by_clock and deadline_at is not None:
        return AnswerTooLate(deadline_at=deadline_at)
    return AttemptClosed(finished_at=finished_at)


class AttemptNotFinished(ExamError):
    """A result was asked for before the end."""

    code = "attempt_not_finished"
    title = "The attempt is not finished"
    action = "Finish it first."

    def __init__(self) -> None:
        super().__init__("The result is shown when the attempt is finished.")
