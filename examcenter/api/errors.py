"""From exceptions to problem documents; no view of the REST interface catches anything itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from examcenter.authoring.errors import DocumentRefused
from examcenter.courses.errors import RowRefused
from examcenter.errors import SourceNotTaken, is_database_busy, problem_of
from examcenter.exams.errors import AnswerRefused, DatabaseBusy, ExamError, SubmissionNotFound
from examcenter.problems import FieldProblem, Problem, pointer
from grader.errors import SourceRefused
from grader.errors import SubmissionNotFound as NoSuchSubmission
from questions.engine.errors import Problem as DocumentProblem
from questions.errors import NotAVariant, QuestionError

logger = logging.getLogger(__name__)

# Enough to see what is wrong; an answer does not grow with a hostile request.
MAX_FIELD_PROBLEMS = 20


class BodyTooLarge(exceptions.APIException):
    """A request body beyond what any operation takes."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self, *, limit_bytes: int) -> None:
        super().__init__(f"The request body is too large; at most {limit_bytes:,} bytes are taken.")


class NotUtf8(exceptions.ParseError):
    """A request body that is not UTF-8."""

    default_code = "not_utf8"


class InvalidCursor(exceptions.NotFound):
    """A page address that was not made by this service."""

    default_code = "invalid_cursor"
    default_detail = "The cursor is not one that this service has handed out."


_TITLES = {
    400: "Malformed request",
    401: "Sign in first",
    403: "Not permitted",
    404: "Not found",
    405: "Method not allowed",
    406: "No such format",
    409: "Not now",
    412: "Changed meanwhile",
    413: "Request too large",
    415: "Format not supported",
    422: "Not possible",
    428: "Say what you change",
    429: "Too many requests",
    503: "The service is very busy",
}
# The names that DRF gives, where a plainer one is promised.
_CODES = {
    "parse_error": "malformed_json",
    "permission_denied": "not_permitted",
    "error": "bad_request",
}


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Return the problem document of an exception, or None when it is our own fault."""
    set_rollback()
    problem = _problem_of(error)
    return None if problem is None else problem.to_response()


def _problem_of(error: Exception) -> Problem | None:
    if is_database_busy(error):
        logger.warning("Unable to answer: the database is busy")
        return problem_of(DatabaseBusy())
    if isinstance(error, AnswerRefused):
        return _with_errors(
            problem_of(error),
            *(FieldProblem(pointer("answers", n), text) for n, text in error.problems.items()),
        )
    if isinstance(error, RowRefused):
        return _with_errors(problem_of(error), FieldProblem(pointer(*error.steps), str(error)))
    if isinstance(error, DocumentRefused):
        return _with_errors(problem_of(error), *map(_document_problem, error.problems))
    if isinstance(error, ExamError):
        return problem_of(error)
    if isinstance(error, NotAVariant):
        return _with_errors(
            Problem(400, error.code, "No such variant", str(error)),
            FieldProblem(pointer("params"), str(error)),
        )
    if isinstance(error, SourceRefused):
        return _with_errors(
            problem_of(SourceNotTaken(error)), FieldProblem(pointer("source"), str(error))
        )
    if isinstance(error, NoSuchSubmission):
        return problem_of(SubmissionNotFound())
    if isinstance(error, QuestionError) and error.code == "question_not_found":
        return Problem(404, error.code, "Question not found", str(error))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "body_too_large", _TITLES[413], str(error))
    return _problem_of_framework(error)


def _document_problem(problem: DocumentProblem) -> FieldProblem:
    key = f"{problem.key}: " if problem.key else ""
    text = f"line {problem.line}: {key}found {problem.found}, expected {problem.expected}"
    return FieldProblem(pointer("document"), text, line=problem.line)


def _with_errors(problem: Problem, *errors: FieldProblem) -> Problem:
    return Problem(
        problem.status, problem.code, problem.title, problem.detail, errors, problem.headers
    )


def _problem_of_framework(error: Exception) -> Problem | None:
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        errors = tuple(_field_problems(error.detail))[:MAX_FIELD_PROBLEMS]
        detail = "; ".join(f"{e.pointer or 'body'}: {e.detail}" for e in errors[:3])
        return Problem(400, "invalid_request", "Request not understood", detail, errors)
    if not isinstance(error, exceptions.APIException):
        return None
    code = str(error.get_codes()) if isinstance(error.get_codes(), str) else error.default_code
    return Problem(
        status=error.status_code,
        code=_CODES.get(code, code),
        title=_TITLES.get(error.status_code, "Request refused"),
        detail=str(error.detail),
        headers=_headers_of(error),
    )


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = dict(getattr(error, "headers", {}))
    challenge = getattr(error, "auth_header", None)
    if challenge:
        # RFC 6750: who came with nothing is told what to bring, and nothing else.
        is_refused = isinstance(error, exceptions.AuthenticationFailed)
        fault = ' error="invalid_token"' if is_refused and challenge == "Bearer" else ""
        headers["WWW-Authenticate"] = f"{challenge}{fault}"
    wait_s = getattr(error, "wait", None)
    if wait_s:
        headers["Retry-After"] = str(int(wait_s) + 1)
    return headers


def _field_problems(detail: Any, path: tuple[str | int, ...] = ()) -> Iterator[FieldProblem]:
    """Yield the leaves of DRF's nested error details with their pointers."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            step = () if key == "non_field_errors" else (key,)
            yield from _field_problems(value, (*path, *step))
    elif isinstance(detail, list | tuple):
        for index, value in enumerate(detail):
            step = (index,) if isinstance(value, dict) else ()
            yield from _field_problems(value, (*path, *step))
    else:
        yield FieldProblem(pointer(*path), str(detail))
