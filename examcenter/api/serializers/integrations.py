"""Programs and tokens; the text of a token leaves once, in the answer to its making."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer


class TokenRowOutput(serializers.Serializer[Any]):
    """What lists say of a token."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    prefix = serializers.CharField(help_text="How its text begins, behind ect_.")
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What it is good for; all is what its person may."
    )
    integration = serializers.UUIDField(
        source="integration_id", allow_null=True, help_text="The program; null for a person's own."
    )
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class WhoAmIOutput(serializers.Serializer[Any]):
    """As whom a request is answered, and how far it may go."""

    user_id = serializers.UUIDField(source="user.public_id")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.display_name")
    token = serializers.UUIDField(allow_null=True, help_text="Null in a session of the pages.")
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What it is good for; all is what its person may."
    )
    expires_at = serializers.DateTimeField(allow_null=True)
    integration = serializers.UUIDField(
        allow_null=True, help_text="The program that asks; null for a person."
    )
    course = serializers.UUIDField(
        allow_null=True, help_text="The only course of a program of one course."
    )
    may_create_courses = serializers.BooleanField(help_text="Whether it may make courses.")


class TokenOutput(TokenRowOutput):
    """A new token with its text, which is shown only now."""

    token = serializers.CharField(help_text="To be sent as Authorization: Bearer <token>.")


class IntegrationOutput(serializers.Serializer[Any]):
    """A program."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    course = serializers.UUIDField(
        source="course_id", allow_null=True, help_text="Null for one of the whole site."
    )
    user_id = serializers.UUIDField(source="user.public_id", help_text="As whom it acts.")
    may_create_courses = serializers.BooleanField(
        help_text="Whether one of the whole site makes courses; who runs the site decides."
    )
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class GuestsQuery(StrictSerializer):
    """Which programs of the whole site are wanted."""

    admitted = serializers.BooleanField(
        required=False, help_text="Only those that work here, or only the others; all unless told."
    )


class GuestOutput(serializers.Serializer[Any]):
    """A program of the whole site as a course sees it."""

    id = serializers.UUIDField(source="program.id")
    name = serializers.CharField(source="program.name")
    user_id = serializers.UUIDField(source="program.user.public_id", help_text="As whom it acts.")
    is_admitted = serializers.BooleanField(help_text="Whether it works in this course.")
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What its tokens are good for now, all together."
    )


class NewIntegrationOutput(IntegrationOutput):
    """A new program with its first token, whose text is shown only now."""

    token = serializers.CharField(help_text="To be sent as Authorization: Bearer <token>.")
