"""Exams and their grades."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.exams.models import Exam


class ExamOutput(serializers.Serializer[Any]):
    """An exam and its rules."""

    id = serializers.UUIDField()
    course = serializers.UUIDField(source="course_id")
    title = serializers.CharField()
    slug = serializers.SlugField()
    kind = serializers.ChoiceField(choices=Exam.Kind.choices)
    intro = serializers.CharField(help_text="Markdown.")
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    time_limit_s = serializers.IntegerField(allow_null=True)
    feedback = serializers.ChoiceField(choices=Exam.Feedback.choices)
    max_tries = serializers.IntegerField(allow_null=True)
    max_attempts = serializers.IntegerField(allow_null=True)
    n_questions = serializers.IntegerField()
    points = serializers.FloatField()


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
