"""Choosing between formats, of which there is mostly one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation


class OneFormat(DefaultContentNegotiation):
    """There is one format; a parameter that chooses another is unknown as any other.

    What nearly every program sends is looked at first; all else is weighed as the framework does.
    """

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """Return what reads the body."""
        for parser in parsers:
            if parser.media_type == request.content_type:
                return parser
        return super().select_parser(request, parsers)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return what writes the answer, and how it is called."""
        first = renderers[0]
        if request.headers.get("Accept", "*/*") in ("*/*", first.media_type):
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
