"""Finding people of a course by the names that other systems have for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from examcenter.accounts.names import username_key
from examcenter.courses.errors import PersonNotFound
from examcenter.courses.models import Enrollment

# What a database takes as one list of values.
_BATCH = 5000


@dataclass(frozen=True)
class PersonName:
    """One person of a course, named in one of three ways."""

    external_id: str = ""
    username: str = ""
    user_id: UUID | None = None

    def __str__(self) -> str:
        if self.external_id:
            return f"the external_id {self.external_id!r}"
        return f"the username {self.username!r}" if self.username else f"the id {self.user_id}"


def get_place_named(course_id: UUID, name: PersonName) -> Enrollment:
    """Return the place of a named person in a course, with the person. Raises PersonNotFound."""
    found = find_places_named(course_id, [name]).get(name)
    if found is None:
        raise PersonNotFound
    return found


def find_places_named(
    course_id: UUID, names: Collection[PersonName]
) -> dict[PersonName, Enrollment]:
    """Return the places of those of the named people who are in the course.

    A query for each way of naming that occurs, however many people are named.
    """
    by_external = _in_batches(
        course_id, "external_id", {name.external_id for name in names if name.external_id}
    )
    by_username = _in_batches(
        course_id,
        "user__username_key",
        {username_key(name.username) for name in names if name.username},
    )
    by_id = _in_batches(
        course_id, "user__public_id", {name.user_id for name in names if name.user_id}
    )
    places: dict[object, Enrollment] = {
        **{("external_id", place.external_id): place for place in by_external},
        **{("username", place.user.username_key): place for place in by_username},
        **{("user_id", place.user.public_id): place for place in by_id},
    }
    found = {name: places.get(_key(name)) for name in names}
    return {name: place for name, place in found.items() if place is not None}


def _key(name: PersonName) -> tuple[str, object]:
    if name.external_id:
        return "external_id", name.external_id
    if name.username:
        return "username", username_key(name.username)
    return "user_id", name.user_id


def _in_batches(course_id: UUID, column: str, values: Iterable[object]) -> list[Enrollment]:
    listed = list(values)
    rows: list[Enrollment] = []
    for at in range(0, len(listed), _BATCH):
        rows += _places(course_id).filter(**{f"{column}__in": listed[at : at + _BATCH]})
    return rows


def _places(course_id: UUID) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(course=course_id).select_related("user")
