"""Exceptions, the live room, orders to attempts, and outages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.courses import PersonOutput
from examcenter.api.serializers.enrollments import EnrollmentGroupOutput
from examcenter.api.serializers.inputs import NumberField, StrictSerializer
from examcenter.api.serializers.moments import MomentField
from examcenter.api.serializers.people import PersonRef
from examcenter.exams.room.giving import LONGEST_EXTENSION_MIN
from examcenter.exams.room.orders import Action
from examcenter.exams.room.pages import Presence

_LONGEST_REASON = 300
# More is a case for rules of its own.
_MOST_EXTRA = 100
_MOST_ORDERED = 1000


class TermsInput(StrictSerializer):
    """What is granted; what is left out or null leaves the exam's own rule as it is."""

    extra_time_factor = NumberField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=10,
        help_text="Share of the time limit that is added: 0.25 is a quarter more.",
    )
    extra_time_s = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=60 * LONGEST_EXTENSION_MIN
    )
    opens_at = MomentField(required=False, allow_null=True)
    closes_at = MomentField(required=False, allow_null=True)
    extra_attempts = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=_MOST_EXTRA
    )
    extra_tries = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=_MOST_EXTRA
    )
    reason = serializers.CharField(max_length=_LONGEST_REASON)
    may_shorten = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Take time from running attempts where the rules give less now.",
    )
    may_reopen = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Open attempts again that the clock closed within the time granted now.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Hold the two ends of a window in order."""
        opens, closes = attrs.get("opens_at"), attrs.get("closes_at")
        if opens and closes and closes <= opens:
            raise serializers.ValidationError(
                {"closes_at": [f"Found {closes.isoformat()}, expected a moment after opens_at."]}
            )
        return attrs


class AccommodationInput(TermsInput):
    """An exception for one student or one group."""

    student = PersonRef(required=False)
    group = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if ("student" in attrs) == ("group" in attrs):
            found = "both" if "student" in attrs else "none"
            raise serializers.ValidationError(
                {"non_field_errors": [f"Found {found}, expected a student or a group."]}
            )
        return super().validate(attrs)


class AccommodationOutput(serializers.Serializer[Any]):
    """What one student or group gets beyond the rules of an exam, or of all exams of a course."""

    id = serializers.UUIDField()
    course = serializers.UUIDField(source="course_id")
    exam = serializers.UUIDField(
        source="exam_id", allow_null=True, help_text="Null is every exam of the course."
    )
    student = PersonOutput(source="user", allow_null=True)
    group = EnrollmentGroupOutput(allow_null=True)
    extra_time_factor = serializers.FloatField(allow_null=True)
    extra_time_s = serializers.IntegerField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    extra_attempts = serializers.IntegerField(allow_null=True)
    extra_tries = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="Taken back since then.")


class AppliedOutput(serializers.Serializer[Any]):
    """How many running or closed attempts a change of rules has reached."""

    n_extended = serializers.IntegerField(help_text="Have more time now; their students are told.")
    n_kept = serializers.IntegerField(help_text="Would have less time, and keep what they had.")
    n_shortened = serializers.IntegerField()
    n_reopenable = serializers.IntegerField(
        help_text="Were closed by the clock within the time that is granted now."
    )
    n_reopened = serializers.IntegerField()


class GrantedOutput(AccommodationOutput):
    """An exception, and what it did to attempts."""

    applied = AppliedOutput()


class SeatOutput(serializers.Serializer[Any]):
    """One student in the room."""

    student = PersonOutput()
    presence = serializers.ChoiceField(choices=[presence.value for presence in Presence])
    attempt = serializers.UUIDField(allow_null=True, help_text="Null before the start.")
    number = serializers.IntegerField(help_text="Of the question that is looked at; 0 is none.")
    n_answered = serializers.IntegerField()
    n_questions = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    flags = serializers.ListField(
        child=serializers.CharField(), help_text="What is worth a look, in words; no verdict."
    )


class RoomOutput(serializers.Serializer[Any]):
    """Who sits an exam now; ask again every few seconds."""

    exam = serializers.UUIDField()
    server_time = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By presence.")
    seats = SeatOutput(many=True)


class OrderInput(StrictSerializer):
    """Something to be done to attempts: to named ones, to those of students, or to all."""

    action = serializers.ChoiceField(choices=[action.value for action in Action])
    attempts = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=_MOST_ORDERED
    )
    students = serializers.ListField(child=PersonRef(), required=False, max_length=_MOST_ORDERED)
    is_for_all = serializers.BooleanField(required=False, default=False)
    minutes = serializers.IntegerField(
        required=False, min_value=1, max_value=LONGEST_EXTENSION_MIN, allow_null=True
    )
    reason = serializers.CharField(
        max_length=_LONGEST_REASON, required=False, default="", allow_blank=True
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for whom, and for what the action needs."""
        named = [name for name in ("attempts", "students") if attrs.get(name)]
        if len(named) + attrs["is_for_all"] != 1:
            words = "Say for whom in one way: attempts, students, or is_for_all."
            raise serializers.ValidationError({"non_field_errors": [words]})
        if attrs["action"] == Action.EXTEND and not attrs.get("minutes"):
            raise serializers.ValidationError({"minutes": ["Found none, expected 1 to 1440."]})
        if attrs["action"] == Action.REOPEN and attrs["is_for_all"]:
            words = "Found reopen, expected another action for all: name whose attempts to reopen."
            raise serializers.ValidationError({"action": [words]})
        return attrs


class OutcomeOutput(serializers.Serializer[Any]):
    """To how many attempts something was done, and how many were left as they are."""

    n_done = serializers.IntegerField()
    n_passed = serializers.IntegerField(help_text="They had changed, or it did not fit them.")


class MessageInput(StrictSerializer):
    """Something that everybody in the room is told on their page."""

    text = serializers.CharField(max_length=500)


class ToldOutput(serializers.Serializer[Any]):
    """How many pages will say it."""

    n_attempts = serializers.IntegerField()


class OutageInput(StrictSerializer):
    """When an outage began and was over; whoever lost time in it gets it back, once."""

    start = MomentField()
    end = MomentField()
    reason = serializers.CharField(max_length=_LONGEST_REASON)
    may_reopen = serializers.BooleanField(
        required=False, default=True, help_text="Also open attempts that the clock closed in it."
    )


class OutageOutput(serializers.Serializer[Any]):
    """A time in which nobody's page was heard though the exam was sat."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    n_attempts = serializers.IntegerField()
