"""What can go wrong around webhooks, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound
from examcenter.webhooks.targets import TargetRefused


class WebhookNotFound(NotFound):
    """No such webhook for this person."""

    code = "webhook_not_found"
    title = gettext_lazy("Webhook not found")
    action = gettext_lazy("Go to the webhooks of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(_("There is no such webhook among yours."))


class DeliveryNotFound(NotFound):
    """No such delivery of this webhook."""

    code = "delivery_not_found"
    title = gettext_lazy("Delivery not found")
    action = gettext_lazy("Go to the webhook and choose from its log.")

    def __init__(self) -> None:
        super().__init__(_("The webhook has no such delivery; old ones are forgotten."))


class EventNotFound(NotFound):
    """No such event for this person."""

    code = "event_not_found"
    title = gettext_lazy("Event not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such event among yours; old ones are forgotten."))


class UrlRefused(ExamError):
    """An address to which nothing may be sent."""

    title = gettext_lazy("Nothing is sent to this address")
    action = gettext_lazy("Give another address.")
    status = 400

    def __init__(self, error: TargetRefused) -> None:
        self.code = error.code
        super().__init__(str(error))


class TooManyWebhooks(ExamError):
    """More endpoints than anybody needs."""

    code = "too_many_webhooks"
    title = gettext_lazy("Too many webhooks")
    action = gettext_lazy("Delete one that is not used.")

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("Found %(n)d webhooks, expected fewer before one is added.") % {"n": limit}
        )


class WebhookOff(ExamError):
    """Something is to be sent by an endpoint that sends nothing."""

    code = "webhook_off"
    title = gettext_lazy("This webhook is switched off")
    action = gettext_lazy("Switch it on first.")

    def __init__(self) -> None:
        super().__init__(_("Nothing is sent while a webhook is switched off or given up."))


class WebhooksUnavailable(ExamError):
    """The service was set up without a way out."""

    code = "webhooks_unavailable"
    title = gettext_lazy("This service sends no webhooks")
    action = gettext_lazy("Ask the administrator, or ask for events by GET events.")
    status = 409

    def __init__(self) -> None:
        super().__init__(_("EXAMCENTER_WEBHOOKS is not set, so nothing would be sent."))
