"""Who left a course, and how they come back as they were; the caller holds the course's lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from examcenter.courses.models import Departure, Enrollment

_BATCH = 500


def note_departures(places: Sequence[Enrollment], now: datetime) -> None:
    """Remember people who are about to be taken out, in place of what was known of them before."""
    _forget(places)
    Departure.objects.bulk_create(
        (
            Departure(
                id=place.pk,
                course_id=place.course_id,
                user_id=place.user_id,
                external_id=place.external_id,
                role=place.role,
                made_account=place.made_account,
                left_at=now,
            )
            for place in places
        ),
        batch_size=_BATCH,
    )


def come_back(places: Sequence[Enrollment], now: datetime) -> list[Enrollment]:
    """Return places that are about to be made, as those that were where their people left before.

    A place that names no external id gets its old one, unless somebody else has that by now.
    """
    if not places:
        return []
    course_id = places[0].course_id
    left: dict[int, Departure] = {}
    for batch in _batches(places):
        rows = Departure.objects.filter(
            course=course_id, user__in=[place.user_id for place in batch]
        )
        left |= {row.user_id: row for row in rows}
    if left:
        _forget([place for place in places if place.user_id in left])
    taken = _taken(course_id, [row.external_id for row in left.values() if row.external_id])
    taken |= {place.external_id for place in places if place.external_id}
    for place in places:
        place.updated_at = now
        before = left.get(place.user_id)
        if before is None:
            continue
        place.pk = before.pk
        place.made_account = before.made_account
        if not place.external_id and before.external_id not in taken:
            place.external_id = before.external_id
    return list(places)


def _taken(course_id: UUID, external_ids: list[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(external_ids), _BATCH):
        rows = Enrollment.objects.filter(
            course=course_id, external_id__in=external_ids[at : at + _BATCH]
        )
        found.update(rows.values_list("external_id", flat=True))
    return found


def _forget(places: Sequence[Enrollment]) -> None:
    for batch in _batches(places):
        Departure.objects.filter(
            course=batch[0].course_id, user__in=[place.user_id for place in batch]
        ).delete()


def _batches(places: Sequence[Enrollment]) -> Iterable[Sequence[Enrollment]]:
    for at in range(0, len(places), _BATCH):
        yield places[at : at + _BATCH]
