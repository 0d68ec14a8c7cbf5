"""Courses and the people in them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.courses.models import Enrollment


class CourseOutput(serializers.Serializer[Any]):
    """A course as one of its people sees it."""

    id = serializers.UUIDField(source="course.id")
    title = serializers.CharField(source="course.title")
    slug = serializers.SlugField(source="course.slug")
    term = serializers.CharField(source="course.term")
    role = serializers.ChoiceField(
        choices=Enrollment.Role.choices, help_text="The role of who asks."
    )


class PersonOutput(serializers.Serializer[Any]):
    """A person."""

    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField()
    name = serializers.CharField(source="display_name")


class EnrollmentOutput(serializers.Serializer[Any]):
    """A person's place in a course."""

    id = serializers.UUIDField()
    user = PersonOutput()
    role = serializers.ChoiceField(choices=Enrollment.Role.choices)
    created_at = serializers.DateTimeField()
