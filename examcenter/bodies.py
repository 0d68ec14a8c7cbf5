"""Refuses requests that are too large, that do not say how long they are, or that broke off.

A connection that breaks off in the middle leaves the first part of what was sent, and that reads
like a form: half an answer would take the place of a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.errors import RequestBrokeOff, error_response
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


class LengthMissing(ExamError):
    """A body that is sent in pieces: it would be read as an empty one."""

    code = "length_required"
    title = gettext_lazy("This could not be read")
    action = gettext_lazy("Nothing was changed. Send it with a Content-Length.")
    status = 411

    def __init__(self) -> None:
        super().__init__(_("The request does not say how long it is."))


class WholeBodies:
    """Middleware that lets a request through when its body is bounded and has arrived whole.

    Forms are read before any view is asked, because their token is in them; without a bound an
    upload could fill the disk of the server.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless it is too large, or announces a body without its length."""
        n_bytes = announced_length(request.META)
        if n_bytes > settings.LARGEST_BODY_BYTES:
            return error_response(request, RequestTooLarge(n_bytes))
        if not n_bytes and request.META.get("HTTP_TRANSFER_ENCODING"):
            return error_response(request, LengthMissing())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Read the form; after this a view that reads it meets no empty one in its place."""
        try:
            bool(request.POST)
        except UnreadablePostError:
            return error_response(request, RequestBrokeOff())
        return None


def announced_length(environ: dict[str, Any]) -> int:
    """Return how many bytes a request says that its body has; what is no number is none."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isascii() and length.isdecimal() else 0


Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def announcing_breaks(application: Application) -> Application:
    """Return a WSGI application whose bodies fail to be read when less came than was announced.

    Web servers hand over what they have got; that there should be more only the length tells.
    """

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"], announced_length(environ))
        return application(environ, start_response)

    return serve


class _Body:
    """What a request sends, to be read as Django reads it."""

    def __init__(self, stream: Any, n_bytes: int) -> None:
        self._stream = stream
        self._n_missing = n_bytes

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or all that are left. Raises ConnectionError."""
        wanted = self._n_missing if size < 0 else min(size, self._n_missing)
        return self._count(self._stream.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        """Return a line, or so many bytes of it. Raises ConnectionError."""
        wanted = self._n_missing if size < 0 else min(size, self._n_missing)
        line: bytes = self._stream.readline(wanted)
        return self._count(line, 1 if wanted else 0)

    def _count(self, data: bytes, least: int) -> bytes:
        self._n_missing -= len(data)
        if len(data) < least:
            raise ConnectionError(f"the body broke off {self._n_missing} bytes before its end")
        return data
