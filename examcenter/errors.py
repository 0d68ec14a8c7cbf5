"""What a person or a program sees when something goes wrong, wherever it happened.

Errors in words become pages or problem documents; views need not catch them.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import DatabaseBusy, ExamError
from examcenter.numerals import grouped
from examcenter.problems import Problem
from grader.errors import SourceRefused
from grader.errors import SubmissionNotFound as NoSuchSubmission

logger = logging.getLogger(__name__)

_API_PREFIX = "/api/"
# What the database drivers say when they are overloaded or away, as opposed to used wrongly.
_BUSY_WORDS = ("locked", "busy", "timeout", "timed out", "connect", "terminat", "too many clients")


def is_database_busy(error: BaseException | None) -> bool:
    """Tell whether an error means that the database cannot be reached or written just now."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    text = str(error).lower()
    return any(word in text for word in _BUSY_WORDS)


class ErrorPages:
    """Middleware that shows anticipated errors in words; others go on to Django's handlers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors come to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of an error that was anticipated."""
        if is_database_busy(error):
            logger.warning("Unable to serve %s: the database is busy", request.path)
            error = DatabaseBusy()
        if isinstance(error, UnreadablePostError):
            error = RequestBrokeOff()
        if isinstance(error, ExamError):
            return error_response(request, error)
        if isinstance(error, NoSuchSubmission):
            return page_not_found(request, error)
        if isinstance(error, SourceRefused):
            return error_response(request, SourceNotTaken(error))
        return None


class SourceNotTaken(ExamError):
    """The grader's refusal of a source, with what a page needs around it."""

    title = gettext_lazy("The code was not taken")
    action = gettext_lazy("Correct it and send it again. Your draft is kept.")

    def __init__(self, error: SourceRefused) -> None:
        self.code = error.code
        self.status = 413 if error.code == "source_too_large" else 400
        super().__init__(str(error))


class FormTooLarge(ExamError):
    """A form with more text than is read."""

    code = "body_too_large"
    title = gettext_lazy("This is too large")
    action = gettext_lazy("Send less at once, such as a list in two halves.")
    status = 413

    def __init__(self) -> None:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        super().__init__(
            _("A form may hold %(limit)s bytes of text, and this one holds more.")
            % {"limit": grouped(limit)}
        )


class RequestBrokeOff(ExamError):
    """A body of which the end is missing, so nothing of it is taken."""

    code = "request_broke_off"
    title = gettext_lazy("This did not arrive whole")
    action = gettext_lazy("Send it again. What was saved before is kept.")
    status = 400

    def __init__(self) -> None:
        super().__init__(_("The connection broke off while this was sent."))


class LockedOut(ExamError):
    """Too many wrong passwords."""

    code = "too_many_sign_ins"
    title = gettext_lazy("Too many attempts to sign in")
    action = gettext_lazy("Wait a quarter of an hour, then try again.")
    status = 429
    retry_after_s = 900

    def __init__(self) -> None:
        super().__init__(
            _("Signing in is locked for this name because of too many wrong passwords.")
        )


def is_api(request: HttpRequest) -> bool:
    """Tell whether a program asks, which reads problem documents."""
    return request.path.startswith(_API_PREFIX)


def problem_of(error: ExamError) -> Problem:
    """Return an error of ours as a problem document."""
    retry_after_s = getattr(error, "retry_after_s", None)
    return Problem(
        status=error.status,
        code=error.code,
        title=str(error.title),
        detail=str(error),
        headers={} if retry_after_s is None else {"Retry-After": str(retry_after_s)},
    )


def error_response(request: HttpRequest, error: ExamError) -> HttpResponse:
    """Return an error as a page, or as a problem document for a program."""
    problem = problem_of(error)
    if is_api(request):
        return problem.to_response()
    try:
        response = _page_of(request, error)
    except (OperationalError, InterfaceError):
        # The page greets whoever is signed in, and that takes the database which is away.
        response = _bare_page(request, error)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _page_of(request: HttpRequest, error: ExamError) -> HttpResponse:
    """Return an error as a script, a fragment or a person wants it."""
    words = {"code": error.code, "title": str(error.title), "detail": str(error)}
    words["action"] = str(error.action)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({**words, "link": error.link}, status=error.status)
    if request.headers.get("HX-Request"):
        response = render(
            request, "_refusal.html", {**words, "link": error.link}, status=error.status
        )
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        # Whatever part of a page was asked for, the whole message is meant.
        response["HX-Reselect"] = ".notice"
        return response
    context = {
        "problem": error,
        "back": reverse("courses:home"),
        "back_words": _("Go to the front page"),
        **error.page_context(request),
    }
    return render(request, error.template, context, status=error.status)


def _bare_page(request: HttpRequest, error: ExamError) -> HttpResponse:
    """Return an error as a page that asks nothing of the database."""
    address = request.get_full_path() if request.method == "GET" else ""
    page = render_to_string("503.html", {"problem": error, "address": address})
    return HttpResponse(page, status=error.status)


def _plain(request: HttpRequest, problem: Problem, template: str) -> HttpResponse:
    if is_api(request):
        return problem.to_response()
    return render(request, template, status=problem.status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address behind which there is nothing, or nothing for this person."""
    problem = Problem(404, "not_found", "Not found", "There is nothing at this address.")
    return _plain(request, problem, "404.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django found malformed."""
    if isinstance(exception, RequestDataTooBig):
        return error_response(request, FormTooLarge())
    problem = Problem(
        400, "bad_request", "Malformed request", "The request could not be understood."
    )
    return _plain(request, problem, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is known to be forbidden."""
    problem = Problem(403, "not_permitted", "Not permitted", "Your role does not permit this.")
    return _plain(request, problem, "403.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when our side failed; a database that is away is said to be so."""
    if is_database_busy(sys.exc_info()[1]):
        # It happened outside of a view, such as while the session was saved.
        return error_response(request, DatabaseBusy())
    problem = Problem(
        500, "server_error", "Our machine failed", "This is our fault. What was saved is kept."
    )
    if is_api(request):
        return problem.to_response()
    return HttpResponse(render_to_string("500.html"), status=500)


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Answer a sign-in that axes has locked."""
    return error_response(request, LockedOut())
