"""Django's registration of the app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Events and their delivery; stands on courses and exams, which know nothing of it."""

    name = "examcenter.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Connect to the news of other apps."""
        from examcenter.webhooks import receivers  # noqa: F401
