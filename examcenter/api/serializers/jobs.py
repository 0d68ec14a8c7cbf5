"""Long work and what became of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.models import Job
from examcenter.api.serializers.problems import ProblemOutput


class JobFileOutput(serializers.Serializer[Any]):
    """A file that a job made."""

    name = serializers.CharField()
    url = serializers.CharField(help_text="Good for an hour, without any token.")
    expires_at = serializers.DateTimeField()


class JobOutput(serializers.Serializer[Any]):
    """A job; ask for it until its state is succeeded or failed."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=Job.State.values)
    progress = serializers.FloatField(min_value=0, max_value=1)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    result = serializers.DictField(
        child=serializers.JSONField(), allow_null=True, help_text="What came of it, by its kind."
    )
    problem = ProblemOutput(allow_null=True)
    file = JobFileOutput(allow_null=True)
