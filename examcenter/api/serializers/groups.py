"""Groups of a course in and out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from examcenter.api.filters import ChangesQuery
from examcenter.api.serializers.courses import LineField
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.people import PersonRef
from examcenter.courses.models import LONGEST_EXTERNAL_ID

MOST_MEMBERS = 10_000


class GroupOutput(serializers.Serializer[Any]):
    """Some people of a course, such as a section or those with more time."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    external_id = serializers.CharField(
        allow_blank=True, help_text="What the LMS calls the group in this course."
    )
    n_members = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class GroupsQuery(ChangesQuery):
    """Which groups are wanted."""

    external_id = serializers.CharField(max_length=LONGEST_EXTERNAL_ID, required=False)


class GroupInput(StrictSerializer):
    """A new group."""

    name = LineField(max_length=80)
    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID, required=False, allow_blank=True
    )


class GroupChangeInput(StrictSerializer):
    """What changes of a group; what is left out stays."""

    name = LineField(max_length=80, required=False)
    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID, required=False, allow_blank=True
    )


class MembersInput(StrictSerializer):
    """Everybody who is in a group."""

    members = serializers.ListField(child=PersonRef(), max_length=MOST_MEMBERS)


GROUP_EXAMPLE = OpenApiExample(
    "A section of the LMS",
    value={"name": "Monday", "external_id": "sis:section-1"},
    request_only=True,
)
RENAME_EXAMPLE = OpenApiExample("Another name", value={"name": "Monday morning"}, request_only=True)
MEMBERS_EXAMPLE = OpenApiExample(
    "Two people",
    value={"members": [{"external_id": "sis:1001"}, {"username": "alan"}]},
    request_only=True,
)
