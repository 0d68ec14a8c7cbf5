"""What can go wrong around exams, in words for the person whom it happens to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def clock_text(moment: datetime) -> str:
    """Return a moment as people read it, with its zone: ``14:00:05 UTC on 22 November 2026``."""
    return _("%(time)s on %(day)s") % {
        "time": f"{moment:%H:%M:%S %Z}",
        "day": date_format(moment, "DATE_FORMAT"),
    }


class ExamError(Exception):
    """Base of every error of this app.

    ``code`` is stable, ``title`` and the text are for people, ``action`` says how to go on,
    ``status`` is the HTTP status that fits.
    """

    code = "exam_error"
    title: str | Promise = gettext_lazy("This did not work")
    action: str | Promise = gettext_lazy("Go back and try again.")
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
    action = gettext_lazy("Go to the front page and choose from what is there.")


class CourseNotFound(NotFound):
    """No such course for this person."""

    code = "course_not_found"
    title = gettext_lazy("Course not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such course among yours."))


class ExamNotFound(NotFound):
    """No such exam for this person."""

    code = "exam_not_found"
    title = gettext_lazy("Exam not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such exam in your courses."))


class AttemptNotFound(NotFound):
    """No such attempt for this person."""

    code = "attempt_not_found"
    title = gettext_lazy("Attempt not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such attempt among yours."))


class ResponseNotFound(NotFound):
    """No question with this number in the attempt."""

    code = "response_not_found"
    title = gettext_lazy("Question not found")

    def __init__(self, number: int, n_questions: int | None = None) -> None:
        words = (
            _("This attempt has no question %(number)s, expected 1 to %(n)s.")
            if n_questions
            else _("This attempt has no question %(number)s.")
        )
        super().__init__(words % {"number": number, "n": n_questions})


class SubmissionNotFound(NotFound):
    """No such submission for this person."""

    code = "submission_not_found"
    title = gettext_lazy("Submission not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such submission among yours."))


class ExamNotOpen(ExamError):
    """The exam's window is not open now."""

    code = "exam_not_open"
    title = gettext_lazy("The exam is not open")
    action = gettext_lazy("Come back when it is open.")
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
            text = _("This exam is a draft: it can be started when it is published.")
        elif is_archived:
            text = _("The course of this exam is archived: results can be read, nothing started.")
        elif opens_at is not None:
            text = _("This exam opens at %(moment)s.") % {"moment": clock_text(opens_at)}
        elif closes_at is not None:
            text = _("This exam closed at %(moment)s; no new attempt can be started.") % {
                "moment": clock_text(closes_at)
            }
        else:
            text = _("This exam has no questions yet.")
        super().__init__(text)


class NothingToDraw(ExamError):
    """A slot has no question to draw: the exam's fault, not the student's."""

    code = "nothing_to_draw"
    title = gettext_lazy("The exam is not ready")
    action = gettext_lazy("Tell your teacher. Nothing was counted against you.")

    def __init__(self, *, number: int) -> None:
        super().__init__(
            _(
                "Question %(number)s of this exam has nothing to draw from: found no published "
                "question, expected at least one."
            )
            % {"number": number}
        )


class NoAttemptsLeft(ExamError):
    """Every permitted sitting was used."""

    code = "no_attempts_left"
    title = gettext_lazy("No attempts left")
    action = gettext_lazy("Look at the results of your earlier attempts.")
    status = 403

    def __init__(self, *, n_attempts: int) -> None:
        words = (
            _("This exam may be taken once, and you have done so.")
            if n_attempts == 1
            else _("This exam may be taken %(n)s times, and you have done so.")
        )
        super().__init__(words % {"n": n_attempts})


class AttemptClosed(ExamError):
    """The attempt was finished before."""

    code = "attempt_closed"
    title = gettext_lazy("The attempt is finished")
    action = gettext_lazy("What was saved before counts. Look at your result.")

    def __init__(self, *, finished_at: datetime) -> None:
        super().__init__(
            _(
                "This attempt was finished at %(moment)s, so nothing in it can be changed. "
                "What was saved before counts."
            )
            % {"moment": clock_text(finished_at)}
        )


