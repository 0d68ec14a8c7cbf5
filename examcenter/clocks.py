"""The clock that people read: that of their course, with its zone said.

What is shown of a course is shown in its zone, from the moment that a page has fetched something of
it for somebody (`read_in`, called by ``exams.access``); what belongs to no course is in the zone of
the service, UTC. Programs and tasks always read UTC. Templates say moments with the tags of
``templatetags.moments``, Python with the functions here, scripts with ``static/js/words.js``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_PROGRAMS = "/api/"
# The zone of the course of the page that is being made, "" before there is one; None where no page
# is made: nobody reads there, and nothing is turned.
_zone: ContextVar[str | None] = ContextVar("zone", default=None)
# Zones that have a name of their own in other languages, such as MEZ.
_NAMES = {
    "CET": gettext_lazy("CET"),
    "CEST": gettext_lazy("CEST"),
    "WET": gettext_lazy("WET"),
    "WEST": gettext_lazy("WEST"),
    "EET": gettext_lazy("EET"),
    "EEST": gettext_lazy("EEST"),
}


class Clocks:
    """Middleware: each page begins in the zone of the service and leaves no other one behind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; for programs the clock stays as it is."""
        if request.path.startswith(_PROGRAMS):
            return self.get_response(request)
        token = _zone.set("")
        try:
            with timezone.override(None):
                return self.get_response(request)
        finally:
            _zone.reset(token)


def read_in(zone: str) -> None:
    """Read the rest of the page that is being made by the clock of a course; else do nothing."""
    if _zone.get() is not None:
        found = zone_named(zone)
        timezone.activate(found)
        _zone.set(found.key)


def course_zone() -> str:
    """Return the zone of the course that the page is about; "" where it is about none."""
    return _zone.get() or ""


def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name; one that this machine does not know is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def zone_words(local: datetime) -> str:
    """Return what the zone of a moment is called there and then: ``CET``, or ``UTC-03``."""
    name = local.tzname() or ""
    if name[:1] in "+-":
        return f"UTC{name}"
    return str(_NAMES.get(name, name))


def time_words(local: datetime, *, exactly: bool = False) -> str:
    """Return the time of day with its zone; seconds where there are any, or are asked for."""
    time = f"{local:%H:%M:%S}" if exactly or local.second else f"{local:%H:%M}"
    return f"{time} {zone_words(local)}"


def clock_text(moment: datetime) -> str:
    """Return a moment for a sentence, by the clock of the page: ``14:00 CET on 22 November 2026``.

    What happens in the middle of a second is told by the second in which it happens.
    """
    local = timezone.localtime(moment)
    return _("%(time)s on %(day)s") % {
        "time": time_words(local),
        "day": date_format(local, "DATE_FORMAT"),
    }
