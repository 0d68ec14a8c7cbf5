"""Declaring operations: what they take and answer, which scope they need, how they refuse.

`describe` puts it on the operation, for the OpenAPI document and for `ApiView`, which holds every
request to it. So no view has to remember what is true of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from typing import Any, Literal, TypeVar, cast

from django.http import HttpResponseBase
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from examcenter.api.fields import PARAMETER as FIELDS
from examcenter.api.pagination import CURSOR, LIMIT, MAX_LIMIT
from examcenter.api.serializers.problems import ProblemOutput
from examcenter.problems import CONTENT_TYPE

_Operation = TypeVar("_Operation", bound=Callable[..., Any])
_HEADER: Literal["header"] = "header"

# What a body can be refused for.
BODY_PROBLEMS = (400, 413, 415)
# What the door of an exam can refuse: the wrong room, no password or a wrong one, too many of them.
ENTRY_PROBLEMS = (403, 429)
# A query with an unknown parameter, nobody signed in, no scope for it, too many requests, and a
# database that is busy: every operation knows these.
_EVERYWHERE = (400, 401, 403, 429, 503)
_PROBLEM_WORDS = {
    400: "The request is malformed, or a value in it cannot be taken.",
    401: "Sign in first.",
    403: "Known to be there, but not for your role, your token's scopes, or not now.",
    404: "Nothing is there, or nothing for you.",
    409: "The state of things does not allow it, or the same request is under way.",
    410: "It was there, and is no longer kept.",
    412: "It was changed since you read it; the header ETag names the present state.",
    413: "The body or the source is too large.",
    415: "Only application/json is read.",
    422: "It is understood and cannot be done; or the Idempotency-Key belongs to another request.",
    428: "Send the ETag of what you read in the header If-Match.",
    429: "Too many requests; see Retry-After.",
    503: "The database is busy; see Retry-After. Nothing was changed.",
}
_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    _HEADER,
    description="A text of your choice, such as a UUID, up to 200 characters. Sent again with the "
    "same body within 24 hours, the request is not done again: the first answer is repeated, with "
    "the header Idempotency-Replayed.",
)
_IF_MATCH = OpenApiParameter(
    "If-Match", str, _HEADER, description="The ETag of the state that you change, or *."
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, _HEADER, description="An ETag; if it still holds, the answer is 304."
)
_LOCATION = OpenApiParameter(
    "Location", str, _HEADER, response=[201, 202], description="Where the new thing is."
)
_ETAG = OpenApiParameter(
    "ETag", str, _HEADER, response=[200], description="Names this state; see If-None-Match."
)


@dataclass(frozen=True)
class Operation:
    """What `ApiView` has to know of an operation."""

    scope: str
    # The parameters that its query may have, beside those of pages and fields.
    query: type[Serializer[Any]] | None
    # What it answers with 200, and whether as rows of a page.
    output: type[Serializer[Any]] | None
    is_list: bool
    is_paged: bool
    max_limit: int
    needs_match: bool
    takes_fields: bool
    # Whether a POST with a key can be repeated; an answer with a secret in it is never kept.
    is_repeatable: bool = True

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names that a query may use."""
        declared = self.query().fields if self.query else ()
        paging = (CURSOR, LIMIT) if self.is_paged else ()
        return frozenset((*declared, *paging, *((FIELDS,) if self.takes_fields else ())))


def describe(
    operation_id: str,
    summary: str,
    *,
    responses: dict[Any, Any],
    request: Any = None,
    problems: Iterable[int] = (),
    scope: str = "",
    query: type[Serializer[Any]] | None = None,
    match: bool = False,
    repeatable: bool = True,
    **more: Any,
) -> Callable[[_Operation], _Operation]:
    """Return a decorator that declares an operation with its results and its problems.

    ``scope`` is what a token must carry to ask for it. ``query`` declares its query parameters, and
    `ApiView.query` reads them. With ``match`` it changes something shared and asks for
    `ApiView.require_match`; no other change of the same address runs meanwhile. A POST that answers
    with a secret is not ``repeatable``: nothing keeps its answer. Problems that every operation of
    its kind knows need not be named.
    """
    output = responses.get(200)
    is_shown = isinstance(output, type) and issubclass(output, Serializer)
    return _declare(
        Operation(
            scope=scope,
            query=query,
            output=cast("type[Serializer[Any]]", output) if is_shown else None,
            is_list=False,
            is_paged=False,
            max_limit=0,
            needs_match=match,
            takes_fields=is_shown,
            is_repeatable=repeatable,
        ),
        {**more, "operation_id": operation_id, "summary": summary, "request": request},
        responses,
        problems,
    )


