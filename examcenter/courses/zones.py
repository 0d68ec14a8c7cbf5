"""The time zone of a course, in which its times are shown and typed."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from examcenter.courses.models import Course


def zone_of(course: Course) -> ZoneInfo:
    """Return the zone of a course; one that this machine does not know is UTC."""
    try:
        return ZoneInfo(course.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def in_zone_of(course: Course) -> timezone.override:
    """Return what shows and reads times in the zone of a course for as long as it lasts."""
    return timezone.override(zone_of(course))
