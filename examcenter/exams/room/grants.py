"""The list of what was granted in an exam or a course, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.courses.models import Course
from examcenter.exams.models import Accommodation
from examcenter.exams.room.clocks import clock, minutes
from examcenter.exams.room.granting import Place, Terms
from examcenter.numerals import short


@dataclass(frozen=True)
class GrantRow:
    """One grant in the list of them."""

    id: UUID
    who: str
    is_group: bool
    where: str
    what: tuple[str, ...]
    reason: str
    by: str
    given_words: str
    revoked_words: str  # "" while it holds


def list_grants(place: Place, now: datetime) -> list[GrantRow]:
    """Return what is or was granted, the newest first: of an exam with those of its course."""
    rows = Accommodation.objects.filter(course=place.course).select_related(
        "user", "group", "exam", "created_by"
    )
    if place.exam is not None:
        rows = rows.filter(Q(exam=place.exam) | Q(exam__isnull=True))
    return [_row(row, place.course, now) for row in rows.order_by("-created_at", "-id")]


def _row(row: Accommodation, course: Course, now: datetime) -> GrantRow:
    revoked_at = row.revoked_at
    return GrantRow(
        id=row.pk,
        who=who_words(row),
        is_group=row.group_id is not None,
        where=_("all exams") if row.exam is None else row.exam.title,
        what=terms_words(row, course, now),
        reason=row.reason,
        by=row.created_by.display_name,
        given_words=clock(row.created_at.replace(second=0), course, now=now),
        revoked_words=""
        if revoked_at is None
        else clock(revoked_at.replace(second=0), course, now=now),
    )


def who_words(row: Accommodation) -> str:
    """Return for whom something was granted."""
    if row.user is not None:
        return row.user.display_name
    assert row.group is not None, "the table holds a person or a group"
    return row.group.name


def terms_words(given: Accommodation | Terms, course: Course, now: datetime) -> tuple[str, ...]:
    """Return what is granted, one phrase each."""
    words = []
    if given.extra_time_factor is not None:
        words.append(_("%(n)s %% more time") % {"n": short(100 * given.extra_time_factor)})
    if given.extra_time_s is not None:
        words.append(_("%(span)s more") % {"span": minutes(given.extra_time_s)})
    if given.opens_at is not None:
        words.append(_("opens %(time)s") % {"time": clock(given.opens_at, course, now=now)})
    if given.closes_at is not None:
        words.append(_("closes %(time)s") % {"time": clock(given.closes_at, course, now=now)})
    if given.extra_attempts is not None:
        n = given.extra_attempts
        words.append(ngettext("%(n)d more attempt", "%(n)d more attempts", n) % {"n": n})
    if given.extra_tries is not None:
        n = given.extra_tries
        words.append(ngettext("%(n)d more try", "%(n)d more tries", n) % {"n": n})
    return tuple(words)
