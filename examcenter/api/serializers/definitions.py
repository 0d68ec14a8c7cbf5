"""A whole exam in and out, and what will go wrong in it.

The classes say what a document looks like. Whether one is good is decided by
`exams.building.definition`, which pages and files are read with, too.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.exams.models import Exam, Slot
from examcenter.exams.review import ITEMS

_WHEN = "A moment with its zone, such as 2026-11-22T14:00:00Z."


class ReviewOutput(serializers.Serializer[Any]):
    """What a student sees when; what was seen once stays seen."""

    format = serializers.IntegerField(min_value=1, max_value=1)
    during = serializers.ListField(child=serializers.ChoiceField(choices=ITEMS), required=False)
    after = serializers.ListField(child=serializers.ChoiceField(choices=ITEMS), required=False)
    released = serializers.ListField(child=serializers.ChoiceField(choices=ITEMS), required=False)


class RulesOutput(serializers.Serializer[Any]):
    """The rules of an exam; all but the title may be left out where they are sent."""

    kind = serializers.ChoiceField(choices=Exam.Kind.choices, required=False)
    title = serializers.CharField(max_length=200)
    intro = serializers.CharField(
        max_length=20_000, allow_blank=True, required=False, help_text="Markdown."
    )
    opens_at = serializers.DateTimeField(allow_null=True, required=False, help_text=_WHEN)
    closes_at = serializers.DateTimeField(allow_null=True, required=False, help_text=_WHEN)
    time_limit_s = serializers.IntegerField(allow_null=True, required=False, min_value=1)
    feedback = serializers.ChoiceField(choices=Exam.Feedback.choices, required=False)
    max_tries = serializers.IntegerField(allow_null=True, required=False, min_value=1)
    max_attempts = serializers.IntegerField(allow_null=True, required=False, min_value=1)
    try_penalty = serializers.FloatField(min_value=0, max_value=1, required=False)
    late_until_at = serializers.DateTimeField(allow_null=True, required=False, help_text=_WHEN)
    late_factor = serializers.FloatField(min_value=0, max_value=1, required=False)
    is_shuffled = serializers.BooleanField(required=False)
    has_calculator = serializers.BooleanField(required=False)
    networks = serializers.ListField(
        child=serializers.CharField(max_length=64),
        required=False,
        help_text="Address ranges from which it may be taken, such as 192.0.2.0/24.",
    )
    review = ReviewOutput(allow_null=True, required=False)
    release = serializers.ChoiceField(choices=Exam.Release.choices, required=False)
    is_anonymous = serializers.BooleanField(required=False)
    planned_points = serializers.FloatField(
        allow_null=True, required=False, min_value=0, max_value=10_000
    )


class RulesInput(RulesOutput):
    """Rules as they are sent: the password of the room is written and never read."""

    room_password = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        help_text="Left out, it stays as it is; empty asks for none.",
    )


class RulesPatchInput(RulesInput):
    """Rules to change; what is left out stays as it is."""

    title = serializers.CharField(max_length=200, required=False)
    external_id = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="What an LMS calls the exam."
    )


class PoolOutput(serializers.Serializer[Any]):
    """What a slot of a pool draws from; an empty list is all of them."""

    topics = serializers.ListField(child=serializers.CharField(), required=False)
    levels = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=4), required=False
    )


class SlotOutput(serializers.Serializer[Any]):
    """A place that draws one variant of a question for each attempt."""

    source = serializers.ChoiceField(choices=Slot.Source.choices)  # type: ignore[assignment]
    points = serializers.FloatField(min_value=0, max_value=10_000, required=False)
    question = serializers.CharField(
        max_length=64, required=False, help_text="Slug; of the source question."
    )
    choices = serializers.ListField(
        child=serializers.CharField(max_length=64),
        required=False,
        help_text="Slugs; of the source list.",
    )
    pool = PoolOutput(required=False, help_text="Of the source pool.")


class SectionOutput(serializers.Serializer[Any]):
    """A titled part of an exam."""

    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    intro = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    planned_points = serializers.FloatField(
        allow_null=True, required=False, min_value=0, max_value=10_000
    )
    slots = SlotOutput(many=True, required=False)


class DefinitionOutput(serializers.Serializer[Any]):
    """A whole exam: rules, sections and slots."""

    format = serializers.IntegerField(min_value=1, max_value=1)
    rules = RulesOutput()
    sections = SectionOutput(many=True)


class DefinitionInput(serializers.Serializer[Any]):
    """A whole exam as it is sent; problems are named by JSON pointers."""

    format = serializers.IntegerField(min_value=1, max_value=1)
    rules = RulesInput()
    sections = SectionOutput(many=True, required=False)


@extend_schema_field(DefinitionInput)
class DefinitionField(serializers.JSONField):
    """A definition that is read where exams are built."""


class NewExamInput(StrictSerializer):
    """A new draft of an exam."""

    course = serializers.UUIDField()
    external_id = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="What an LMS calls the exam; no other exam of the course has it.",
    )
    definition = DefinitionField()


class CopyInput(StrictSerializer):
    """Where a copy goes, and how its moments move."""

    course = serializers.UUIDField(required=False, help_text="The same course unless told.")
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    external_id = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )
    days = serializers.IntegerField(
        required=False,
        min_value=-36_500,
        max_value=36_500,
        help_text="By how many days moments move; from term to term unless told.",
    )


class FindingOutput(serializers.Serializer[Any]):
    """Something that will go wrong (an error, which blocks publishing) or may."""

    code = serializers.CharField(help_text="Stable; the words may change.")
    is_error = serializers.BooleanField()
    text = serializers.CharField(help_text="What, in a sentence.")
    mend = serializers.CharField(help_text="How to go on.", allow_blank=True)
    where = serializers.CharField(allow_blank=True)


class ChecksOutput(serializers.Serializer[Any]):
    """What the check before publishing says."""

    is_ready = serializers.BooleanField(help_text="No error: it can be published.")
    findings = FindingOutput(many=True)
