"""Courses in and out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from examcenter.accounts.names import clean_name
from examcenter.api.filters import ChangesQuery
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.courses.forms import time_zones
from examcenter.courses.models import LONGEST_EXTERNAL_ID, Enrollment


class CourseOutput(serializers.Serializer[Any]):
    """A course as one of its people sees it."""

    id = serializers.UUIDField(source="course.id")
    title = serializers.CharField(source="course.title")
    slug = serializers.SlugField(source="course.slug")
    term = serializers.CharField(source="course.term", allow_blank=True)
    starts_on = serializers.DateField(source="course.starts_on", allow_null=True)
    ends_on = serializers.DateField(source="course.ends_on", allow_null=True)
    time_zone = serializers.CharField(source="course.time_zone")
    external_id = serializers.CharField(
        source="course.external_id", allow_blank=True, help_text="What the LMS calls the course."
    )
    archived_at = serializers.DateTimeField(source="course.archived_at", allow_null=True)
    created_at = serializers.DateTimeField(source="course.created_at")
    updated_at = serializers.DateTimeField(source="course.updated_at")
    role = serializers.ChoiceField(
        choices=Enrollment.Role.choices, help_text="The role of who asks."
    )


class PersonOutput(serializers.Serializer[Any]):
    """A person."""

    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField()
    name = serializers.CharField(source="display_name")


class CoursesQuery(ChangesQuery):
    """Which courses are wanted."""

    term = serializers.CharField(max_length=80, required=False, help_text="Exactly this term.")
    archived = serializers.BooleanField(
        required=False, help_text="Only those put away, or only the others; all unless told."
    )
    external_id = serializers.CharField(max_length=LONGEST_EXTERNAL_ID, required=False)


class LineField(serializers.CharField):
    """A line of text without signs that cannot be seen."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text on one line."""
        line = clean_name(super().to_internal_value(data))
        if not line and not self.allow_blank:
            self.fail("blank")
        return line


class TimeZoneField(serializers.CharField):
    """A time zone by its name."""

    def to_internal_value(self, data: Any) -> str:
        """Return the name of a zone that is known."""
        name = super().to_internal_value(data)
        if name not in dict(time_zones()):
            raise serializers.ValidationError(
                f"Found {name[:60]!r}, expected a zone such as Europe/Berlin, or UTC."
            )
        return name


class _CourseFactsInput(StrictSerializer):
    """What can be said of a course."""

    term = LineField(max_length=80, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    time_zone = TimeZoneField(
        max_length=64, required=False, help_text="Such as Europe/Berlin; UTC unless told."
    )
    external_id = serializers.CharField(
        max_length=LONGEST_EXTERNAL_ID,
        required=False,
        allow_blank=True,
        help_text="What the LMS calls the course; no two courses have the same.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a term that ends before it starts."""
        first, last = attrs.get("starts_on"), attrs.get("ends_on")
        if first and last and last < first:
            raise serializers.ValidationError({"ends_on": ["The last day is before the first."]})
        return attrs


class OwnerInput(StrictSerializer):
    """The person who owns a course that a program makes."""

    external_id = serializers.CharField(max_length=LONGEST_EXTERNAL_ID, required=False)
    username = serializers.CharField(max_length=150, required=False)
    email = serializers.CharField(max_length=254, required=False)
    given_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=150, required=False, allow_blank=True)


class CourseInput(_CourseFactsInput):
    """A new course."""

    title = LineField(max_length=200)
    owner = OwnerInput(
        required=False,
        help_text="For programs, which own nothing: who owns the course. People own what they "
        "make, and leave it out.",
    )


class CourseChangeInput(_CourseFactsInput):
    """What changes of a course; what is left out stays."""

    title = LineField(max_length=200, required=False)


class CourseCopyInput(_CourseFactsInput):
    """The next term of a course; title and time zone are those of this one unless told."""

    title = LineField(max_length=200, required=False)
    with_staff = serializers.BooleanField(
        default=True, help_text="Take over owners, teachers and assistants."
    )
    with_groups = serializers.BooleanField(default=True, help_text="Take over names of groups.")
    with_exams = serializers.BooleanField(
        default=True,
        help_text="Take over exams as drafts; times move with the first day of the term.",
    )


COURSE_EXAMPLE = OpenApiExample(
    "A course of one term",
    value={
        "title": "Convolutional networks",
        "term": "Autumn 2026",
        "starts_on": "2026-10-12",
        "ends_on": "2027-02-05",
        "time_zone": "Europe/Berlin",
        "external_id": "sis:CNN-2026A",
    },
    request_only=True,
)
PROGRAM_COURSE_EXAMPLE = OpenApiExample(
    "A course that a program makes for somebody",
    value={
        "title": "Convolutional networks",
        "term": "Autumn 2026",
        "external_id": "sis:CNN-2026B",
        "owner": {
            "external_id": "sis:4711",
            "email": "tess@example.org",
            "given_name": "Tess",
            "family_name": "Teacher",
        },
    },
    request_only=True,
)
CHANGE_EXAMPLE = OpenApiExample(
    "Another title and the id of the LMS",
    value={"title": "Convolutional networks I", "external_id": "sis:CNN-2026A"},
    request_only=True,
)
COPY_EXAMPLE = OpenApiExample(
    "The next term",
    value={
        "term": "Spring 2027",
        "starts_on": "2027-04-12",
        "ends_on": "2027-07-16",
        "external_id": "sis:CNN-2027S",
    },
    request_only=True,
)
