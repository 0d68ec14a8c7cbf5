"""Django's registration of the app."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Practice by topic, mastery, misconceptions met, and repetition."""

    name = "examcenter.practice"
    label = "practice"

    def ready(self) -> None:
        """Connect to the news of the apps below."""
        from examcenter.practice import receivers  # noqa: F401