def describe_list(
    operation_id: str,
    summary: str,
    output: type[Serializer[Any]],
    *,
    problems: Iterable[int] = (),
    parameters: Iterable[Any] = (),
    is_paged: bool = True,
    scope: str = "",
    query: type[Serializer[Any]] | None = None,
    max_limit: int = MAX_LIMIT,
    **more: Any,
) -> Callable[[_Operation], _Operation]:
    """Return a decorator that declares an operation which answers with a page of rows.

    ``max_limit`` is how long its pages may be.
    """
    return _declare(
        Operation(
            scope=scope,
            query=query,
            output=output,
            is_list=True,
            is_paged=is_paged,
            max_limit=max_limit,
            needs_match=False,
            takes_fields=True,
        ),
        {**more, "operation_id": operation_id, "summary": summary, "parameters": [*parameters]},
        {200: _page_of(output)},
        (*problems, 404) if is_paged else problems,
    )


@cache
def _page_of(output: type[Serializer[Any]]) -> Any:
    """Return the form of a page of rows; lists of the same rows share it."""
    return inline_serializer(
        name=f"{output.__name__.removesuffix('Output')}Page",
        fields={
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": output(many=True),
        },
    )


def _declare(
    declared: Operation,
    document: dict[str, Any],
    responses: dict[Any, Any],
    problems: Iterable[int],
) -> Callable[[_Operation], _Operation]:
    def decorate(operation: _Operation) -> _Operation:
        method = operation.__name__
        is_read = method == "get" and 200 in responses

        @wraps(operation)
        def run(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer: HttpResponseBase = view.perform(
                lambda: operation(view, request, *args, **kwargs)
            )
            return answer

        statuses = {*problems, *_EVERYWHERE}
        if document.get("request") is not None:
            statuses |= {*BODY_PROBLEMS}
        if method == "post" and declared.is_repeatable:
            statuses |= {409, 422}
        if declared.needs_match:
            statuses |= {412, 428}
        answers: dict[Any, Any] = dict(responses)
        if is_read:
            answers[304] = OpenApiResponse(description="You have this state already.")
        for status in sorted(statuses):
            answers[(status, CONTENT_TYPE)] = OpenApiResponse(
                response=ProblemOutput, description=_PROBLEM_WORDS[status]
            )
        parameters = [
            *document.pop("parameters", ()),
            *_parameters(declared, method, is_read=is_read),
            *((_LOCATION,) if {201, 202} & set(responses) else ()),
        ]
        described: Any = extend_schema(**document, responses=answers, parameters=parameters)(run)
        described.operation, described.scope = declared, declared.scope
        return cast(_Operation, described)

    return decorate


def _parameters(declared: Operation, method: str, *, is_read: bool) -> Iterable[Any]:
    if declared.query is not None:
        yield declared.query
    if declared.is_paged:
        words = f"Rows in a page; 50 unless told, at most {declared.max_limit}."
        yield OpenApiParameter(
            CURSOR, str, description="Where a page begins; taken from a link, never made."
        )
        yield OpenApiParameter(LIMIT, {"type": "integer", "minimum": 1}, description=words)
    if declared.takes_fields and is_read:
        yield OpenApiParameter(
            FIELDS, str, description="Only these fields, such as id,user.name; all unless told."
        )
    if method == "post" and declared.is_repeatable:
        yield _IDEMPOTENCY
    if declared.needs_match:
        yield _IF_MATCH
    if is_read:
        yield from (_IF_NONE_MATCH, _ETAG)
