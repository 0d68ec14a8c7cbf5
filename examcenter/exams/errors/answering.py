"""What can go wrong with one answer: it is old, cannot be stored, or is one too many."""

from __future__ import annotations

from datetime import datetime

from examcenter.exams.errors.base import ExamError, clock_text


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
