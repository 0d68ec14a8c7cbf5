"""What an answer is written as: JSON, or the file that an operation answers with."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class Negotiation(DefaultContentNegotiation):
    """There is one format, JSON, and that of the file where an operation answers with one.

    A parameter that chooses another is unknown as any other. What nearly every program sends is
    looked at first; all else is weighed as the framework does.
    """

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """Return what reads the body."""
        for parser in parsers:
            if parser.media_type == request.content_type:
                return parser
        return super().select_parser(request, parsers)

    def get_accept_list(self, request: Request) -> list[str]:
        """Return what is taken; a header without a word says as little as none."""
        found = [one for one in super().get_accept_list(request) if one]
        return found or ["*/*"]

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[Any],
        format_suffix: str | None = None,
    ) -> tuple[Any, str]:
        """Return how to write the answer. Raises NotAcceptable."""
        listed = list(renderers)
        first = listed[0]
        if request.headers.get("Accept", "*/*") in ("*/*", first.media_type):
            return first, first.media_type
        file_type = getattr((request.parser_context or {}).get("view"), "file_type", "")
        if file_type and any(
            media_type_matches(file_type, taken) for taken in self.get_accept_list(request)
        ):
            return first, first.media_type
        found: tuple[Any, str] = super().select_renderer(request, listed, format_suffix)
        return found
