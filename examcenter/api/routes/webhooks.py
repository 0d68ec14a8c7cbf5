"""Events, and the webhooks that are told of them."""

from django.urls import path

from examcenter.api.views import events, webhooks

_ONE = "webhooks/<uuid:webhook_id>"
routes = [
    path("events", events.Events.as_view(), name="events"),
    path("events/<uuid:event_id>", events.EventDetail.as_view(), name="event"),
    path("webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path(_ONE, webhooks.WebhookDetail.as_view(), name="webhook"),
    path(f"{_ONE}/secrets", webhooks.WebhookSecrets.as_view(), name="webhook_secrets"),
    path(f"{_ONE}/test", webhooks.WebhookTest.as_view(), name="webhook_test"),
    path(f"{_ONE}/deliveries", webhooks.Deliveries.as_view(), name="deliveries"),
    path(
        f"{_ONE}/deliveries/<uuid:delivery_id>", webhooks.DeliveryDetail.as_view(), name="delivery"
    ),
    path(
        f"{_ONE}/deliveries/<uuid:delivery_id>/replay",
        webhooks.DeliveryReplay.as_view(),
        name="delivery_replay",
    ),
]
