"""Every code that a problem document may have, with its status and title; for the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from rest_framework.exceptions import APIException

from examcenter.exams.errors import ExamError

PATH = Path(settings.BASE_DIR) / "docs" / "problem-codes.md"
# Made where no class of ours stands: by the framework, the routes, and the refusal of bodies.
_OTHERS = {
    "authentication_failed": (401, "The token is none, or none any more"),
    "bad_request": (400, "Malformed request"),
    "idempotency_in_progress": (409, "The same request is under way"),
    "idempotency_key_reused": (422, "The key belongs to another request"),
    "invalid_request": (400, "Request not understood; errors name each value"),
    "malformed_json": (400, "The body is not JSON"),
    "method_not_allowed": (405, "Method not allowed"),
    "not_acceptable": (406, "No such format"),
    "not_authenticated": (401, "Sign in first"),
    "not_a_variant": (400, "No such variant"),
    "not_found": (404, "Nothing is there, or nothing for you"),
    "question_not_found": (404, "Question not found"),
    "server_error": (500, "Our machine failed"),
    "source_empty": (400, "The code was not taken"),
    "source_too_large": (413, "The code was not taken"),
    "target_fragment": (400, "The address of a webhook has a # part"),
    "target_host": (400, "The address of a webhook names no host"),
    "target_login": (400, "The address of a webhook has a name or password"),
    "target_port": (400, "The address of a webhook has a port that is not allowed"),
    "target_scheme": (400, "The address of a webhook is not https"),
    "target_signs": (400, "The address of a webhook has signs that have to be escaped"),
    "target_too_long": (400, "The address of a webhook is too long"),
    "token_expired": (401, "The token has expired"),
    "token_revoked": (401, "The token was revoked"),
    "too_many_requests": (429, "Too many requests; see Retry-After"),
    "unsupported_media_type": (415, "Only application/json is read"),
}
# Bases, which nothing is refused with.
_BASES = {"exam_error", "authoring_error"}
_HEAD = """# Problem codes

Every error of the REST interface is a problem document (RFC 9457) with a stable `code`; the words
may change. Written by `manage.py write_openapi`, and compared with the code in `make test`.

| code | status | |
|---|---|---|
"""


def list_codes() -> dict[str, tuple[int, str]]:
    """Return status and title of every code, in order."""
    found = dict(_OTHERS)
    with translation.override("en"):
        for error in _below(ExamError):
            if error.code not in _BASES:
                found[error.code] = (error.status, str(error.title))
        for refusal in _below(APIException):
            if refusal.__module__.startswith("examcenter."):
                words = (refusal.__doc__ or "").strip().splitlines()[0].rstrip(".")
                found[str(refusal.default_code)] = (refusal.status_code, words)
    return dict(sorted(found.items()))


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for child in base.__subclasses__():
        if child.__module__.startswith("examcenter."):
            yield child
        yield from _below(child)


def page() -> str:
    """Return the page of the documentation."""
    rows = [f"| `{code}` | {status} | {title} |" for code, (status, title) in list_codes().items()]
    return _HEAD + "\n".join(rows) + "\n"
