"""What every error around exams is: words for the person whom it happens to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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


class NotPermitted(ExamError):
    """Known to be there, but for other roles."""

    code = "not_permitted"
    title: str | Promise = gettext_lazy("Not for your role")
    action: str | Promise = gettext_lazy("Ask a teacher of the course.")
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
