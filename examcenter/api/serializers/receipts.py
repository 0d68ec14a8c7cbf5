"""Receipts out: what was received, what came of it, and fingerprints that anybody can compute."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.exams.receipts import plain
from examcenter.exams.selectors.receipt import FORMAT, ReceiptItem, ReceiptTry


class ReceiptTryOutput(serializers.Serializer[Any]):
    """One try that counts."""

    facts = serializers.SerializerMethodField(
        help_text="What is hashed: as JSON with sorted names, without blanks, in ASCII."
    )
    sha256 = serializers.CharField(source="digest")
    log_entry = serializers.IntegerField(
        source="sequence", allow_null=True, help_text="The entry of the audit log that confirms it."
    )

    def get_facts(self, one: ReceiptTry) -> dict[str, Any]:
        """Return the facts in the form in which they are hashed."""
        return {name: plain(value) for name, value in one.facts.items()}


class ReceiptQuestionOutput(serializers.Serializer[Any]):
    """One question."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    saved_at = serializers.DateTimeField(allow_null=True)
    answers = serializers.SerializerMethodField(help_text="As they were saved, by their labels.")
    tries = ReceiptTryOutput(many=True, help_text="None while the points are kept back.")

    def get_answers(self, item: ReceiptItem) -> dict[str, str]:
        """Return what was received."""
        return dict(item.received)


class ReceiptOutput(serializers.Serializer[Any]):
    """The receipt of an attempt, as its student may see it now."""

    format = serializers.SerializerMethodField()
    attempt = serializers.UUIDField(source="attempt_id")
    exam = serializers.CharField(source="exam_title")
    course = serializers.CharField(source="course_title")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    questions = ReceiptQuestionOutput(source="items", many=True)

    def get_format(self, receipt: object) -> int:
        """Return by which rules the facts are written and hashed."""
        return FORMAT
