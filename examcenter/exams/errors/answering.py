"""What can go wrong with one answer: it is old, cannot be stored, or is one too many."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.clocks import clock_text
from examcenter.exams.errors.base import ExamError


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
