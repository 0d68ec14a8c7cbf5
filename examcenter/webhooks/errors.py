"""What can go wrong around webhooks, in words for the person whom it happens to."""

from __future__ import annotations

from examcenter.exams.errors import ExamError, NotFound
from examcenter.webhooks.targets import TargetRefused


class WebhookNotFound(NotFound):
    """No such webhook for this person."""

    code = "webhook_not_found"
    title = "Webhook not found"
    action = "Go to the webhooks of the course and choose from what is there."

    def __init__(self) -> None:
        super().__init__("There is no such webhook among yours.")


class DeliveryNotFound(NotFound):
    """No such delivery of this webhook."""

    code = "delivery_not_found"
    title = "Delivery not found"
    action = "Go to the webhook and choose from its log."

    def __init__(self) -> None:
        super().__init__("The webhook has no such delivery; old ones are forgotten.")


class EventNotFound(NotFound):
    """No such event for this person."""

    code = "event_not_found"
    title = "Event not found"

    def __init__(self) -> None:
        super().__init__("There is no such event among yours; old ones are forgotten.")


class UrlRefused(ExamError):
    """An address to which nothing may be sent."""

    title = "Nothing is sent to this address"
    action = "Give another address."
    status = 400

    def __init__(self, error: TargetRefused) -> None:
        self.code = error.code
        super().__init__(str(error))


class TooManyWebhooks(ExamError):
    """More endpoints than anybody needs."""

    code = "too_many_webhooks"
    title = "Too many webhooks"
    action = "Delete one that is not used."

    def __init__(self, limit: int) -> None:
        super().__init__(f"Found {limit} webhooks, expected fewer before one is added.")


class WebhookOff(ExamError):
    """Something is to be sent by an endpoint that sends nothing."""

    code = "webhook_off"
    title = "This webhook is switched off"
    action = "Switch it on first."

    def __init__(self) -> None:
        super().__init__("Nothing is sent while a webhook is switched off or given up.")


class WebhooksUnavailable(ExamError):
    """The service was set up without a way out."""

    code = "webhooks_unavailable"
    title = "This service sends no webhooks"
    action = "Ask the administrator, or ask for events by GET events."
    status = 409

    def __init__(self) -> None:
        super().__init__("EXAMCENTER_WEBHOOKS is not set, so nothing would be sent.")
