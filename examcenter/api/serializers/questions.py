"""The bank as the interface shows it: never a key."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.attempts import OptionOutput


class VersionOutput(serializers.Serializer[Any]):
    """A published state of a question."""

    number = serializers.IntegerField()
    digest = serializers.CharField()
    n_variants = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class QuestionOutput(serializers.Serializer[Any]):
    """A question of the bank."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    topic = serializers.CharField()
    level = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Number of the newest published version.")
    n_variants = serializers.IntegerField()


class VariantPartOutput(serializers.Serializer[Any]):
    """One answer field of a variant."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    prompt = serializers.CharField(allow_blank=True)
    points = serializers.FloatField()
    unit = serializers.CharField(allow_blank=True)
    axes = serializers.ListField(child=serializers.CharField())
    options = OptionOutput(many=True)
    problem = serializers.CharField(allow_blank=True)
    hint = serializers.CharField(allow_blank=True, help_text="What to type.")


class VariantOutput(serializers.Serializer[Any]):
    """One variant as a student would get it."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    topic = serializers.CharField()
    level = serializers.IntegerField()
    version = serializers.IntegerField()
    index = serializers.IntegerField()
    n_variants = serializers.IntegerField()
    params = serializers.DictField(child=serializers.JSONField())
    prompt = serializers.CharField(help_text="Markdown.")
    parts = VariantPartOutput(many=True)
