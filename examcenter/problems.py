"""Problem documents (RFC 9457): the one form of every error of the REST interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one value of a request, named by a JSON pointer (RFC 6901)."""

    pointer: str
    detail: str
    # Within a text that the value holds, such as a document; None where there is none.
    line: int | None = None

    def to_json(self) -> dict[str, object]:
        """Return what the document says of it."""
        said: dict[str, object] = {"pointer": self.pointer, "detail": self.detail}
        return said if self.line is None else {**said, "line": self.line}


@dataclass(frozen=True)
class Problem:
    """An error in words, with a stable ``code``."""

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the document."""
        return {
            "type": f"urn:examcenter:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "errors": [error.to_json() for error in self.errors],
        }

    def to_response(self) -> HttpResponse:
        """Return the document as a response.

        It is written as ASCII, because a message may quote half a character of the request.
        """
        return HttpResponse(
            json.dumps(self.to_json()),
            status=self.status,
            content_type=CONTENT_TYPE,
            headers=dict(self.headers),
        )


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer of a path: ``/answers/width``."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join(f"/{step}" for step in escaped)
