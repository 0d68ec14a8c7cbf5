"""In which zone a page tells its times: that of the course which it is about, else the service's.

A service knows no visitor's zone, and a closing that a teacher typed as 16:00 must not be read as
15:00 by the students. Programs get the moments of the REST interface in UTC, whatever course it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

_API_PREFIX = "/api/"
_is_page: ContextVar[bool] = ContextVar("is_page", default=False)


def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name; one that this machine does not know is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def tell_times_in(name: str) -> None:
    """Let the page that is being made tell its times in a zone; elsewhere nothing changes."""
    if _is_page.get():
        timezone.activate(zone_named(name))


class PageZones:
    """Middleware: each page begins in the service's zone, whichever page the thread made before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, and leave no zone behind."""
        mark = _is_page.set(not request.path.startswith(_API_PREFIX))
        try:
            with timezone.override(None):
                return self.get_response(request)
        finally:
            _is_page.reset(mark)
