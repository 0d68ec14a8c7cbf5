"""Changing one person's place in a course: role, groups, removal and its undoing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.courses.errors import NothingToUndo, PersonNotFound, RoleNotYours
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roles import Role, may_give, require_may_change
from examcenter.courses.services.departures import come_back, note_departures
from examcenter.courses.signals import tell_roster_changed
from examcenter.exams import audit

UNDO_LASTS = timedelta(hours=1)


def get_place(actor: Enrollment, place_id: UUID) -> Enrollment:
    """Return a place in the actor's course, with its person. Raises PersonNotFound."""
    place = (
        Enrollment.objects.filter(course=actor.course_id, pk=place_id)
        .select_related("user", "course")
        .first()
    )
    if place is None:
        raise PersonNotFound
    return place


def change_place(
    *, actor: Enrollment, place_id: UUID, role: str, group_ids: Iterable[UUID], now: datetime
) -> Enrollment:
    """Give a person a role and exactly these groups of the course.

    Raises PersonNotFound, RoleNotYours, OwnPlace, LastOwner.
    """
    with transaction.atomic():
        place = _lock(actor, place_id)
        before = place.role
        require_may_change(actor, place, role)
        groups = list(Group.objects.filter(course=actor.course_id, pk__in=list(group_ids)))
        had = set(place.groups.values_list("pk", flat=True))
        place.groups.set(groups)
        has = {group.pk for group in groups}
        if role != before or has != had:
            place.role, place.updated_at = role, now
            place.save(update_fields=["role", "updated_at"])
            tell_roster_changed(course_id=place.course_id, now=now, changed=1)
        if role != before:
            _tell(actor, now, "role-changed", place, {"before": before, "after": role})
        if has != had:
            data = {"joined": _ids(has - had), "left": _ids(had - has)}
            _tell(actor, now, "groups-changed", place, data)
    return place


def remove_place(*, actor: Enrollment, place_id: UUID, now: datetime) -> dict[str, Any]:
    """Take a person out of the course; return what undoes it. Their attempts stay.

    Raises PersonNotFound, RoleNotYours, LastOwner.
    """
    with transaction.atomic():
        place = _lock(actor, place_id)
        require_may_change(actor, place, None)
        undo = {
            "course": str(place.course_id),
            "user": place.user_id,
            "name": place.user.display_name,
            "role": place.role,
            "groups": _ids(place.groups.values_list("pk", flat=True)),
            "made_account": place.made_account,
            "removed_at": now.isoformat(),
        }
        _tell(actor, now, "person-removed", place, {"role": place.role})
        note_departures([place], now)
        place.delete()
        tell_roster_changed(course_id=actor.course_id, now=now, removed=1)
    return undo


def restore_place(*, actor: Enrollment, undo: dict[str, Any], now: datetime) -> Enrollment:
    """Put a removed person back with the role and the groups that they had.

    Raises NothingToUndo, RoleNotYours.
    """
    is_ours = undo.get("course") == str(actor.course_id)
    if not is_ours or now - datetime.fromisoformat(undo["removed_at"]) > UNDO_LASTS:
        raise NothingToUndo
    if not may_give(actor, undo["role"]):
        raise RoleNotYours(_("Only owners of the course may bring an owner back."))
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=actor.course_id)
        is_back = Enrollment.objects.filter(course=actor.course_id, user=undo["user"]).exists()
        if is_back or not User.objects.filter(pk=undo["user"]).exists():
            raise NothingToUndo
        (place,) = come_back(
            [Enrollment(course_id=actor.course_id, user_id=undo["user"], role=undo["role"])], now
        )
        place.made_account = undo["made_account"]
        place.save(force_insert=True)
        # A group may be gone by now.
        place.groups.set(Group.objects.filter(course=actor.course_id, pk__in=undo["groups"]))
        _tell(actor, now, "person-restored", place, {"role": place.role})
        tell_roster_changed(course_id=actor.course_id, now=now, added=1)
    return place


def set_role(
    *, course: Course, user_id: int, role: Role, now: datetime, actor: Enrollment | None = None
) -> Enrollment:
    """Put somebody into a course in a role, whoever asks: for commands and new courses."""
    with transaction.atomic():
        place, _ = Enrollment.objects.update_or_create(
            course=course, user_id=user_id, defaults={"role": role, "updated_at": now}
        )
        audit.record(
            action="role-changed",
            course=course,
            actor=actor.user if actor else None,
            now=now,
            data={"enrollment": str(place.pk), "after": role.value},
        )
        tell_roster_changed(course_id=course.pk, now=now, changed=1)
    return place


def _lock(actor: Enrollment, place_id: UUID) -> Enrollment:
    """Return a place while nobody else changes the course's people."""
    Course.objects.select_for_update().get(pk=actor.course_id)
    return get_place(actor, place_id)


def _tell(
    actor: Enrollment, now: datetime, action: str, place: Enrollment, data: dict[str, Any]
) -> None:
    audit.record(
        action=action,
        course=place.course,
        actor=actor.user,
        now=now,
        data={"enrollment": str(place.pk), "user": str(place.user.public_id), **data},
    )


def _ids(keys: Iterable[UUID]) -> list[str]:
    return sorted(str(key) for key in keys)
