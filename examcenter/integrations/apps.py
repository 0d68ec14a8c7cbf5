"""Django's registration of the app."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Programs that work in courses, and every token that the REST interface takes."""

    name = "examcenter.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Connect to the news of other apps."""
        from examcenter.integrations import receivers  # noqa: F401
