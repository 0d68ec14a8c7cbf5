"""Groups of a course: made, renamed, deleted, filled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from examcenter.accounts.names import clean_name
from examcenter.courses.errors import GroupInUse, GroupNameTaken, GroupNotFound
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.exams import audit


def get_group(actor: Enrollment, group_id: UUID) -> Group:
    """Return a group of the actor's course. Raises GroupNotFound."""
    group = Group.objects.filter(course=actor.course_id, pk=group_id).first()
    if group is None:
        raise GroupNotFound
    return group


def make_group(*, actor: Enrollment, name: str, now: datetime) -> Group:
    """Add a group without members. Raises GroupNameTaken."""
    with transaction.atomic():
        name = _free_name(actor, name, None)
        group = Group.objects.create(course_id=actor.course_id, name=name)
        _tell(actor, now, "group-made", group, {"name": name})
    return group


def change_group(
    *, actor: Enrollment, group_id: UUID, name: str, member_ids: Iterable[UUID], now: datetime
) -> Group:
    """Give a group a name and exactly these members.

    Raises GroupNotFound, GroupNameTaken.
    """
    with transaction.atomic():
        group = get_group(actor, group_id)
        before = group.name
        group.name = _free_name(actor, name, group)
        if group.name != before:
            group.save(update_fields=["name"])
            _tell(actor, now, "group-renamed", group, {"before": before, "after": group.name})
        had = set(group.members.values_list("pk", flat=True))
        members = Enrollment.objects.filter(course=actor.course_id, pk__in=list(member_ids))
        has = set(members.values_list("pk", flat=True))
        if has != had:
            group.members.set(members)
            _tell(
                actor,
                now,
                "group-filled",
                group,
                {"joined": _ids(has - had), "left": _ids(had - has)},
            )
    return group


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
        group.delete()
    return group


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
