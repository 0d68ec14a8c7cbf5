"""What can go wrong in practice, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound


class SheetNotFound(NotFound):
    """No such practice question for this person."""

    code = "sheet_not_found"
    title = gettext_lazy("Practice question not found")
    action = gettext_lazy("Go to practice and take another one.")

    def __init__(self) -> None:
        super().__init__(_("There is no such practice question among your latest ones."))


class NothingToPractise(ExamError):
    """No question fits what was asked for."""

    code = "nothing_to_practise"
    title = gettext_lazy("Nothing to practise here")
    action = gettext_lazy("Go to practice and choose another topic.")
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no question of this kind that you can practise now."))
