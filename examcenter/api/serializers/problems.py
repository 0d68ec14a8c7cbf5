"""The schema of problem documents; they are written by ``examcenter.problems``."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class FieldProblemOutput(serializers.Serializer[Any]):
    """What is wrong with one value of the request."""

    pointer = serializers.CharField(help_text="JSON pointer; empty for the whole body.")
    detail = serializers.CharField()
    line = serializers.IntegerField(
        required=False, help_text="The line of a document in which it is wrong."
    )


class ProblemOutput(serializers.Serializer[Any]):
    """An error, as RFC 9457 has it, with a stable code."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; the words may change.")
    errors = FieldProblemOutput(many=True)  # type: ignore[assignment]
