"""The time zone of a course, in which its times are shown and typed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone

from examcenter.clocks import zone_named
from examcenter.courses.models import Course


def zone_of(course: Course) -> ZoneInfo:
    """Return the zone of a course; one that this machine does not know is UTC."""
    return zone_named(course.time_zone)


def in_zone_of(course: Course) -> timezone.override:
    """Return what shows and reads times in the zone of a course for as long as it lasts."""
    return timezone.override(zone_of(course))
