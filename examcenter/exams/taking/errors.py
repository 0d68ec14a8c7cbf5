"""What can go wrong while an exam is taken, in words for the student whom it happens to."""

from __future__ import annotations

from examcenter.exams.errors import ExamError


class ExamplesRunning(ExamError):
    """Another run of the same person has not ended."""

    code = "examples_running"
    title = "Your last run has not ended"
    action = "Wait for it, then run the examples again."
    status = 429
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__("One run of the examples at a time is possible. Your code is saved.")


class ExamplesTooOften(ExamError):
    """More runs in a short time than one person may have."""

    code = "examples_too_often"
    title = "Too many runs in a short time"
    action = "Look at the examples by hand meanwhile, then run them again."
    status = 429

    def __init__(self, *, n_runs: int, window_s: int, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            f"Found {n_runs} runs within {window_s} s, at most that many are possible; the next "
            f"one in {retry_after_s} s. Your code is saved."
        )


class SequenceTooFar(ExamError):
    """A save number that would leave no room for the saves to come."""

    code = "sequence_too_far"
    title = "The answer could not be saved"
    action = "Reload the page. What you typed is kept in this browser."
    status = 400

    def __init__(self, *, sequence: int, newest: int, furthest: int) -> None:
        super().__init__(
            f"Found save number {sequence} after number {newest}, expected at most {furthest}."
        )


class VariantReplaced(ExamError):
    """A save for a variant in whose place another one was drawn."""

    code = "variant_replaced"
    title = "This question has new numbers"
    action = "Reload the page to see them."

    def __init__(self) -> None:
        super().__init__("Another variant was drawn on another page, so this was not saved.")


class NoteTooLong(ExamError):
    """A note that is longer than notes may be."""

    code = "note_too_long"
    title = "The note could not be saved"
    action = "Shorten it. Your answers and the note as it was saved before are kept."
    status = 400

    def __init__(self, *, n_characters: int, longest: int) -> None:
        super().__init__(
            f"The note is {n_characters:,} characters long; at most {longest:,} are expected."
        )
