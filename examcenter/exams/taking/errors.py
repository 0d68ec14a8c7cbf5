"""What can go wrong while an exam is taken, in words for the student whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError
from examcenter.numerals import grouped


class ExamplesRunning(ExamError):
    """Another run of the same person has not ended."""

    code = "examples_running"
    title = gettext_lazy("Your last run has not ended")
    action = gettext_lazy("Wait for it, then run the examples again.")
    status = 429
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(_("One run of the examples at a time is possible. Your code is saved."))


class ExamplesTooOften(ExamError):
    """More runs in a short time than one person may have."""

    code = "examples_too_often"
    title = gettext_lazy("Too many runs in a short time")
    action = gettext_lazy("Look at the examples by hand meanwhile, then run them again.")
    status = 429

    def __init__(self, *, n_runs: int, window_s: int, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            _(
                "Found %(n_runs)s runs within %(window_s)s s, at most that many are possible; "
                "the next one in %(retry_after_s)s s. Your code is saved."
            )
            % {"n_runs": n_runs, "window_s": window_s, "retry_after_s": retry_after_s}
        )


class SequenceTooFar(ExamError):
    """A save number that would leave no room for the saves to come."""

    code = "sequence_too_far"
    title = gettext_lazy("The answer could not be saved")
    action = gettext_lazy("Reload the page. What you typed is kept in this browser.")
    status = 400

    def __init__(self, *, sequence: int, newest: int, furthest: int) -> None:
        super().__init__(
            _(
                "Found save number %(sequence)s after number %(newest)s, expected at most "
                "%(furthest)s."
            )
            % {"sequence": sequence, "newest": newest, "furthest": furthest}
        )


class NothingSent(ExamError):
    """A save that names no field of the page: taken for an answer it would empty all of them."""

    code = "nothing_sent"
    title = gettext_lazy("The answer could not be saved")
    action = gettext_lazy("Reload the page. What you typed is kept in this browser.")
    status = 400

    def __init__(self) -> None:
        super().__init__(_("Found no field of this question, so what was saved before is kept."))


class VariantReplaced(ExamError):
    """A save for a variant in whose place another one was drawn."""

    code = "variant_replaced"
    title = gettext_lazy("This question has new numbers")
    action = gettext_lazy("Reload the page to see them.")

    def __init__(self) -> None:
        super().__init__(_("Another variant was drawn on another page, so this was not saved."))


class NoteTooLong(ExamError):
    """A note that is longer than notes may be."""

    code = "note_too_long"
    title = gettext_lazy("The note could not be saved")
    action = gettext_lazy("Shorten it. Your answers and the note as it was saved before are kept.")
    status = 400

    def __init__(self, *, n_characters: int, longest: int) -> None:
        super().__init__(
            _("The note is %(n_characters)s characters long; at most %(longest)s are expected.")
            % {"n_characters": grouped(n_characters), "longest": grouped(longest)}
        )
