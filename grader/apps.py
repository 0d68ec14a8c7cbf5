"""Django's registration of the judge."""

from django.apps import AppConfig


class GraderConfig(AppConfig):
    """The judge."""

    name = "grader"
    label = "grader"

    def ready(self) -> None:
        """Connect the worker's heartbeat to Celery's signals."""
        from grader import heartbeat  # noqa: F401
