"""What every operation shares: the parser, who asks, pages, and how errors are documented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from examcenter.accounts.models import User
from examcenter.api.pagination import CursorPages
from examcenter.api.parsers import StrictJSONParser
from examcenter.api.serializers.problems import ProblemOutput
from examcenter.problems import CONTENT_TYPE

_Operation = TypeVar("_Operation", bound=Callable[..., Any])

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


def describe(
    *,
    summary: str,
    responses: dict[int, Any],
    request: Any = None,
    problems: Iterable[int] = (),
    **more: Any,
) -> Callable[[_Operation], _Operation]:
    """Return a decorator that documents an operation with its results and its problems."""
    documented: dict[Any, Any] = dict(responses)
    for status in (*problems, 401, 503):
        documented[(status, CONTENT_TYPE)] = OpenApiResponse(
            response=ProblemOutput, description=_PROBLEM_WORDS[status]
        )
    return extend_schema(summary=summary, request=request, responses=documented, **more)


# What a body can be refused for.
BODY_PROBLEMS = (400, 413, 415)
__all__ = ["BODY_PROBLEMS", "ApiView", "Request", "describe"]
