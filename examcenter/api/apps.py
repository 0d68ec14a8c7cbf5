"""Django's registration of the app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST interface."""

    name = "examcenter.api"
    label = "api"

    def ready(self) -> None:
        """Make the kinds of long work known."""
        from examcenter.api import exports, proving  # noqa: F401
