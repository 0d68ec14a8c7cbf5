"""A moment as people read it, by the clock of the page (``examcenter.clocks``), with its zone.

``{% at %}`` says when something was or will be; ``{% moment %}`` says first how far away that is.
Both are time elements whose ``datetime`` is UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.clocks import clock_text, course_zone, time_words, zone_named

register = template.Library()

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# What is further away is said by its date alone.
_FAR = 7 * _DAY
# How each form of a moment writes its day.
_DAYS = {
    **dict.fromkeys(("long", "exact", "proof", "day"), "DATE_FORMAT"),
    **dict.fromkeys(("short", "brief"), "SHORT_DATE_FORMAT"),
}


@register.simple_tag
def at(value: datetime, form: str = "long") -> SafeString:
    """Return a moment as a time element in one of these forms.

    ``long`` (22 November 2026, 14:00 CET), ``exact`` (the same with seconds), ``proof`` (exact, and
    in UTC as well, as it is hashed), ``short`` (22 Nov 2026, 14:00:05 CET), ``brief`` (without
    seconds), ``day`` (22 November 2026), ``zoned`` (14:00:05 CET), ``clock`` (14:00:05, on pages
    that say the zone beside it).
    """
    return format_html('<time datetime="{}">{}</time>', utc_text(value), at_words(value, form))


@register.filter(name="at")
def at_words(value: datetime, form: str = "long") -> str:
    """Return a moment in words, in one of the forms of the tag."""
    local = timezone.localtime(value)
    if form == "clock":
        return f"{local:%H:%M:%S}"
    if form == "zoned":
        return time_words(local, exactly=True)
    day = date_format(local, _DAYS[form])
    if form == "day":
        return day
    if form in ("long", "brief"):
        return f"{day}, {time_words(local.replace(second=0))}"
    words = f"{day}, {time_words(local, exactly=True)}"
    if form == "proof" and local.utcoffset():
        return f"{words} ({_utc_words(local)})"
    return words


@register.simple_tag
def timed(words: str, value: datetime | None) -> str:
    """Return a sentence with a moment in it (``clocks.clock_text``) as a time element."""
    before, moment, after = words.partition(clock_text(value)) if value else (words, "", "")
    if value is None or not moment:
        return words
    return format_html('{}<time datetime="{}">{}</time>{}', before, utc_text(value), moment, after)


def _utc_words(local: datetime) -> str:
    there = local.astimezone(UTC)
    clock = time_words(there, exactly=True)
    if there.date() == local.date():
        return clock
    return f"{date_format(there, 'DATE_FORMAT')}, {clock}"


def utc_text(value: datetime) -> str:
    """Return a moment for machines: in UTC, to the second."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@register.simple_tag
def page_zone() -> str:
    """Return the zone of the course that the page is about; "" where it is about none."""
    return course_zone()


@register.simple_tag
def moment(value: datetime, now: datetime | None = None, zone: str = "") -> SafeString:
    """Return a moment as a time element, such as ``in 12 min, 14:00 CET``.

    It is said in the zone, else in that of the page. What belongs to no course has neither:
    `static/js/moments.js` says it by the reader's own clock. Of the others it keeps up how far away
    they are, and the day once that is another one.
    """
    seen_at = now or timezone.now()
    zone = zone or course_zone()
    if not zone:
        return format_html(
            '<time datetime="{}" data-moment>{}</time>',
            utc_text(value),
            moment_words(value, seen_at),
        )
    with timezone.override(zone_named(zone)):
        return format_html(
            '<time datetime="{}" data-moment data-zone="{}" data-day="{}" data-clock="{}">'
            "{}</time>",
            utc_text(value),
            zone,
            day_words(value, seen_at),
            time_words(timezone.localtime(value).replace(second=0)),
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
    clock = time_words(local.replace(second=0))
    return clock if local.date() == here.date() else f"{day_words(value, now)}, {clock}"


def day_words(value: datetime, now: datetime) -> str:
    """Return the day of a moment, with its year where that is another one."""
    local, here = timezone.localtime(value), timezone.localtime(now)
    is_near = local.year == here.year
    return date_format(local, "MONTH_DAY_FORMAT" if is_near else "SHORT_DATE_FORMAT")
