"""Cursor pages: stable while rows are added, with Link headers (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from examcenter.api.errors import InvalidCursor


class CursorPages(CursorPagination):
    """Pages of 50 rows, or of ``limit`` up to 200; addresses of pages are opaque."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = "pk"

    def paginate_queryset(
        self,
        queryset: QuerySet[Any, Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any] | None:
        """Return the rows of the page that the request names.

        Raises
        ------
        InvalidCursor
            If the cursor was not made by this service.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, TypeError, OverflowError, NotFound):
            if self.cursor_query_param not in request.query_params:
                raise
            # A forged position is compared with a column of another type.
            raise InvalidCursor from None

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the addresses of its neighbours in body and header."""
        neighbours = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        links = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in neighbours.items() if url)
        return Response(
            {"next": neighbours["next"], "previous": neighbours["prev"], "results": data},
            headers={"Link": links} if links else None,
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }
