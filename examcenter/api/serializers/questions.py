"""The bank in and out: questions, their versions, and the drafts behind them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.authoring.catalogue import STATES
from questions.answers import KINDS
from questions.engine.question import TOPICS

PROOF_STATES = ("queued", "running", "good", "failed", "broken")


class VersionOutput(serializers.Serializer[Any]):
    """A published state of a question."""

    number = serializers.IntegerField()
    digest = serializers.CharField()
    n_variants = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class VersionDetailOutput(VersionOutput):
    """A published state of a question with its document, for teachers."""

    origin = serializers.CharField(help_text="`file` of the shipped bank, or the `workbench`.")
    document = serializers.CharField(
        source="source_text", help_text="YAML as its author wrote it; the keys follow from it."
    )


class QuestionOutput(serializers.Serializer[Any]):
    """A question of the bank."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    topic = serializers.CharField(allow_blank=True)
    level = serializers.IntegerField(allow_null=True)
    kinds = serializers.ListField(
        child=serializers.CharField(), help_text="What its parts are answered with."
    )
    version = serializers.IntegerField(
        allow_null=True, help_text="Number of the newest published version."
    )
    n_variants = serializers.IntegerField(allow_null=True)


class QuestionsQuery(StrictSerializer):
    """Which questions are wanted."""

    topic = serializers.ChoiceField(choices=[(topic, topic) for topic in TOPICS], required=False)
    level = serializers.IntegerField(min_value=1, max_value=4, required=False)
    kind = serializers.ChoiceField(
        choices=[(kind, kind) for kind in KINDS],
        required=False,
        help_text="With a part that is answered so; of published questions.",
    )
    course = serializers.UUIDField(
        required=False, help_text="Named in an exam of this course (its teachers)."
    )
    state = serializers.ChoiceField(
        choices=STATES,
        required=False,
        help_text="`published` unless told; `draft` was never published, `changed` has a newer "
        "draft, `failing` has problems or a failed certificate (the last three for authors).",
    )
    search = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Words in the slug or the title; for teachers also in the document.",
    )


class DocumentProblemOutput(serializers.Serializer[Any]):
    """What is wrong at a line of a document."""

    line = serializers.IntegerField()
    place = serializers.CharField(
        source="key", allow_blank=True, help_text="Such as answer.value; empty for the whole."
    )
    found = serializers.CharField()
    expected = serializers.CharField()


class ProofOutput(serializers.Serializer[Any]):
    """The last making of a certificate."""

    id = serializers.UUIDField(source="pk")
    revision = serializers.IntegerField(source="revision.number")
    state = serializers.ChoiceField(
        choices=PROOF_STATES,
        help_text="`failed` says that the question is not sound; `broken` that our side failed.",
    )
    progress = serializers.FloatField(min_value=0, max_value=1)
    n_variants = serializers.IntegerField()
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="The checks that failed, with the parameters."
    )
    failure = serializers.CharField(allow_blank=True, help_text="Why it is broken.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class DraftOutput(serializers.Serializer[Any]):
    """A question as its authors see it: the newest text, and where it stands."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    revision = serializers.IntegerField(help_text="0 while there is only a published version.")
    version = serializers.IntegerField(help_text="0 while nothing is published.")
    state = serializers.CharField()
    document = serializers.CharField(source="text", help_text="YAML.")
    saved_at = serializers.DateTimeField(allow_null=True)
    saved_by = serializers.CharField(allow_blank=True)
    is_archived = serializers.BooleanField()
    is_new = serializers.BooleanField(help_text="It says something else than the version.")
    needs_review = serializers.BooleanField()
    approved_by = serializers.CharField(allow_blank=True)
    why_not = serializers.CharField(
        allow_blank=True, help_text="Why it cannot be published now; empty if it can."
    )
    problems = DocumentProblemOutput(many=True)
    proof = ProofOutput(allow_null=True)


class UploadInput(StrictSerializer):
    """A document of a question."""

    document = serializers.CharField(
        trim_whitespace=False, help_text="YAML, as docs/question-documents.md describes it."
    )
    based_on = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="The revision that you changed; if somebody saved since, yours is refused. Left "
        "out, it becomes the newest whatever was saved; nothing is lost, every text is kept.",
    )
    publish = serializers.BooleanField(
        default=False, help_text="Publish it as soon as its certificate is good (publishers)."
    )


class RevisionInput(StrictSerializer):
    """The text that was looked at."""

    revision = serializers.IntegerField(
        min_value=1, help_text="The newest one; if somebody saved since, nothing is done."
    )


DOCUMENT = """\
id: one-more
title: One more than a number
topic: output-size
level: 1
source: original
domain:
  n: {range: [3, 40]}
prompt: |
  A list holds ${{n}}$ numbers. How many does it hold when one more is added?
answer: {kind: integer, value: "n + 1"}
solution:
  - "${{n}} + 1 = {{answer}}$"
"""
UPLOAD_EXAMPLE = OpenApiExample(
    "A small question",
    value={"document": DOCUMENT},
    request_only=True,
    media_type="application/json",
)
UPLOAD_YAML_EXAMPLE = OpenApiExample(
    "The same as it is written",
    value=DOCUMENT,
    request_only=True,
    media_type="application/yaml",
)
REVISION_EXAMPLE = OpenApiExample("The first text", value={"revision": 1}, request_only=True)
