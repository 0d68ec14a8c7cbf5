"""What can go wrong with an exam and an attempt as a whole: windows, clocks and ends."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.clocks import clock_text
from examcenter.exams.errors.base import ExamError


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


class AttemptNotFinished(ExamError):
    """A result was asked for before the end."""

    code = "attempt_not_finished"
    title = gettext_lazy("The attempt is not finished")
    action = gettext_lazy("Finish it first.")

    def __init__(self) -> None:
        super().__init__(_("The result is shown when the attempt is finished."))
