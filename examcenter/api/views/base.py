"""What every operation shares: the parser, who asks, pages, and how errors are documented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from examcenter.accounts.models import User
from examcenter.api.pagination import CursorPages
from examcenter.api.parsers import StrictJSONParser
from examcenter.api.serializers.problems import ProblemOutput
from examcenter.exams.access import get_attempt_for, get_readable_attempt_for
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import Attempt
from examcenter.problems import CONTENT_TYPE

_Operation = TypeVar("_Operation", bound=Callable[..., Any])

# What a body can be refused for.
BODY_PROBLEMS = (400, 413, 415)
# What the door of an exam can refuse: the wrong room, no password or a wrong one, too many of them.
ENTRY_PROBLEMS = (403, 429)
_PROBLEM_WORDS = {
    400: "The request is malformed, or a value in it cannot be taken.",
    401: "Sign in first.",
    403: "Known to be there, but not for your role or not now.",
    404: "Nothing is there, or nothing for you.",
    409: "The state of the attempt does not allow it.",
    413: "The body or the source is too large.",
    415: "Only application/json is read.",
    429: "Too many requests; see Retry-After.",
    503: "The database is busy; see Retry-After. Nothing was changed.",
}
_PAGE_PARAMETERS = (
    OpenApiParameter("cursor", str, description="Where a page begins; taken from a link."),
    OpenApiParameter("limit", int, description="Rows in a page; 50 unless told, at most 200."),
)


class ApiView(APIView):
    """Base of every operation that needs a person."""

    parser_classes = [StrictJSONParser]
    permission_classes = [IsAuthenticated]

    def person(self) -> User:
        """Return who asks."""
        user = self.request.user
        if not isinstance(user, User):
            raise ImproperlyConfigured("an operation without IsAuthenticated asks who asks")
        return user

    def own_attempt(self, attempt_id: UUID) -> Attempt:
        """Return one's own attempt to work in; the door of its exam is asked.

        Raises
        ------
        AttemptNotFound, EntryRefused
        """
        attempt = get_attempt_for(self.person(), attempt_id)
        require_entry(self.request, attempt)
        return attempt

    def readable_attempt(self, attempt_id: UUID) -> Attempt:
        """Return an attempt to look at; the door is asked of who sits it, not of who teaches.

        Raises
        ------
        AttemptNotFound, EntryRefused
        """
        attempt = get_readable_attempt_for(self.person(), attempt_id)
        if attempt.user_id == self.person().pk:
            require_entry(self.request, attempt)
        return attempt

    def read(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the validated body; an empty one is an empty object.

        Raises
        ------
        rest_framework.exceptions.ValidationError
        """
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def page(
        self,
        rows: QuerySet[Any, Any],
        output: type[Serializer[Any]],
        show: Callable[[list[Any]], Iterable[Any]] = list,
    ) -> Response:
        """Return one page of rows; ``show`` makes what is written of the rows of the page."""
        pages = CursorPages()
        listed: list[Model] = pages.paginate_queryset(rows, self.request, view=self) or []
        return pages.get_paginated_response(output(list(show(listed)), many=True).data)

    def whole_page(self, rows: Iterable[Any], output: type[Serializer[Any]]) -> Response:
        """Return rows of which there are too few to turn pages, in the form of a page."""
        data = output(list(rows), many=True).data
        return Response({"next": None, "previous": None, "results": data})


def describe(
    operation_id: str,
    summary: str,
    *,
    responses: dict[int, Any],
    request: Any = None,
    problems: Iterable[int] = (),
    scope: str = "",
    **more: Any,
) -> Callable[[_Operation], _Operation]:
    """Return a decorator that documents an operation with its results and its problems.

    ``scope`` is what a program's token must carry to ask for it.
    """
    documented: dict[Any, Any] = dict(responses)
    for status in sorted({*problems, 401, 503}):
        documented[(status, CONTENT_TYPE)] = OpenApiResponse(
            response=ProblemOutput, description=_PROBLEM_WORDS[status]
        )
    document = extend_schema(
        operation_id=operation_id,
        summary=summary,
        request=request,
        responses=documented,
        **more,
    )

    def decorate(operation: _Operation) -> _Operation:
        described: Any = document(operation)
        described.scope = scope
        return cast(_Operation, described)

    return decorate


def describe_list(
    operation_id: str,
    summary: str,
    output: type[Serializer[Any]],
    *,
    problems: Iterable[int] = (),
    parameters: Iterable[Any] = (),
    is_paged: bool = True,
    scope: str = "",
) -> Callable[[_Operation], _Operation]:
    """Return a decorator that documents an operation which answers with a page of rows."""
    page = inline_serializer(
        name=f"{output.__name__.removesuffix('Output')}Page",
        fields={
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": output(many=True),
        },
    )
    return describe(
        operation_id,
        summary,
        responses={200: page},
        problems={*problems, 404} if is_paged else problems,
        parameters=[*parameters, *(_PAGE_PARAMETERS if is_paged else ())],
        scope=scope,
    )
