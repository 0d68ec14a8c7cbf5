"""Events, webhooks and their deliveries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.moments import MomentField
from examcenter.webhooks.kinds import KINDS, TEST
from examcenter.webhooks.models import Delivery, Endpoint
from examcenter.webhooks.services.endpoints import LONGEST_OVERLAP_S, OVERLAP_S

EVENT_KINDS = tuple(KINDS)
DELIVERED_KINDS = (*EVENT_KINDS, TEST)
WEBHOOK_STATES = tuple(Endpoint.State.values)
DELIVERY_STATES = tuple(Delivery.State.values)


@extend_schema_field({"type": "string", "maxLength": 64})
class SinceField(serializers.Field[Any, Any, Any, Any]):
    """The id of an event, or a moment."""

    def to_internal_value(self, data: Any) -> Any:
        """Return a UUID or a datetime. Raises ValidationError."""
        text = str(data)[:64]
        try:
            return UUID(text)
        except ValueError:
            return MomentField().to_internal_value(text)

    def to_representation(self, value: Any) -> str:
        """Return it as text; it is never written."""
        return str(value)


class EventsQuery(StrictSerializer):
    """Which events to list."""

    course = serializers.UUIDField(required=False, help_text="Only events of this course.")
    kind = serializers.ChoiceField(
        choices=EVENT_KINDS, required=False, help_text="Only events of this kind."
    )
    since = SinceField(
        required=False,
        help_text="Only events after this one: the id of the last event that you have, or a moment "
        "such as `2026-11-22T14:00:00Z`. Nothing is missed between two calls.",
    )


class EventOutput(serializers.Serializer[Any]):
    """Something that happened, by ids; ask for what you need to know of it."""

    id = serializers.UUIDField(help_text="The same as the `webhook-id` of its deliveries.")
    type = serializers.ChoiceField(source="kind", choices=DELIVERED_KINDS)
    timestamp = serializers.DateTimeField(source="created_at")
    data = serializers.DictField(  # type: ignore[assignment]
        child=serializers.JSONField(), help_text="Ids: of the course, the exam, the attempt, ..."
    )


class WebhooksQuery(StrictSerializer):
    """Which webhooks to list."""

    course = serializers.UUIDField(required=False, help_text="Only webhooks of this course.")


class WebhookChangeInput(StrictSerializer):
    """An address and what it wants to hear."""

    url = serializers.CharField(
        max_length=2000, help_text="https only; a public address. Redirects are not followed."
    )
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENT_KINDS),
        required=False,
        default=list,
        help_text="The kinds to be told of; empty is all of them, also kinds to come.",
    )
    description = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )
    is_active = serializers.BooleanField(
        required=False,
        default=True,
        help_text="False sends nothing; what waits is sent when it is switched on again.",
    )


class WebhookInput(WebhookChangeInput):
    """A new webhook."""

    course = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Null is every course of the site, for staff only. Cannot be changed later.",
    )


class WebhookOutput(serializers.Serializer[Any]):
    """A webhook; its secret is shown when it is made, and never again."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    course = serializers.UUIDField(source="course_id", allow_null=True)
    events = serializers.ListField(source="kinds", child=serializers.CharField())
    description = serializers.CharField(allow_blank=True)
    is_active = serializers.SerializerMethodField()
    state = serializers.ChoiceField(
        choices=WEBHOOK_STATES,
        help_text="`failed`: given up by the service; put it with `is_active` to try again.",
    )
    reason = serializers.CharField(
        allow_blank=True,
        help_text="Why it was given up: `gone` (it answered 410), `failing` (nothing was taken for "
        "days), `key` (the service's key is another one: rotate the secret) or `revoked` (the "
        "program that made it was sent away).",
    )
    failing_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def get_is_active(self, endpoint: Endpoint) -> bool:
        """Return whether something is sent."""
        return endpoint.state == Endpoint.State.ACTIVE


class NewWebhookOutput(WebhookOutput):
    """A webhook with its secret, which is shown this once."""

    # Named so by Standard Webhooks; no answer but this one has it.
    secret = serializers.CharField(help_text="`whsec_...`: verify signatures with it.")


class SecretInput(StrictSerializer):
    """How long the old secret stays valid."""

    overlap_s = serializers.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP_S,
        required=False,
        default=OVERLAP_S,
        help_text="While both are valid every delivery has two signatures; 0 ends the old at once.",
    )


class SecretOutput(serializers.Serializer[Any]):
    """A new secret, shown this once."""

    secret = serializers.CharField()


class TryOutput(serializers.Serializer[Any]):
    """One request that was made."""

    started_at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="Null where no answer came.")
    error = serializers.CharField(
        allow_blank=True,
        help_text="Why no answer came: timeout, connection, tls, certificate or target_...",
    )
    detail = serializers.CharField(allow_blank=True)
    response = serializers.CharField(allow_blank=True, help_text="The beginning of the answer.")


class DeliveryOutput(serializers.Serializer[Any]):
    """One event for one webhook, with every request that was made for it."""

    id = serializers.UUIDField()
    event = EventOutput()
    state = serializers.ChoiceField(choices=DELIVERY_STATES)
    n_tries = serializers.IntegerField(help_text="Since it was written or replayed.")
    next_try_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)
    tries = TryOutput(many=True)


class DeliveriesQuery(StrictSerializer):
    """Which deliveries to list."""

    state = serializers.ChoiceField(choices=DELIVERY_STATES, required=False)


def with_secret(endpoint: Endpoint, secret: str) -> dict[str, Any]:
    """Return what is said of a webhook when it is made."""
    return {**WebhookOutput(endpoint).data, "secret": secret}
