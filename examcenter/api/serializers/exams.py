"""Exams and their grades."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.exams.models import Exam


class ExamOutput(serializers.Serializer[Any]):
    """An exam and its rules as they hold for the person who asks."""

    id = serializers.UUIDField(source="exam.id")
    course = serializers.UUIDField(source="exam.course_id")
    title = serializers.CharField(source="exam.title")
    slug = serializers.SlugField(source="exam.slug")
    kind = serializers.ChoiceField(source="exam.kind", choices=Exam.Kind.choices)
    intro = serializers.CharField(source="exam.intro", help_text="Markdown.")
    opens_at = serializers.DateTimeField(source="rules.opens_at", allow_null=True)
    closes_at = serializers.DateTimeField(source="rules.closes_at", allow_null=True)
    ends_at = serializers.DateTimeField(
        source="rules.ends_at",
        allow_null=True,
        help_text="Until then answers count, after closing times the late factor.",
    )
    late_factor = serializers.FloatField(source="rules.late_factor", min_value=0, max_value=1)
    time_limit_s = serializers.IntegerField(source="rules.time_limit_s", allow_null=True)
    feedback = serializers.ChoiceField(source="exam.feedback", choices=Exam.Feedback.choices)
    max_tries = serializers.IntegerField(source="rules.max_tries", allow_null=True)
    max_attempts = serializers.IntegerField(source="rules.max_attempts", allow_null=True)
    n_questions = serializers.IntegerField(source="exam.n_questions")
    points = serializers.FloatField(source="exam.points")


class GradeOutput(serializers.Serializer[Any]):
    """What one student reached."""

    user_id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    n_attempts = serializers.IntegerField()
    attempt_id = serializers.UUIDField(allow_null=True, help_text="The attempt that counts.")
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    finished_at = serializers.DateTimeField(allow_null=True)
    is_pending = serializers.BooleanField(help_text="Code waits for a verdict; it may rise.")
