"""Django's registration of the app."""

from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """Exams, attempts, responses, and the clock."""

    name = "examcenter.exams"
    label = "exams"

    def ready(self) -> None:
        """Connect to the news of other boxes."""
        from examcenter.exams import receivers  # noqa: F401