class AttemptPaused(ExamError):
    """The attempt is paused: the clock stands still, and nothing but drafts is taken."""

    code = "attempt_paused"
    title = gettext_lazy("The attempt is paused")
    action = gettext_lazy("Wait until a teacher lets it go on. Your time does not run.")

    def __init__(self, *, paused_at: datetime) -> None:
        super().__init__(
            _(
                "This attempt was paused at %(moment)s. What you type is saved; it can be "
                "checked and submitted when the attempt goes on."
            )
            % {"moment": clock_text(paused_at)}
        )


class AnswerTooLate(ExamError):
    """The answer came after the deadline."""

    code = "answer_too_late"
    title = gettext_lazy("The time is over")
    action = gettext_lazy("What was saved before counts. Look at your result.")

    def __init__(self, *, deadline_at: datetime) -> None:
        super().__init__(
            _(
                "The deadline was %(moment)s and this answer came after it. What was saved "
                "before the deadline counts."
            )
            % {"moment": clock_text(deadline_at)}
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
    title = gettext_lazy("A newer answer is saved")
    action = gettext_lazy("Reload the page to see the newer answer.")

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
        words = (
            _(
                "Save number %(sequence)s came after number %(newest)s, which was saved at "
                "%(moment)s. The newer answer was kept."
            )
            if saved_at
            else _(
                "Save number %(sequence)s came after number %(newest)s, which was saved. "
                "The newer answer was kept."
            )
        )
        moment = clock_text(saved_at) if saved_at else ""
        super().__init__(words % {"sequence": sequence, "newest": newest, "moment": moment})


class AnswerRefused(ExamError):
    """Answers that cannot be stored; ``problems`` names each part and what is wrong with it."""

    code = "answer_refused"
    title = gettext_lazy("The answer could not be saved")
    action = gettext_lazy("Correct the answer and send it again. What was saved before is kept.")
    status = 400

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class NoTriesLeft(ExamError):
    """Every permitted try at a part was used."""

    code = "no_tries_left"
    title = gettext_lazy("No tries left")
    action = gettext_lazy("Your best try counts. Go on with the next question.")

    def __init__(self, *, max_tries: int) -> None:
        words = (
            _("This question allows one try and you have used them. The best counts.")
            if max_tries == 1
            else _("This question allows %(n)s tries and you have used them. The best counts.")
        )
        super().__init__(words % {"n": max_tries})


class VariantNotRenewable(ExamError):
    """A new variant was asked for where there is none to be had."""

    code = "variant_not_renewable"
    title = gettext_lazy("No new variant")
    action = gettext_lazy("Go on with this one.")


class StillGrading(ExamError):
    """Enough submissions of this person wait for their verdicts."""

    code = "still_grading"
    title = gettext_lazy("Still being graded")
    action = gettext_lazy("Wait for the verdict of the code that you have sent.")

    def __init__(self, *, n_waiting: int) -> None:
        super().__init__(
            _(
                "%(n)s of your submissions for this part are still waiting for their verdicts. "
                "Your code is saved as a draft."
            )
            % {"n": n_waiting}
        )


class NotACodePart(ExamError):
    """Source was sent for a part that takes no code."""

    code = "not_a_code_part"
    title = gettext_lazy("No code is expected here")
    action = gettext_lazy("Send code for a code part only.")
    status = 400

    def __init__(self, *, part: str, code_parts: list[str]) -> None:
        words = (
            _("Found part %(part)r for code in this question; expected one of %(names)s.")
            if code_parts
            else _("Found part %(part)r for code in this question; it has none.")
        )
        super().__init__(words % {"part": part[:40], "names": ", ".join(code_parts)})


class AttemptNotFinished(ExamError):
    """A result was asked for before the end."""

    code = "attempt_not_finished"
    title = gettext_lazy("The attempt is not finished")
    action = gettext_lazy("Finish it first.")

    def __init__(self) -> None:
        super().__init__(_("The result is shown when the attempt is finished."))


class NotPermitted(ExamError):
    """Known to be there, but for other roles."""

    code = "not_permitted"
    title = gettext_lazy("Not for your role")
    action = gettext_lazy("Ask a teacher of the course.")
    status = 403


class DatabaseBusy(ExamError):
    """The database did not answer in time; the request changed nothing."""

    code = "database_busy"
    title = gettext_lazy("The service is very busy")
    action = gettext_lazy("Wait a few seconds and try again.")
    status = 503
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            _(
                "The database is busy and this could not be saved just now. "
                "What was saved before is kept."
            )
        )
