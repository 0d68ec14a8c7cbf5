"""Refuses requests that are larger than anything the service takes, before they are read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.errors import error_response
from examcenter.exams.errors import ExamError
from examcenter.numerals import grouped


class RequestTooLarge(ExamError):
    """More than any page or operation takes."""

    code = "body_too_large"
    title = gettext_lazy("This is too large")
    action = gettext_lazy("Send less at once, such as a file in two halves.")
    status = 413

    def __init__(self, n_bytes: int) -> None:
        super().__init__(
            _("The request has %(n_bytes)s bytes; at most %(largest_body_bytes)s are taken.")
            % {
                "n_bytes": grouped(n_bytes),
                "largest_body_bytes": grouped(settings.LARGEST_BODY_BYTES),
            }
        )


class LargestBody:
    """Middleware that looks at the announced length only.

    Forms are read before any view is asked, because their token is in them; without this an upload
    could fill the disk of the server. What is sent without a length has none for Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless it is too large."""
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        n_bytes = int(length) if length.isascii() and length.isdecimal() else 0
        if n_bytes > settings.LARGEST_BODY_BYTES:
            return error_response(request, RequestTooLarge(n_bytes))
        return self.get_response(request)
