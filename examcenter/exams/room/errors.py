"""What can go wrong with exceptions, in words for whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from examcenter.exams.errors import ExamError, NotFound


class GrantNotFound(NotFound):
    """No such grant for this person."""

    code = "grant_not_found"
    title = "Exception not found"

    def __init__(self) -> None:
        super().__init__(_("There is no such exception in your courses."))


class AlreadyRevoked(ExamError):
    """A grant that was taken back and is to be changed."""

    code = "already_revoked"
    title = "This was taken back"
    action = "Grant it anew."

    def __init__(self) -> None:
        super().__init__(_("This exception was taken back before, so there is nothing to change."))


class NotReopened(ExamError):
    """An attempt that cannot go on."""

    code = "not_reopened"
    title = "Not opened again"
    action = "Say how many minutes it shall have."

    def __init__(self) -> None:
        super().__init__(
            _(
                "This attempt is open, or no time is left in it, or its student sits another "
                "attempt of the exam."
            )
        )
