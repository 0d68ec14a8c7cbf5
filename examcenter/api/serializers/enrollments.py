"""People of a course in and out: one by one, and whole rosters."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers

from examcenter.api.filters import ChangesQuery
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.courses.models import LONGEST_EXTERNAL_ID, Enrollment
from examcenter.courses.roster.entries import MOST_GROUPS, MOST_ROWS, ROLES
from examcenter.courses.roster.syncing import MODES, OUTCOMES

ROLE_CHOICES = [(role, role.title()) for role in ROLES]
_GROUPS_WORDS = (
    "Exactly these groups, by name or as `external:` with the id that the LMS uses for a group; "
    "names that the course does not have are made. Left out, groups stay as they are. Nobody "
    "is taken out of a group that accommodations were granted to."
)


class EnrollmentGroupOutput(serializers.Serializer[Any]):
    """A group that somebody is in."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    external_id = serializers.CharField(allow_blank=True)


class MemberOutput(serializers.Serializer[Any]):
    """A person as the teachers of the course know them."""

    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField()
    name = serializers.CharField(source="display_name")
    given_name = serializers.CharField(source="first_name", allow_blank=True)
    family_name = serializers.CharField(source="last_name", allow_blank=True)
    email = serializers.CharField(allow_blank=True)


class EnrollmentOutput(serializers.Serializer[Any]):
    """A person's place in a course."""

    id = serializers.UUIDField()
    external_id = serializers.CharField(
        allow_blank=True, help_text="What the LMS calls the person in this course."
    )
    user = MemberOutput()
    role = serializers.ChoiceField(choices=Enrollment.Role.choices)
    groups = EnrollmentGroupOutput(many=True)
    has_signed_in = serializers.SerializerMethodField(
        help_text="False while nobody has signed in to an account that was made for the person."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField(
        help_text="When role, groups or external id changed; changes of the account do not count."
    )

    def get_has_signed_in(self, place: Enrollment) -> bool:
        """Tell whether the account is its person's own."""
        return not place.user.is_waiting


class EnrollmentsQuery(ChangesQuery):
    """Which people of a course are wanted."""

    role = serializers.ChoiceField(choices=Enrollment.Role.choices, required=False)
    group = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID + len("external:"),
        required=False,
        help_text="The UUID of a group, or `external:` with the id that the LMS uses.",
    )
    external_id = serializers.CharField(max_length=LONGEST_EXTERNAL_ID, required=False)
    username = serializers.CharField(max_length=150, required=False)


class PersonInput(StrictSerializer):
    """A person as the LMS has them."""

    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID,
        help_text="The id of the person in the LMS. It decides who is meant where the course "
        "knows it; else e-mail address and username do.",
    )
    username = serializers.CharField(max_length=150, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    given_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    groups = serializers.ListField(
        child=serializers.CharField(),
        max_length=MOST_GROUPS,
        required=False,
        allow_null=True,
        help_text=_GROUPS_WORDS,
    )


class EnrollmentInput(PersonInput):
    """One person's place, whole; who is meant stands in the address."""

    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID,
        required=False,
        help_text="Gives the person this id; left out, it stays what it is.",
    )


@extend_schema_field(PersonInput(many=True))
class RowsField(serializers.Field[Any, Any, Any, Any]):
    """Rows that are read one by one, so that a bad one is refused by itself."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the rows as they came."""
        if not isinstance(data, list):
            raise serializers.ValidationError("Expected a list of people.")
        if len(data) > MOST_ROWS:
            raise serializers.ValidationError(
                f"Found {len(data):,} people, expected at most {MOST_ROWS:,}; send the rest with "
                "mode merge."
            )
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the rows."""
        return value


class RosterInput(StrictSerializer):
    """People of a course, all or some."""

    mode = serializers.ChoiceField(
        choices=MODES,
        help_text="`merge` adds and changes; `replace` also takes out whom the list does not name.",
    )
    roles = serializers.MultipleChoiceField(
        choices=ROLE_CHOICES,
        required=False,
        allow_empty=False,
        help_text="With `replace`: only people in these roles are taken out; all roles unless "
        "told.",
    )
    dry_run = serializers.BooleanField(
        default=False, help_text="Report what would happen, and do nothing."
    )
    invite = serializers.BooleanField(
        default=False, help_text="Send new people the link to their first password by mail."
    )
    enrollments = RowsField()


class RosterCountsOutput(serializers.Serializer[Any]):
    """How many people came to what."""

    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    removed = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Not in the list, and not taken out: see `reason`.")
    refused = serializers.IntegerField()


class RosterRowOutput(serializers.Serializer[Any]):
    """What became of one row, or of somebody whom the list does not name."""

    pointer = serializers.CharField(
        allow_blank=True,
        help_text="JSON pointer to the row, or to the value that is wrong in it; empty for people "
        "whom the list does not name.",
    )
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    external_id = serializers.CharField(allow_blank=True)
    enrollment = serializers.UUIDField(allow_null=True)
    user = serializers.UUIDField(allow_null=True)
    username = serializers.CharField(allow_blank=True)
    role = serializers.CharField(allow_blank=True)
    notes = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(allow_blank=True, help_text="Why it was refused or kept.")


class RosterReportOutput(serializers.Serializer[Any]):
    """What a roster did, or would do."""

    mode = serializers.ChoiceField(choices=MODES)
    dry_run = serializers.BooleanField()
    counts = RosterCountsOutput()
    rows = RosterRowOutput(many=True)


ROSTER_EXAMPLE = OpenApiExample(
    "A whole roster",
    value={
        "mode": "replace",
        "dry_run": False,
        "enrollments": [
            {
                "external_id": "sis:1001",
                "email": "grace@example.org",
                "given_name": "Grace",
                "family_name": "Hopper",
                "role": "student",
                "groups": ["Monday"],
            },
            {
                "external_id": "sis:1002",
                "username": "alan",
                "given_name": "Alan",
                "family_name": "Turing",
                "role": "assistant",
            },
        ],
    },
    request_only=True,
)
MERGE_EXAMPLE = OpenApiExample(
    "What one new student would come to",
    value={
        "mode": "merge",
        "dry_run": True,
        "enrollments": [{"external_id": "sis:1003", "given_name": "Emmy", "role": "student"}],
    },
    request_only=True,
)
ENROLLMENT_EXAMPLE = OpenApiExample(
    "A student of two groups",
    value={
        "email": "grace@example.org",
        "given_name": "Grace",
        "family_name": "Hopper",
        "role": "student",
        "groups": ["Monday", "Lab 2"],
    },
    request_only=True,
)
