"""Grades, marks set by hand, decisions for everybody, and statistics."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.inputs import NumberField, StrictSerializer
from examcenter.api.serializers.moments import MomentField
from examcenter.exams.models import Slot

_LONGEST_REASON = 300


class GradesQuery(StrictSerializer):
    """Which grades are asked for."""

    updated_since = MomentField(
        required=False,
        help_text="Only grades that have changed at this moment or later, in the order of their "
        "changes. Go on with the newest updated_at that you have seen: nothing is lost, and a row "
        "may come again.",
    )
    student = serializers.CharField(
        required=False,
        max_length=220,
        help_text="A UUID, `external:` with the id that the LMS uses, or `username:` with a name.",
    )


class GradeOutput(serializers.Serializer[Any]):
    """What one student reached in an exam; numbers stand for names where it is marked so."""

    exam_id = serializers.UUIDField()
    user_id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    external_id = serializers.CharField(allow_blank=True, help_text="The id that the LMS uses.")
    n_attempts = serializers.IntegerField()
    attempt_id = serializers.UUIDField(allow_null=True, help_text="The attempt that counts.")
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    points = serializers.FloatField(allow_null=True, min_value=0)
    points_possible = serializers.FloatField(min_value=0)
    bonus_points = serializers.FloatField(help_text="Given or taken by hand; part of the score.")
    finished_at = serializers.DateTimeField(allow_null=True)
    is_pending = serializers.BooleanField(help_text="Code waits for a verdict; it may rise.")
    is_adjusted = serializers.BooleanField(help_text="A mark of a question was set by hand.")
    is_released = serializers.BooleanField(help_text="Who has finished sees the score.")
    updated_at = serializers.DateTimeField(
        allow_null=True, help_text="Moves with every change of the row; null without an attempt."
    )


class AdjustmentInput(StrictSerializer):
    """Points in place of the marked ones; the student reads why."""

    points = NumberField(min_value=0, max_value=10_000)
    reason = serializers.CharField(max_length=_LONGEST_REASON)


class CommentInput(StrictSerializer):
    """What the student reads about a response; empty takes it away."""

    comment = serializers.CharField(max_length=4000, allow_blank=True)


class AdjustedMarkOutput(serializers.Serializer[Any]):
    """How one question of an attempt is marked."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    points_possible = serializers.FloatField()
    marked_score = serializers.FloatField(
        allow_null=True, min_value=0, max_value=1, help_text="As it was computed."
    )
    adjusted_score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    points = serializers.FloatField(allow_null=True, help_text="That count now.")
    reason = serializers.CharField(allow_blank=True)
    comment = serializers.CharField(allow_blank=True)


class BonusInput(StrictSerializer):
    """Points for an attempt as a whole, given or taken; 0 takes back what was given."""

    points = NumberField(min_value=-1000, max_value=1000)
    reason = serializers.CharField(max_length=_LONGEST_REASON)


class BonusOutput(serializers.Serializer[Any]):
    """Points that were given or taken for an attempt as a whole."""

    points = serializers.FloatField()
    reason = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(min_value=0, max_value=1, help_text="Of the attempt.")


class RegradeInput(StrictSerializer):
    """A decision about a question for everybody."""

    question = serializers.IntegerField(
        min_value=1, max_value=10_000, help_text="Its number in the exam's definition."
    )
    ruling = serializers.ChoiceField(choices=Slot.Ruling.choices, allow_blank=True)
    reason = serializers.CharField(max_length=_LONGEST_REASON)
    is_preview = serializers.BooleanField(
        required=False, default=False, help_text="Only tell what it would change."
    )


class RegradeOutput(serializers.Serializer[Any]):
    """What was decided about a question."""

    question = serializers.IntegerField()
    title = serializers.CharField()
    points = serializers.FloatField()
    ruling = serializers.ChoiceField(choices=Slot.Ruling.choices, allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class RegradeEffectOutput(RegradeOutput):
    """What a decision changes, or has changed."""

    is_preview = serializers.BooleanField()
    n_changed = serializers.IntegerField(help_text="Attempts whose score is another.")
    n_raised = serializers.IntegerField()
    n_lowered = serializers.IntegerField()
    mean_before = serializers.FloatField(
        allow_null=True, help_text="Mean score of those that change."
    )
    mean_after = serializers.FloatField(allow_null=True)


class MistakeOutput(serializers.Serializer[Any]):
    """A named mistake, and how many students seem to have made it."""

    id = serializers.CharField()
    title = serializers.CharField()
    n = serializers.IntegerField()


class QuestionStatisticsOutput(serializers.Serializer[Any]):
    """How a question of an exam was answered."""

    question = serializers.IntegerField(source="number")
    title = serializers.CharField()
    points = serializers.FloatField()
    ruling = serializers.ChoiceField(choices=Slot.Ruling.choices, allow_blank=True)
    n = serializers.IntegerField(help_text="Students with a mark for it.")
    mean_score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    discrimination = serializers.FloatField(
        allow_null=True,
        min_value=-1,
        max_value=1,
        help_text="Correlation with the points of all other questions; null with fewer than ten "
        "students, or where all scored alike.",
    )
    mistakes = MistakeOutput(many=True, help_text="The commonest first, at most five.")


class StatisticsOutput(serializers.Serializer[Any]):
    """How an exam went; of each student the attempt that counts."""

    n_students = serializers.IntegerField()
    n_started = serializers.IntegerField()
    n_counted = serializers.IntegerField(help_text="Students with an attempt that counts.")
    mean_score = serializers.FloatField(allow_null=True)
    median_score = serializers.FloatField(allow_null=True)
    standard_deviation = serializers.FloatField(allow_null=True)
    questions = QuestionStatisticsOutput(many=True)
