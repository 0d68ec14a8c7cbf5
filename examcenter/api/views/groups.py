"""The groups of a course, and who is in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers import groups as shapes
from examcenter.api.serializers.enrollments import EnrollmentOutput
from examcenter.api.serializers.groups import GroupOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.api.views.courses import teaching_place
from examcenter.api.views.enrollments import MAX_PEOPLE, MAX_ROSTER_BYTES, with_people
from examcenter.courses.errors import GroupNotFound
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.naming import PersonName, find_places_named
from examcenter.courses.services import groups as services


def _groups(actor: Enrollment) -> QuerySet[Group]:
    return Group.objects.filter(course=actor.course_id).annotate(n_members=Count("members"))


def show_group(actor: Enrollment, group_id: UUID) -> dict[str, Any]:
    """Return a group as it is shown. Raises GroupNotFound."""
    group = _groups(actor).filter(pk=group_id).first()
    if group is None:
        raise GroupNotFound
    return dict(GroupOutput(group).data)


class Groups(ApiView):
    """The groups of a course."""

    @describe_list(
        "list_groups",
        "List the groups of a course (teachers)",
        GroupOutput,
        problems=(403, 404),
        scope="roster:read",
        query=shapes.GroupsQuery,
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return the groups of a course with the numbers of their members."""
        wanted = self.query(shapes.GroupsQuery)
        rows = _groups(teaching_place(self, course_id))
        if "external_id" in wanted:
            rows = rows.filter(external_id=wanted["external_id"])
        if "updated_since" not in wanted:
            return self.page(rows, GroupOutput)
        rows = rows.filter(updated_at__gte=wanted["updated_since"])
        return self.page(rows, GroupOutput, order=("updated_at",))

    @describe(
        "create_group",
        "Make a group (teachers)",
        request=shapes.GroupInput,
        responses={201: GroupOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="roster:write",
        examples=[shapes.GROUP_EXAMPLE],
    )
    def post(self, request: Request, course_id: UUID) -> Response:
        """Make a group without members; names that differ by capitals only are one."""
        actor = teaching_place(self, course_id)
        values = self.read(shapes.GroupInput)
        group = services.make_group(actor=actor, now=timezone.now(), **values)
        return Response(
            show_group(actor, group.pk),
            status=201,
            headers={"Location": reverse("api:group", args=[course_id, group.pk])},
        )


class GroupDetail(ApiView):
    """One group."""

    @describe(
        "read_group",
        "Read a group (teachers)",
        responses={200: GroupOutput},
        problems=(403, 404),
        scope="roster:read",
    )
    def get(self, request: Request, course_id: UUID, group_id: UUID) -> Response:
        """Return a group of the course."""
        return Response(show_group(teaching_place(self, course_id), group_id))

    @describe(
        "change_group",
        "Rename a group (teachers)",
        request=shapes.GroupChangeInput,
        responses={200: GroupOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="roster:write",
        match=True,
        examples=[shapes.RENAME_EXAMPLE],
    )
    def patch(self, request: Request, course_id: UUID, group_id: UUID) -> Response:
        """Change the name or the external id of a group; its members stay."""
        actor = teaching_place(self, course_id)
        self.require_match(show_group(actor, group_id))
        values = self.read(shapes.GroupChangeInput)
        services.rename_group(actor=actor, group_id=group_id, now=timezone.now(), **values)
        return Response(show_group(actor, group_id))

    @describe(
        "delete_group",
        "Delete a group (teachers)",
        responses={204: None},
        problems=(403, 404, 409),
        scope="roster:write",
        match=True,
    )
    def delete(self, request: Request, course_id: UUID, group_id: UUID) -> Response:
        """Delete a group; its people stay. One that accommodations were granted to stays, too."""
        actor = teaching_place(self, course_id)
        self.require_match(show_group(actor, group_id))
        services.delete_group(actor=actor, group_id=group_id, now=timezone.now())
        return Response(status=204)


class GroupMembers(ApiView):
    """The people of a group."""

    max_body_bytes = MAX_ROSTER_BYTES

    @describe_list(
        "list_members",
        "List the members of a group (teachers)",
        EnrollmentOutput,
        problems=(403, 404),
        scope="roster:read",
        max_limit=MAX_PEOPLE,
    )
    def get(self, request: Request, course_id: UUID, group_id: UUID) -> Response:
        """Return the people of a group."""
        actor = teaching_place(self, course_id)
        group = services.get_group(actor, group_id)
        return self.page(with_people(Enrollment.objects.filter(groups=group)), EnrollmentOutput)

    @describe(
        "put_members",
        "Say who is in a group (teachers)",
        request=shapes.MembersInput,
        responses={200: GroupOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="roster:write",
        examples=[shapes.MEMBERS_EXAMPLE],
    )
    def put(self, request: Request, course_id: UUID, group_id: UUID) -> Response:
        """Put exactly these people into a group; if one is not in the course, nothing is done."""
        actor = teaching_place(self, course_id)
        services.get_group(actor, group_id)
        names: list[PersonName] = self.read(shapes.MembersInput)["members"]
        places = find_places_named(actor.course_id, names)
        missing = {
            str(at): [f"Nobody in the course has {name}."]
            for at, name in enumerate(names)
            if name not in places
        }
        if missing:
            raise serializers.ValidationError({"members": missing})
        services.fill_group(
            actor=actor,
            group_id=group_id,
            member_ids=[place.pk for place in places.values()],
            now=timezone.now(),
        )
        return Response(show_group(actor, group_id))
