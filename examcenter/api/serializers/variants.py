"""Variants of questions as students get them, and for teachers with what students see later."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers

from examcenter.api.serializers.attempts import OptionOutput
from examcenter.api.serializers.inputs import AnswersField, StrictSerializer

MAX_VARIANTS = 20
MOST_PARAMS = 4000


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


class OpenedMistakeOutput(serializers.Serializer[Any]):
    """What a misconception gives for a variant."""

    id = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()


class OpenedPartOutput(serializers.Serializer[Any]):
    """What students see of a part only later, or never."""

    name = serializers.CharField()
    answer = serializers.CharField(allow_blank=True, help_text="The right answer; empty for code.")
    solution = serializers.ListField(
        child=serializers.CharField(), help_text="Worked lines in Markdown with $formulas$."
    )
    mistakes = OpenedMistakeOutput(many=True)


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
    opened = OpenedPartOutput(
        many=True, allow_null=True, help_text="Null unless `with_answers` was asked for."
    )


class VersionQuery(StrictSerializer):
    """Which version is meant."""

    version = serializers.IntegerField(
        min_value=1, required=False, help_text="A published version; the newest unless told."
    )


class VariantQuery(VersionQuery):
    """How one variant is wanted."""

    with_answers = serializers.BooleanField(
        default=False,
        help_text="With right answers, worked solutions and what known mistakes give.",
    )


class ParamsField(serializers.CharField):
    """Parameters as a JSON object in a query."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the object."""
        try:
            params = json.loads(super().to_internal_value(data))
        except (ValueError, RecursionError):
            params = None
        if not isinstance(params, dict):
            raise serializers.ValidationError("Expected a JSON object of parameters.")
        return params


class VariantsQuery(VariantQuery):
    """Which variants a teacher wants to see."""

    limit = serializers.IntegerField(min_value=1, max_value=MAX_VARIANTS, default=1)
    seed = serializers.CharField(
        max_length=80, default="preview", help_text="The same seed gives the same variants."
    )
    params = ParamsField(
        max_length=MOST_PARAMS,
        required=False,
        help_text='Only the variant of all these parameters, such as {"W": 13, "F": 5}.',
    )


class MarkInput(StrictSerializer):
    """Answers to a variant, as a student types them."""

    answers = AnswersField(
        help_text="What is typed, by part name. Parts left out are not marked; answers to earlier "
        "parts are carried forward."
    )


@extend_schema_field({"type": ["number", "string", "array", "null"]})
class ParsedField(serializers.JSONField):
    """An answer of any kind: a number, a text, or rows; null for what cannot be read."""


class PartMarkOutput(serializers.Serializer[Any]):
    """How one answer is marked."""

    name = serializers.CharField()
    points = serializers.FloatField()
    parsed = ParsedField(help_text="The answer as it was read.")
    understood = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(
        allow_null=True, min_value=0, max_value=1, help_text="Null for what cannot be read."
    )
    feedback = serializers.CharField(allow_blank=True, help_text="Markdown with $formulas$.")
    diagnosis = serializers.ListField(child=serializers.CharField())
    code = serializers.CharField(
        allow_blank=True, help_text="Why there is no score, such as `empty` or `not_comparable`."
    )


class VariantMarkOutput(serializers.Serializer[Any]):
    """How answers are marked; nothing is stored."""

    slug = serializers.SlugField()
    version = serializers.IntegerField()
    index = serializers.IntegerField()
    score = serializers.FloatField(
        allow_null=True,
        min_value=0,
        max_value=1,
        help_text="Of all parts by their points; null while a part has no score.",
    )
    parts = PartMarkOutput(many=True)


MARK_EXAMPLE = OpenApiExample(
    "An answer to a question of one part", value={"answers": {"answer": "7"}}, request_only=True
)
