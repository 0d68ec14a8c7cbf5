"""A moment as people read it: how far away, then the clock with its zone.

The server knows no visitor's zone; `static/js/moments.js` puts the local one in its place.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# What is further away is said by its date alone.
_FAR = 7 * _DAY


@register.simple_tag
def moment(value: datetime, now: datetime | None = None) -> SafeString:
    """Return a moment as a time element, such as ``in 12 min, 14:00 UTC``."""
    seen_at = now or timezone.now()
    return format_html(
        '<time datetime="{}" data-moment>{}</time>',
        value.isoformat(timespec="seconds"),
        moment_words(value, seen_at),
    )


def moment_words(value: datetime, now: datetime) -> str:
    """Return a moment in words, as seen from another."""
    relative, clock = relative_words(value, now), clock_words(value, now)
    return f"{relative}, {clock}" if relative else clock


def relative_words(value: datetime, now: datetime) -> str:
    """Return how far away a moment is; nothing beyond a week."""
    distance = abs(value - now)
    if distance < _MINUTE:
        return _("now")
    if distance >= _FAR:
        return ""
    words = _distance_words(distance)
    return (
        _("in %(time)s") % {"time": words} if value > now else _("%(time)s ago") % {"time": words}
    )


def _distance_words(distance: timedelta) -> str:
    if distance < _HOUR:
        return _("%(n)d min") % {"n": distance // _MINUTE}
    if distance < _DAY:
        return _("%(n)d h") % {"n": distance // _HOUR}
    n_days = distance // _DAY
    return ngettext("%(n)d day", "%(n)d days", n_days) % {"n": n_days}


def clock_words(value: datetime, now: datetime) -> str:
    """Return the time of day with its zone, and the day where it is another one."""
    local, here = timezone.localtime(value), timezone.localtime(now)
    clock = f"{date_format(local, 'H:i')} {local.tzname()}"
    if local.date() == here.date():
        return clock
    day = date_format(local, "MONTH_DAY_FORMAT" if local.year == here.year else "SHORT_DATE_FORMAT")
    return f"{day}, {clock}"
