"""Doing what another system's roster says: all its good rows in one transaction, twice is once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from examcenter.accounts.services import call_worker
from examcenter.courses.errors import RosterBusy, RowRefused
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roster.applying import make_accounts
from examcenter.courses.roster.entries import ROLES, Entry, Misread
from examcenter.courses.roster.matching import Meant
from examcenter.courses.roster.reading import Person
from examcenter.courses.roster.syncing import (
    CHANGED,
    CREATED,
    MERGE,
    REFUSED,
    REMOVED,
    SyncLine,
    SyncPlan,
    plan_one,
    plan_sync,
)
from examcenter.courses.services.departures import come_back, note_departures
from examcenter.courses.services.invitations import TASK_NAME
from examcenter.courses.signals import tell_roster_changed
from examcenter.exams import audit

_BATCH = 500
# Two courses that make the same account in the same moment: the second one sees it then.
_MOST_TRIES = 3
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class SyncWish:
    """How a roster is meant; ``roles`` are those that a whole roster speaks about."""

    mode: str = MERGE
    roles: tuple[str, ...] = ROLES
    is_dry_run: bool = False
    with_invitations: bool = False


@dataclass(frozen=True)
class Synced:
    """What a roster did, or would do; ``places`` are those that its rows have now."""

    plan: SyncPlan
    places: dict[int, Enrollment] = field(default_factory=dict)


@dataclass(frozen=True)
class _NewAccount:
    person: Person
    username: str


def sync_roster(
    rows: Sequence[Entry | Misread], *, actor: Enrollment, wish: SyncWish, now: datetime
) -> Synced:
    """Bring the people of the actor's course to what a roster says, and return what came of it.

    Raises
    ------
    RosterBusy
        If other courses made the same accounts again and again.
    """
    if wish.is_dry_run:
        return _show(plan_sync(rows, actor=actor, mode=wish.mode, roles=wish.roles))
    for _ in range(_MOST_TRIES):
        try:
            with transaction.atomic():
                # One roster at a time for a course.
                Course.objects.select_for_update().get(pk=actor.course_id)
                plan = plan_sync(rows, actor=actor, mode=wish.mode, roles=wish.roles)
                return _write(plan, actor, wish, now)
        except IntegrityError:
            continue
    raise RosterBusy


def put_person(
    entry: Entry, *, actor: Enrollment, now: datetime, meant: Meant | None = None
) -> tuple[Enrollment, bool]:
    """Bring one person to what a row says; return the place and whether it is new.

    Raises
    ------
    RowRefused, RoleNotYours, OwnPlace, LastOwner, ExternalIdTaken, RosterBusy
    """
    try:
        with transaction.atomic():
            Course.objects.select_for_update().get(pk=actor.course_id)
            plan = plan_one(entry, actor=actor, meant=meant)
            (line,) = plan.lines
            if line.outcome == REFUSED:
                raise RowRefused(line.why, line.steps)
            synced = _write(plan, actor, SyncWish(), now)
    except IntegrityError:
        raise RosterBusy from None
    return synced.places[entry.row], line.outcome == CREATED


def _show(plan: SyncPlan) -> Synced:
    places = {line.row: line.place for line in plan.lines if line.row is not None and line.place}
    return Synced(plan, places)


def _write(plan: SyncPlan, actor: Enrollment, wish: SyncWish, now: datetime) -> Synced:
    created, changed = plan.with_outcome(CREATED), plan.with_outcome(CHANGED)
    removed = [line.place for line in plan.with_outcome(REMOVED) if line.place is not None]
    before = {line.place.pk: line.place.role for line in changed if line.place is not None}
    _take_out(removed, now)
    places = _show(plan).places | _add(created, actor, wish, now)
    _change(changed, now)
    _move(plan, [*created, *changed], places, actor, now)
    _record(plan, places, before, actor, now)
    tell_roster_changed(
        course_id=actor.course_id,
        now=now,
        added=len(created),
        changed=len(changed),
        removed=len(removed),
    )
    return Synced(plan, places)


def _take_out(places: Sequence[Enrollment], now: datetime) -> None:
    note_departures(places, now)
    for batch in _batches(places):
        Enrollment.objects.filter(pk__in=[place.pk for place in batch]).delete()


def _add(
    lines: Sequence[SyncLine], actor: Enrollment, wish: SyncWish, now: datetime
) -> dict[int, Enrollment]:
    """Make accounts and places; return the places by their rows."""
    new = [line for line in lines if line.user is None and line.entry is not None]
    accounts = make_accounts(
        _NewAccount(_person_of(line.entry), line.username) for line in new if line.entry
    )
    users = {line.row: user for line, user in zip(new, accounts, strict=True)}
    places = []
    for line in lines:
        assert line.entry is not None, "who is created has a row"
        user = line.user or users[line.row]
        is_asked = wish.with_invitations and line.user is None
        places.append(
            Enrollment(
                course_id=actor.course_id,
                user=user,
                role=line.role,
                external_id=line.entry.external_id,
                made_account=line.user is None,
                invite_asked_at=now if is_asked else None,
            )
        )
    Enrollment.objects.bulk_create(come_back(places, now), batch_size=_BATCH)
    if wish.with_invitations and new and settings.HAS_MAIL:
        transaction.on_commit(lambda: call_worker(TASK_NAME))
    return {
        line.row: place for line, place in zip(lines, places, strict=True) if line.row is not None
    }


def _person_of(entry: Entry) -> Person:
    return Person(
        entry.row, entry.first_name, entry.last_name, entry.email, entry.username, (), entry.role
    )


def _change(lines: Sequence[SyncLine], now: datetime) -> None:
    places = []
    for line in lines:
        if line.place is None or line.entry is None:
            continue
        line.place.role, line.place.updated_at = line.role, now
        line.place.external_id = line.entry.external_id
        places.append(line.place)
    Enrollment.objects.bulk_update(places, ["role", "external_id", "updated_at"], batch_size=_BATCH)


def _move(
    plan: SyncPlan,
    lines: Sequence[SyncLine],
    places: dict[int, Enrollment],
    actor: Enrollment,
    now: datetime,
) -> None:
    """Put people into groups and take them out."""
    made = [
        Group(course_id=actor.course_id, name=name, updated_at=now)
        for name in plan.groups_made.values()
    ]
    Group.objects.bulk_create(made, batch_size=_BATCH)
    groups = {group.name.casefold(): group.pk for group in (*plan.known.groups, *made)}
    through = Group.members.through
    joins = [
        through(group_id=groups[name], enrollment_id=places[line.row].pk)
        for line in lines
        if line.row is not None
        for name in line.joins
    ]
    through.objects.bulk_create(joins, batch_size=_BATCH, ignore_conflicts=True)
    leaving: dict[UUID, list[UUID]] = {}
    for line in lines:
        for group_id in line.leaves:
            if line.place is not None:
                leaving.setdefault(group_id, []).append(line.place.pk)
    for group_id, place_ids in leaving.items():
        for batch in _batches(place_ids):
            through.objects.filter(group=group_id, enrollment__in=batch).delete()
    touched = {row.group_id for row in joins} | set(leaving)
    Group.objects.filter(pk__in=touched).update(updated_at=now)


def _record(
    plan: SyncPlan,
    places: dict[int, Enrollment],
    before: dict[UUID, str],
    actor: Enrollment,
    now: datetime,
) -> None:
    """Tell the audit log in lists: a roster of thousands is a few entries, not thousands."""
    lists: dict[tuple[str, str], list[str]] = {}
    for line in plan.with_outcome(CREATED):
        if line.row is not None:
            lists.setdefault(("people-added", line.role), []).append(str(places[line.row].pk))
    for line in plan.with_outcome(CHANGED):
        if line.place is not None and before[line.place.pk] != line.role:
            lists.setdefault(("role-changed", line.role), []).append(str(line.place.pk))
    for line in plan.with_outcome(REMOVED):
        if line.place is not None:
            lists.setdefault(("person-removed", line.place.role), []).append(str(line.place.pk))
    for (action, role), ids in lists.items():
        for batch in _batches(ids):
            _tell(actor, now, action, {"role": role, "enrollments": list(batch)})
    if plan.groups_made:
        _tell(actor, now, "groups-made", {"names": list(plan.groups_made.values())})


def _tell(actor: Enrollment, now: datetime, action: str, data: dict[str, Any]) -> None:
    audit.record(action=action, course=actor.course, actor=actor.user, now=now, data=data)


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for at in range(0, len(items), _BATCH):
        yield items[at : at + _BATCH]
