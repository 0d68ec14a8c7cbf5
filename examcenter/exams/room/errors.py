"""What can go wrong with exceptions, in words for whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound


class GrantNotFound(NotFound):
    """No such grant for this person."""

    code = "grant_not_found"
    title = gettext_lazy("Exception not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such exception in your courses."))


class AlreadyRevoked(ExamError):
    """A grant that was taken back and is to be changed."""

    code = "already_revoked"
    title = gettext_lazy("This was taken back")
    action = gettext_lazy("Grant it anew.")

    def __init__(self) -> None:
        super().__init__(_("This exception was taken back before, so there is nothing to change."))


class NotReopened(ExamError):
    """An attempt that cannot go on."""

    code = "not_reopened"
    title = gettext_lazy("Not opened again")
    action = gettext_lazy("Say how many minutes it shall have.")

    def __init__(self) -> None:
        super().__init__(
            _(
                "This attempt is open, or no time is left in it, or its student sits another "
                "attempt of the exam."
            )
        )
