"""Why an exam is not opened by an address."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError


class LaunchRefused(ExamError):
    """Somebody for whom no program may open an exam."""

    code = "launch_refused"
    title = gettext_lazy("This person signs in themselves")
    action = gettext_lazy("Lead them to the exam's own page.")
    status = 403


class LaunchOver(ExamError):
    """An address that was used, is too old, or was not made here: nobody learns which."""

    code = "launch_over"
    title = gettext_lazy("This address has been used or is too old")
    action = gettext_lazy("Go back to where you came from, and open the exam from there once more.")
    status = 410

    def __init__(self) -> None:
        super().__init__(_("An address that opens an exam works once, for five minutes."))
