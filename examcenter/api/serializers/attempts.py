"""Attempts, responses and what is said about answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.moments import MomentField
from examcenter.api.serializers.people import PersonRef
from examcenter.exams.models import Attempt
from examcenter.exams.records import PartState
from examcenter.exams.room.giving import LONGEST_EXTENSION_MIN
from questions.rendering import render_markdown

ATTEMPT_STATES = ("open", "paused", "finished")
RESPONSE_STATES = ("new", "saved", "unreadable", "wrong", "partly", "right", "waiting")
_POINTS = "That the question gives; 0 once it was dropped for everybody."
_SCORE = "That counts: marked, set by hand, or decided for everybody. Null while it is hidden."


class ExamAttemptsQuery(StrictSerializer):
    """Which attempts at an exam are asked for."""

    user_id = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=ATTEMPT_STATES, required=False)
    started_since = MomentField(required=False)


class AttemptsQuery(ExamAttemptsQuery):
    """Which attempts are asked for."""

    course = serializers.UUIDField(required=False)
    exam = serializers.UUIDField(required=False)


class StartInput(StrictSerializer):
    """Whose attempt is started: one's own, or that of a student of the course."""

    student = PersonRef(required=False, help_text="For teachers and programs of the course.")


class LaunchInput(StrictSerializer):
    """For whom an exam is opened."""

    student = PersonRef()


class LaunchOutput(serializers.Serializer[Any]):
    """An address that opens an exam; it is told once."""

    id = serializers.UUIDField(help_text="As the audit log names it.")
    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class ReopenInput(StrictSerializer):
    """How long a reopened attempt runs, and why."""

    minutes = serializers.IntegerField(
        min_value=1,
        max_value=LONGEST_EXTENSION_MIN,
        required=False,
        allow_null=True,
        help_text="From now on; left out, what was left when it ended.",
    )
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class AttemptRowOutput(serializers.Serializer[Any]):
    """A sitting in a list."""

    id = serializers.UUIDField()
    exam = serializers.UUIDField(source="exam_id")
    user = serializers.UUIDField(source="user_id")
    number = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    deadline_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True, help_text="Its clock stands still.")
    finished_at = serializers.DateTimeField(allow_null=True)
    finish_reason = serializers.ChoiceField(choices=Attempt.FinishReason.choices, allow_blank=True)


class ResponseRowOutput(serializers.Serializer[Any]):
    """A question of an attempt in a list."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=RESPONSE_STATES)
    points = serializers.FloatField(help_text=_POINTS)
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1, help_text=_SCORE)
    saved_at = serializers.DateTimeField(allow_null=True)


class AttemptOutput(AttemptRowOutput):
    """A sitting with its questions."""

    is_open = serializers.BooleanField()
    is_pending = serializers.BooleanField(help_text="Code waits for a verdict; it may rise.")
    score = serializers.FloatField(
        allow_null=True, min_value=0, max_value=1, help_text="Null while the exam hides it."
    )
    server_time = serializers.DateTimeField(help_text="The only clock that counts.")
    responses = ResponseRowOutput(many=True)


class FeedbackOutput(serializers.Serializer[Any]):
    """What was said about one part."""

    state = serializers.ChoiceField(choices=[state.value for state in PartState])
    understood = serializers.CharField(allow_blank=True)
    feedback = serializers.CharField(allow_blank=True, help_text="Markdown with $formulas$.")
    code = serializers.CharField(allow_blank=True, help_text="Why it could not be read.")
    diagnosis = serializers.ListField(child=serializers.CharField())
    right_answer = serializers.CharField(
        allow_blank=True, help_text="Where it is shown without the solution, which ends with it."
    )
    solution = serializers.ListField(
        child=serializers.CharField(), help_text="Worked lines in Markdown, once they are shown."
    )


class OptionOutput(serializers.Serializer[Any]):
    """One option of a choice."""

    id = serializers.CharField()
    text = serializers.CharField(help_text="Markdown.")


class PartOutput(serializers.Serializer[Any]):
    """One answer field with its draft."""

    name = serializers.CharField(source="part.name")
    label = serializers.CharField(source="part.label")  # type: ignore[assignment]
    kind = serializers.CharField(source="part.kind")
    prompt = serializers.CharField(source="part.prompt", allow_blank=True)
    points = serializers.FloatField(source="part.points")
    unit = serializers.CharField(source="part.unit", allow_blank=True)
    axes = serializers.ListField(source="part.axes", child=serializers.CharField())
    rows = serializers.IntegerField(
        source="part.rows", help_text="Rows of the grid that a matrix asks for; 0 if not told."
    )
    columns = serializers.IntegerField(source="part.columns")
    options = OptionOutput(source="part.options", many=True)
    problem = serializers.CharField(
        source="part.problem", allow_blank=True, help_text="The coding task of a code part."
    )
    hint = serializers.CharField(
        source="part.hint",
        allow_blank=True,
        help_text="What to type, for kinds that are not obvious; of several choices, the ids "
        "with commas between them.",
    )
    draft = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    tries_left = serializers.IntegerField(allow_null=True)
    feedback = FeedbackOutput(allow_null=True)


class ResponseOutput(serializers.Serializer[Any]):
    """One question of an attempt."""

    number = serializers.IntegerField(source="response.number")
    title = serializers.CharField(source="variant.title")
    topic = serializers.CharField(source="variant.topic")
    level = serializers.IntegerField(source="variant.level")
    points = serializers.FloatField(help_text=_POINTS)
    round = serializers.IntegerField(
        source="response.round", help_text="Counts the variants asked for in practice."
    )
    n_variants = serializers.IntegerField(source="variant.n_variants")
    prompt = serializers.CharField(source="variant.prompt", help_text="Markdown.")
    prompt_html = serializers.SerializerMethodField(help_text="The prompt as sanitised HTML.")
    grids = serializers.JSONField(
        source="variant.grids", help_text="The grids that the prompts show, as lists of rows."
    )
    parts = PartOutput(many=True)
    state = serializers.ChoiceField(
        choices=RESPONSE_STATES, help_text="Of what was typed, whatever a person decided about it."
    )
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1, help_text=_SCORE)
    is_open = serializers.BooleanField()
    may_check = serializers.BooleanField()
    may_renew = serializers.BooleanField()
    saved_at = serializers.DateTimeField(source="response.saved_at", allow_null=True)
    save_sequence = serializers.IntegerField(source="response.save_sequence")

    def get_prompt_html(self, reading: Any) -> str:
        """Return the prompt with formulas as MathML."""
        return render_markdown(reading.variant.prompt)


class SavedOutput(serializers.Serializer[Any]):
    """The acknowledgement of a save that is durable."""

    saved_at = serializers.DateTimeField()
    sequence = serializers.IntegerField()


class CheckOutput(serializers.Serializer[Any]):
    """What a check said, by part name."""

    parts = serializers.DictField(child=FeedbackOutput())
    score = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    saved_at = serializers.DateTimeField()
    sequence = serializers.IntegerField()
