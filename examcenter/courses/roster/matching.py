"""Who is meant by each row of another system's roster; looks everybody up in a few queries.

The external id decides where the course knows it; else the e-mail address and the username do, by
the rules of lists (`planning`): an account is never taken for somebody whom it may not belong to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower

from examcenter.accounts.models import User
from examcenter.accounts.names import username_key
from examcenter.courses.models import Departure, Enrollment, Group
from examcenter.courses.roster.entries import Entry, Misread
from examcenter.courses.roster.usernames import as_username, free_username, names_from

_BATCH = 5000


@dataclass(frozen=True)
class Meant:
    """Who a row means: a place in the course, an account that joins, or nobody known yet."""

    place: Enrollment | None = None
    user: User | None = None


class NotThem(Exception):
    """A row that may mean somebody else than the one it names; ``field`` is what is in doubt."""

    def __init__(self, name: str, why: str) -> None:
        self.field, self.why = name, why
        super().__init__(why)


@dataclass
class Known:
    """What the database knows of everybody in the course and in the rows."""

    course_id: UUID
    places: dict[int, Enrollment] = field(default_factory=dict)
    by_external: dict[str, Enrollment] = field(default_factory=dict)
    left: dict[str, User] = field(default_factory=dict)
    by_address: dict[str, User] = field(default_factory=dict)
    by_username: dict[str, User] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    # The groups of each place, and those that accommodations were granted to.
    groups_of: dict[UUID, set[UUID]] = field(default_factory=dict)
    granted: set[UUID] = field(default_factory=set)

    def whom(self, entry: Entry) -> Meant:
        """Return who a row means. Raises NotThem."""
        place = self.by_external.get(entry.external_id)
        if place is not None:
            return Meant(place, place.user)
        user = self._named(entry)
        left = self.left.get(entry.external_id)
        if left is not None and user is not None and user.pk != left.pk:
            raise NotThem("external_id", "was somebody else's in this course before")
        user = user or left
        place = self.places.get(user.pk) if user is not None else None
        if place is not None and place.external_id:
            why = f"the person is in the course as {place.external_id!r}"
            raise NotThem("external_id", why)
        return Meant(place, user)

    def _named(self, entry: Entry) -> User | None:
        by_address = self.by_address.get(entry.email) if entry.email else None
        by_username = self.by_username.get(username_key(entry.username)) if entry.username else None
        if by_address and by_username and by_address.pk != by_username.pk:
            raise NotThem("username", "the e-mail address and the username are of two people")
        if by_address is None and by_username and entry.email and by_username.email:
            raise NotThem("username", "somebody with another e-mail address has this username")
        user = by_address or by_username
        if user is not None and not user.is_active:
            raise NotThem("email" if by_address else "username", "the account is closed")
        return user

    def hint(self, row: Misread) -> Enrollment | None:
        """Return the place of somebody in the course whom a bad row seems to mean."""
        place = self.by_external.get(row.external_id) if row.external_id else None
        if place is not None:
            return place
        for user in (
            self.by_address.get(row.email) if row.email else None,
            self.by_username.get(username_key(row.username)) if row.username else None,
        ):
            if user is not None and user.pk in self.places:
                return self.places[user.pk]
        return None

    def new_username(self, entry: Entry, met: Container[str]) -> str:
        """Return the username of a new account; those in ``met`` are given already."""
        if entry.username:
            return entry.username
        return free_username(
            candidates_of(entry, self.course_id),
            lambda key: key in self.by_username or key in met,
        )


def candidates_of(entry: Entry, course_id: UUID) -> tuple[str, str]:
    """Return the usernames that a row without one suggests, the better one first."""
    if entry.email:
        return names_from(entry.email)
    # Other courses may call others so; the second name is of this course alone.
    mark = hashlib.sha256(f"{course_id}:{entry.external_id}".encode()).hexdigest()[:10]
    plain = as_username(entry.external_id)[:100] or "person"
    return plain, f"{plain}-{mark}"


def look_up(rows: Sequence[Entry | Misread], course_id: UUID) -> Known:
    """Return what is known of the course and of everybody in the rows: a few queries a batch."""
    known = Known(course_id)
    for place in _places(course_id):
        known.places[place.user_id] = place
        if place.external_id:
            known.by_external[place.external_id] = place
    # Where the external id decides, nobody else is looked for.
    unknown = [row for row in rows if row.external_id not in known.by_external]
    _look_up_accounts(known, unknown)
    missing = {row.external_id for row in unknown}
    for batch in _batches(missing - {""}):
        # The last one who was called so comes last, and counts.
        departures = Departure.objects.filter(course=course_id, external_id__in=batch)
        for departure in departures.select_related("user").order_by("left_at"):
            known.left[departure.external_id] = departure.user
    _look_up_groups(known)
    return known


def _places(course_id: UUID) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(course=course_id).select_related("user")


def _look_up_accounts(known: Known, rows: Iterable[Entry | Misread]) -> None:
    addresses: set[str] = set()
    names: set[str] = set()
    for row in rows:
        if row.email:
            addresses.add(row.email)
        if row.username:
            names.add(username_key(row.username))
        elif isinstance(row, Entry):
            names |= {username_key(name) for name in candidates_of(row, known.course_id)}
    for batch in _batches(addresses):
        found = User.objects.annotate(address=Lower("email")).filter(address__in=batch)
        known.by_address |= {user.email.lower(): user for user in found}
    for batch in _batches(names):
        named = User.objects.filter(username_key__in=batch)
        known.by_username |= {user.username_key: user for user in named}


def _look_up_groups(known: Known) -> None:
    known.groups = list(Group.objects.filter(course=known.course_id))
    members = Group.members.through.objects.filter(group__course=known.course_id)
    for place_id, group_id in members.values_list("enrollment_id", "group_id"):
        known.groups_of.setdefault(place_id, set()).add(group_id)
    known.granted = set(
        Group.objects.filter(course=known.course_id, accommodations__isnull=False).values_list(
            "pk", flat=True
        )
    )


def _batches(values: Iterable[str]) -> Iterable[list[str]]:
    listed = sorted(values)
    for at in range(0, len(listed), _BATCH):
        yield listed[at : at + _BATCH]
