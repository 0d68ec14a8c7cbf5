"""Webhooks: addresses that are told of events, their secrets, and the log of what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.serializers.webhooks import (
    DeliveriesQuery,
    DeliveryOutput,
    NewWebhookOutput,
    SecretInput,
    SecretOutput,
    WebhookChangeInput,
    WebhookInput,
    WebhookOutput,
    WebhooksQuery,
    with_secret,
)
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.webhooks.access import (
    get_course_for,
    get_delivery_of,
    get_endpoint_for,
    list_deliveries_of,
    list_endpoints_for,
)
from examcenter.webhooks.models import Delivery
from examcenter.webhooks.services.deliveries import replay, send_test
from examcenter.webhooks.services.endpoints import (
    Wishes,
    change_endpoint,
    delete_endpoint,
    make_endpoint,
    rotate_secret,
)

_SCOPE = "webhooks:write"
_UNCACHED = {"Cache-Control": "no-store"}


def wishes_of(values: dict[str, Any]) -> Wishes:
    """Return what a body asks for."""
    return Wishes(
        url=values["url"],
        kinds=tuple(values["events"]),
        description=values["description"],
        is_active=values["is_active"],
    )


class Webhooks(ApiView):
    """The webhooks of one's courses."""

    @describe_list(
        "list_webhooks",
        "List webhooks",
        WebhookOutput,
        scope=_SCOPE,
        query=WebhooksQuery,
        problems=(403, 404),
    )
    def get(self, request: Request) -> Response:
        """Return the webhooks of the courses that one teaches; staff see those of the site too."""
        wanted = self.query(WebhooksQuery)
        rows = list_endpoints_for(self.person())
        if "course" in wanted:
            rows = rows.filter(course=get_course_for(self.person(), wanted["course"]))
        return self.page(rows, WebhookOutput, order=("created_at",))

    @describe(
        "create_webhook",
        "Add a webhook",
        request=WebhookInput,
        responses={201: NewWebhookOutput},
        scope=_SCOPE,
        problems=(403, 404, 409),
    )
    def post(self, request: Request) -> Response:
        """Add a webhook; the answer has its secret, which is never shown again.

        A repeated `Idempotency-Key` is told that it was done; the secret is not kept.
        """
        values = self.read(WebhookInput)
        course = get_course_for(self.person(), values["course"])
        endpoint, secret = make_endpoint(
            actor=self.person(), course=course, wishes=wishes_of(values), now=timezone.now()
        )
        location = reverse("api:webhook", args=[endpoint.pk])
        return Response(
            with_secret(endpoint, secret),
            status=201,
            headers={"Location": location, **_UNCACHED},
        )


class WebhookDetail(ApiView):
    """One webhook."""

    @describe(
        "read_webhook",
        "Read a webhook",
        responses={200: WebhookOutput},
        scope=_SCOPE,
        problems=(404,),
    )
    def get(self, request: Request, webhook_id: UUID) -> Response:
        """Return a webhook without its secret."""
        return Response(WebhookOutput(get_endpoint_for(self.person(), webhook_id)).data)

    @describe(
        "replace_webhook",
        "Change a webhook",
        request=WebhookChangeInput,
        responses={200: WebhookOutput},
        scope=_SCOPE,
        problems=(404,),
        match=True,
    )
    def put(self, request: Request, webhook_id: UUID) -> Response:
        """Give it another address or other events, or switch it; what is left out is the usual."""
        values = self.read(WebhookChangeInput)
        endpoint = get_endpoint_for(self.person(), webhook_id)
        self.require_match(WebhookOutput(endpoint).data)
        changed = change_endpoint(
            endpoint=endpoint, actor=self.person(), wishes=wishes_of(values), now=timezone.now()
        )
        return Response(WebhookOutput(changed).data)

    @describe(
        "delete_webhook",
        "Delete a webhook",
        responses={204: None},
        scope=_SCOPE,
        problems=(404,),
        match=True,
    )
    def delete(self, request: Request, webhook_id: UUID) -> Response:
        """Delete it with its log; the events stay in the feed."""
        endpoint = get_endpoint_for(self.person(), webhook_id)
        self.require_match(WebhookOutput(endpoint).data)
        delete_endpoint(endpoint=endpoint, actor=self.person(), now=timezone.now())
        return Response(status=204)


class WebhookSecrets(ApiView):
    """The secrets of a webhook."""

    @describe(
        "rotate_webhook_secret",
        "Make a new secret",
        request=SecretInput,
        responses={201: SecretOutput},
        scope=_SCOPE,
        problems=(404,),
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Make a new secret and return it this once; the old one is valid a while longer."""
        values = self.read(SecretInput)
        endpoint = get_endpoint_for(self.person(), webhook_id)
        secret = rotate_secret(
            endpoint=endpoint,
            actor=self.person(),
            overlap_s=values["overlap_s"],
            now=timezone.now(),
        )
        location = reverse("api:webhook", args=[endpoint.pk])
        return Response(
            SecretOutput({"secret": secret}).data,
            status=201,
            headers={"Location": location, **_UNCACHED},
        )


class WebhookTest(ApiView):
    """A test of a webhook."""

    @describe(
        "test_webhook",
        "Send a test",
        request=NothingInput,
        responses={202: DeliveryOutput},
        scope=_SCOPE,
        problems=(404, 409),
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Send an event of the type `webhook.test` to it; Location says what comes of it."""
        self.read(NothingInput)
        endpoint = get_endpoint_for(self.person(), webhook_id)
        return _accepted(send_test(endpoint=endpoint, now=timezone.now()))


class Deliveries(ApiView):
    """The log of a webhook."""

    @describe_list(
        "list_deliveries",
        "List the deliveries of a webhook, the newest first",
        DeliveryOutput,
        scope=_SCOPE,
        query=DeliveriesQuery,
        problems=(404,),
    )
    def get(self, request: Request, webhook_id: UUID) -> Response:
        """Return what was sent, what waits, and every answer."""
        wanted = self.query(DeliveriesQuery)
        rows = list_deliveries_of(get_endpoint_for(self.person(), webhook_id))
        if "state" in wanted:
            rows = rows.filter(state=wanted["state"])
        return self.page(rows, DeliveryOutput, order=("-created_at",))


class DeliveryDetail(ApiView):
    """One delivery."""

    @describe(
        "read_delivery",
        "Read a delivery",
        responses={200: DeliveryOutput},
        scope=_SCOPE,
        problems=(404,),
    )
    def get(self, request: Request, webhook_id: UUID, delivery_id: UUID) -> Response:
        """Return a delivery with every request that was made for it."""
        endpoint = get_endpoint_for(self.person(), webhook_id)
        return Response(DeliveryOutput(get_delivery_of(endpoint, delivery_id)).data)


class DeliveryReplay(ApiView):
    """Sending a delivery again."""

    @describe(
        "replay_delivery",
        "Send a delivery again",
        request=NothingInput,
        responses={202: DeliveryOutput},
        scope=_SCOPE,
        problems=(404, 409),
    )
    def post(self, request: Request, webhook_id: UUID, delivery_id: UUID) -> Response:
        """Send it again, under the same `webhook-id`, whatever came of it before."""
        self.read(NothingInput)
        endpoint = get_endpoint_for(self.person(), webhook_id)
        delivery = get_delivery_of(endpoint, delivery_id)
        return _accepted(replay(delivery=delivery, now=timezone.now()))


def _accepted(delivery: Delivery) -> Response:
    location = reverse("api:delivery", args=[delivery.endpoint_id, delivery.pk])
    return Response(DeliveryOutput(delivery).data, status=202, headers={"Location": location})
