"""Groups of a course: made, renamed, deleted, filled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from examcenter.accounts.names import clean_name
from examcenter.courses.errors import ExternalIdTaken, GroupInUse, GroupNameTaken, GroupNotFound
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.signals import tell_roster_changed
from examcenter.exams import audit

_BATCH = 5000
# A program is in no group.
_IN_GROUPS = (Role.STUDENT, Role.ASSISTANT, Role.TEACHER, Role.OWNER)


def get_group(actor: Enrollment, group_id: UUID) -> Group:
    """Return a group of the actor's course. Raises GroupNotFound."""
    group = Group.objects.filter(course=actor.course_id, pk=group_id).first()
    if group is None:
        raise GroupNotFound
    return group


def make_group(*, actor: Enrollment, name: str, now: datetime, external_id: str = "") -> Group:
    """Add a group without members. Raises GroupNameTaken, ExternalIdTaken."""
    with transaction.atomic():
        name = _free_name(actor, name, None)
        _check_external_id(actor, external_id, None)
        group = Group.objects.create(
            course_id=actor.course_id, name=name, external_id=external_id, updated_at=now
        )
        _tell(actor, now, "group-made", group, {"name": name})
    return group


def change_group(
    *, actor: Enrollment, group_id: UUID, name: str, member_ids: Iterable[UUID], now: datetime
) -> Group:
    """Give a group a name and exactly these members.

    Raises GroupNotFound, GroupNameTaken.
    """
    with transaction.atomic():
        rename_group(actor=actor, group_id=group_id, name=name, now=now)
        return fill_group(actor=actor, group_id=group_id, member_ids=member_ids, now=now)


def rename_group(
    *,
    actor: Enrollment,
    group_id: UUID,
    now: datetime,
    name: str | None = None,
    external_id: str | None = None,
) -> Group:
    """Give a group another name, or another id of another system.

    Raises GroupNotFound, GroupNameTaken, ExternalIdTaken.
    """
    with transaction.atomic():
        group = get_group(actor, group_id)
        before = group.name, group.external_id
        if name is not None:
            group.name = _free_name(actor, name, group)
        if external_id is not None:
            _check_external_id(actor, external_id, group)
            group.external_id = external_id
        if (group.name, group.external_id) != before:
            group.updated_at = now
            group.save(update_fields=["name", "external_id", "updated_at"])
        if group.name != before[0]:
            _tell(actor, now, "group-renamed", group, {"before": before[0], "after": group.name})
    return group


def fill_group(
    *, actor: Enrollment, group_id: UUID, member_ids: Iterable[UUID], now: datetime
) -> Group:
    """Give a group exactly these members. Raises GroupNotFound."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=actor.course_id)
        group = get_group(actor, group_id)
        had = set(group.members.values_list("pk", flat=True))
        wanted = set(member_ids)
        everybody = Enrollment.objects.filter(course=actor.course_id).filter(role__in=_IN_GROUPS)
        has = wanted & set(everybody.values_list("pk", flat=True))
        if has != had:
            _swap(group, has - had, had - has)
            _touch(actor, now, group, has ^ had)
            _tell(
                actor,
                now,
                "group-filled",
                group,
                {"joined": _ids(has - had), "left": _ids(had - has)},
            )
    return group


def _swap(group: Group, joining: set[UUID], leaving: set[UUID]) -> None:
    through = Group.members.through
    through.objects.bulk_create(
        (through(group_id=group.pk, enrollment_id=pk) for pk in joining), batch_size=_BATCH
    )
    left = list(leaving)
    for at in range(0, len(left), _BATCH):
        through.objects.filter(group=group, enrollment__in=left[at : at + _BATCH]).delete()


def delete_group(*, actor: Enrollment, group_id: UUID, now: datetime) -> Group:
    """Delete a group; its people stay in the course. Raises GroupNotFound, GroupInUse."""
    with transaction.atomic():
        group = get_group(actor, group_id)
        # What was granted explains what was scored; also when it was taken back.
        if group.accommodations.exists():
            raise GroupInUse(group.name)
        _tell(
            actor,
            now,
            "group-deleted",
            group,
            {"name": group.name, "members": _ids(group.members.values_list("pk", flat=True))},
        )
        _touch(actor, now, group, group.members.values_list("pk", flat=True))
        group.delete()
    return group


def _touch(actor: Enrollment, now: datetime, group: Group, place_ids: Iterable[UUID]) -> None:
    """Mark a group and the places that came or went as changed."""
    ids = list(place_ids)
    Group.objects.filter(pk=group.pk).update(updated_at=now)
    for at in range(0, len(ids), _BATCH):
        Enrollment.objects.filter(pk__in=ids[at : at + _BATCH]).update(updated_at=now)
    tell_roster_changed(course_id=actor.course_id, now=now, changed=len(ids))


def _check_external_id(actor: Enrollment, external_id: str, group: Group | None) -> None:
    if not external_id:
        return
    others = Group.objects.filter(course=actor.course_id, external_id=external_id)
    if group is not None:
        others = others.exclude(pk=group.pk)
    if others.exists():
        raise ExternalIdTaken(external_id)


def _free_name(actor: Enrollment, name: str, group: Group | None) -> str:
    """Return the name on one line, while nobody else names a group of the course.

    Names that differ by capitals only are one: a list of people could not tell them apart.
    """
    Course.objects.select_for_update().get(pk=actor.course_id)
    name = clean_name(name)[:80]
    others = Group.objects.filter(course=actor.course_id)
    if group is not None:
        others = others.exclude(pk=group.pk)
    if name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise GroupNameTaken(name)
    return name


def _tell(
    actor: Enrollment, now: datetime, action: str, group: Group, data: dict[str, Any]
) -> None:
    audit.record(
        action=action,
        course=actor.course,
        actor=actor.user,
        now=now,
        data={"group": str(group.pk), **data},
    )


def _ids(keys: Iterable[UUID]) -> list[str]:
    return sorted(str(key) for key in keys)
