"""What requests may hold; unknown fields are refused, so that a typing error is never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from examcenter.exams.services.drafts import MAX_SEQUENCE
from examcenter.integrations.scopes import SCOPES
from examcenter.integrations.services.tokens import DAYS_OF_PEOPLE, DAYS_OF_PROGRAMS, MOST_DAYS


class StrictSerializer(serializers.Serializer[Any]):
    """Base of every input: an object whose fields are all known."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values.

        Raises
        ------
        rest_framework.exceptions.ValidationError
            If a field is unknown or a value does not fit.
        """
        if isinstance(data, Mapping):
            # A name may hold half a character, which the answer could not be written with.
            unknown = [ascii(name) for name in data if name not in self.fields]
            if unknown:
                expected = ", ".join(self.fields) or "none"
                message = f"Unknown field {unknown[0][:60]}; expected: {expected}."
                raise serializers.ValidationError({"non_field_errors": [message]})
        return super().to_internal_value(data)


class NumberField(serializers.FloatField):
    """A number; `true` is none, though Python counts with it."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number. Raises ValidationError."""
        if isinstance(data, bool):
            self.fail("invalid")
        found: float = super().to_internal_value(data)
        return found


class NothingInput(StrictSerializer):
    """An empty body or an empty object."""


class ScopesField(serializers.ListField):
    """What a token is to be good for."""

    child = serializers.ChoiceField(choices=tuple(SCOPES))


class TokenInput(StrictSerializer):
    """Who asks for a token, and what it is for."""

    username = serializers.CharField(max_length=254, help_text="Username or e-mail address.")
    password = serializers.CharField(max_length=1024, trim_whitespace=False)
    code = serializers.CharField(
        max_length=40,
        required=False,
        default="",
        help_text="The code of the second factor, for people who have one; or a recovery code.",
    )
    name = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, help_text="What it is for."
    )
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, default=DAYS_OF_PEOPLE
    )
    scopes = ScopesField(
        required=False,
        allow_empty=False,
        help_text="Left out, the token is good for all that you may do.",
    )


class ProgramTokenInput(StrictSerializer):
    """A further token of a program."""

    name = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, help_text="What it is for."
    )
    scopes = ScopesField(allow_empty=False)
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, default=DAYS_OF_PROGRAMS
    )


class IntegrationInput(StrictSerializer):
    """A new program with its first token."""

    name = serializers.CharField(max_length=120)
    course = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Where it works; without one, in every course that lets it in (staff only).",
    )
    scopes = ScopesField(allow_empty=False)
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, default=DAYS_OF_PROGRAMS
    )
    may_create_courses = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whether it makes courses; only for one of the whole site.",
    )


class IntegrationChangeInput(StrictSerializer):
    """What is changed of a program of the whole site."""

    may_create_courses = serializers.BooleanField()


class AnswersField(serializers.DictField):
    """Answers as typed, by part name."""

    child = serializers.CharField(allow_blank=True, trim_whitespace=False)


class DraftInput(StrictSerializer):
    """What is typed in one question; it replaces the draft."""

    answers = AnswersField(help_text="What is typed, by part name. Parts left out become empty.")
    sequence = serializers.IntegerField(
        min_value=0,
        max_value=MAX_SEQUENCE,
        required=False,
        help_text="Counts the saves of a client: an older save never overwrites a newer one.",
    )


class CheckInput(StrictSerializer):
    """Answers to check; parts left out are taken from the draft."""

    answers = AnswersField(required=False)


class SubmissionInput(StrictSerializer):
    """Source code for one part."""

    part = serializers.CharField(
        max_length=80,
        required=False,
        default="",
        help_text="The part that the code answers; may be left out where only one takes code.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        allow_blank=True, trim_whitespace=False
    )
