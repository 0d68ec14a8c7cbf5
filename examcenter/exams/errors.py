"""What can go wrong around exams, in words for the person whom it happens to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest


def clock_text(moment: datetime) -> str:
    """Return a moment as people read it, with its zone: ``14:00:05 UTC on 22 November 2026``."""
    return f"{moment:%H:%M:%S %Z} on {moment.day} {moment:%B %Y}"


class ExamError(Exception):
    """Base of every error of this app.

    ``code`` is stable, ``title`` and the text are for people, ``action`` says how to go on,
    ``status`` is the HTTP status that fits.
    """

    code = "exam_error"
    title = "This did not work"
    action = "Go back and try again."
    status = 409
    # Of a page that shows the error and may ask for something.
    template = "problem.html"

    @property
    def link(self) -> dict[str, str] | None:
        """Where to go on, with ``href`` and ``words``; None where the action says enough."""
        return None

    def page_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the template needs beside the error."""
        return {}


class NotFound(ExamError):
    """Something that is not there, or not there for this person: both look the same."""

    status = 404
    action = "Go to the front page and choose from what is there."


class CourseNotFound(NotFound):
    """No such course for this person."""

    code = "course_not_found"
    title = "Course not found"

    def __init__(self) -> None:
        super().__init__("There is no such course among yours.")


class ExamNotFound(NotFound):
    """No such exam for this person."""

    code = "exam_not_found"
    title = "Exam not found"

    def __init__(self) -> None:
        super().__init__("There is no such exam in your courses.")


class AttemptNotFound(NotFound):
    """No such attempt for this person."""

    code = "attempt_not_found"
    title = "Attempt not found"

    def __init__(self) -> None:
        super().__init__("There is no such attempt among yours.")


class ResponseNotFound(NotFound):
    """No question with this number in the attempt."""

    code = "response_not_found"
    title = "Question not found"

    def __init__(self, number: int, n_questions: int | None = None) -> None:
        expected = f", expected 1 to {n_questions}" if n_questions else ""
        super().__init__(f"This attempt has no question {number}{expected}.")


class SubmissionNotFound(NotFound):
    """No such submission for this person."""

    code = "submission_not_found"
    title = "Submission not found"

    def __init__(self) -> None:
        super().__init__("There is no such submission among yours.")


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


class DraftOutdated(ExamError):
    """A save that is older than what is stored already, which goes with it for its own student."""

    code = "draft_outdated"
    title = "A newer answer is saved"
    action = "Reload the page to see the newer answer."

    def __init__(
        self,
        *,
        sequence: int,
        newest: int,
        saved_at: datetime | None,
        newer: dict[str, object] | None = None,
    ) -> None:
        self.sequence = sequence
        self.newest = newest
        self.newer = newer
        saved = f" at {clock_text(saved_at)}" if saved_at else ""
        super().__init__(
            f"Save number {sequence} came after number {newest}, which was saved{saved}. "
            "The newer answer was kept."
        )


class AnswerRefused(ExamError):
    """Answers that cannot be stored; ``problems`` names each part and what is wrong with it."""

    code = "answer_refused"
    title = "The answer could not be saved"
    action = "Correct the answer and send it again. What was saved before is kept."
    status = 400

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class NoTriesLeft(ExamError):
    """Every permitted try at a part was used."""

    code = "no_tries_left"
    title = "No tries left"
    action = "Your best try counts. Go on with the next question."

    def __init__(self, *, max_tries: int) -> None:
        tries = "one try" if max_tries == 1 else f"{max_tries} tries"
        super().__init__(f"This question allows {tries} and you have used them. The best counts.")


class VariantNotRenewable(ExamError):
    """A new variant was asked for where there is none to be had."""

    code = "variant_not_renewable"
    title = "No new variant"
    action = "Go on with this one."


class StillGrading(ExamError):
    """Enough submissions of this person wait for their verdicts."""

    code = "still_grading"
    title = "Still being graded"
    action = "Wait for the verdict of the code that you have sent."

    def __init__(self, *, n_waiting: int) -> None:
        super().__init__(
            f"{n_waiting} of your submissions for this part are still waiting for their verdicts. "
            "Your code is saved as a draft."
        )


class NotACodePart(ExamError):
    """Source was sent for a part that takes no code."""

    code = "not_a_code_part"
    title = "No code is expected here"
    action = "Send code for a code part only."
    status = 400

    def __init__(self, *, part: str, code_parts: list[str]) -> None:
        expected = f"expected one of {', '.join(code_parts)}" if code_parts else "it has none"
        super().__init__(f"Found part {part[:40]!r} for code in this question; {expected}.")


class AttemptNotFinished(ExamError):
    """A result was asked for before the end."""

    code = "attempt_not_finished"
    title = "The attempt is not finished"
    action = "Finish it first."

    def __init__(self) -> None:
        super().__init__("The result is shown when the attempt is finished.")


class NotPermitted(ExamError):
    """Known to be there, but for other roles."""

    code = "not_permitted"
    title = "Not for your role"
    action = "Ask a teacher of the course."
    status = 403


class DatabaseBusy(ExamError):
    """The database did not answer in time; the request changed nothing."""

    code = "database_busy"
    title = "The service is very busy"
    action = "Wait a few seconds and try again."
    status = 503
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            "The database is busy and this could not be saved just now. "
            "What was saved before is kept."
        )
