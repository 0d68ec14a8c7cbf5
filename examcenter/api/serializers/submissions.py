"""Code submissions as their owner sees them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

SUBMISSION_STATES = ("queued", "running", "graded")


class SubmissionRowOutput(serializers.Serializer[Any]):
    """A submission in a list; ask for one to see its cases."""

    id = serializers.UUIDField()
    part = serializers.CharField()
    state = serializers.ChoiceField(choices=SUBMISSION_STATES)
    is_final = serializers.BooleanField()
    verdict = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    created_at = serializers.DateTimeField()


class AttemptSubmissionOutput(SubmissionRowOutput):
    """A submission in the list of an attempt."""

    number = serializers.IntegerField(help_text="Of the question.")


class DiagnosisOutput(serializers.Serializer[Any]):
    """A named mistake."""

    id = serializers.CharField()
    title = serializers.CharField()
    explanation = serializers.CharField(help_text="Markdown.")


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}, {"type": "array"}]})
class ArrayField(serializers.JSONField):
    """A cell, or nested rows of cells, one level an axis; a cell that is no number is text."""


class FigureOutput(serializers.Serializer[Any]):
    """A visible case in full."""

    arguments = serializers.DictField(child=ArrayField())
    options = serializers.DictField(child=serializers.IntegerField())
    expected = ArrayField()
    got = ArrayField(allow_null=True)
    difference = ArrayField(allow_null=True)


class CaseOutput(serializers.Serializer[Any]):
    """One case; of a hidden one no numbers."""

    name = serializers.CharField()
    is_hidden = serializers.BooleanField()
    verdict = serializers.CharField()
    title = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    figure = FigureOutput(allow_null=True)


class ErrorLineOutput(serializers.Serializer[Any]):
    """A line of the student's own source on the way to an error."""

    line = serializers.IntegerField()
    text = serializers.CharField()


class SubmissionOutput(serializers.Serializer[Any]):
    """A submission and what became of it."""

    id = serializers.UUIDField()
    problem = serializers.CharField()
    state = serializers.ChoiceField(choices=SUBMISSION_STATES)
    is_final = serializers.BooleanField()
    verdict = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    help = serializers.CharField()
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    message = serializers.CharField(allow_blank=True)
    error_lines = serializers.SerializerMethodField()
    stdout = serializers.CharField(allow_blank=True, help_text="Printed in the visible cases.")
    diagnosis = DiagnosisOutput(many=True)
    cases = CaseOutput(many=True)
    n_passed = serializers.IntegerField()
    n_cases = serializers.IntegerField()
    waiting = serializers.CharField(
        allow_blank=True, help_text="Why it waits: no_worker, no_sandbox, busy or nothing."
    )
    waiting_text = serializers.CharField(allow_blank=True)
    queue_position = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    created_at = serializers.DateTimeField()
    graded_at = serializers.DateTimeField(allow_null=True)
    time_s = serializers.FloatField()
    peak_memory_bytes = serializers.IntegerField()
    sandbox_tier = serializers.CharField(allow_blank=True)

    @extend_schema_field(ErrorLineOutput(many=True))
    def get_error_lines(self, view: Any) -> list[dict[str, int | str]]:
        """Return the lines with their numbers."""
        return [{"line": line, "text": text} for line, text in view.error_lines]
