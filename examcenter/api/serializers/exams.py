"""Exams as lists and their own addresses show them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.moments import MomentField
from examcenter.exams.models import Exam

EXAM_STATES = ("draft", "coming", "open", "closed")


class ExamsQuery(StrictSerializer):
    """Which exams are asked for."""

    course = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Exam.Kind.choices, required=False)
    state = serializers.ChoiceField(
        choices=EXAM_STATES, required=False, help_text="By the exam's own window."
    )
    external_id = serializers.CharField(max_length=200, required=False)
    updated_since = MomentField(
        required=False,
        help_text="Only exams that were changed at this moment or later, the oldest change first. "
        "Changes of a minute before come, too, for they may have been under way.",
    )


class ExamOutput(serializers.Serializer[Any]):
    """An exam and its rules as they hold for the person who asks."""

    id = serializers.UUIDField(source="exam.id")
    course = serializers.UUIDField(source="exam.course_id")
    external_id = serializers.CharField(source="exam.external_id", allow_blank=True)
    title = serializers.CharField(source="exam.title")
    slug = serializers.SlugField(source="exam.slug")
    kind = serializers.ChoiceField(source="exam.kind", choices=Exam.Kind.choices)
    state = serializers.ChoiceField(choices=EXAM_STATES)
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
    released_at = serializers.DateTimeField(
        source="exam.released_at", allow_null=True, help_text="By a teacher."
    )
    updated_at = serializers.DateTimeField(
        source="exam.updated_at", help_text="Moves when rules, questions or the state change."
    )


class ClosingInput(StrictSerializer):
    """Why an exam is closed for everybody."""

    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
