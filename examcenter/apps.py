"""The project package as an app of its own: it has no tables, only system checks."""

from django.apps import AppConfig


class ExamCenterConfig(AppConfig):
    """Registers what `manage.py check` should look at."""

    name = "examcenter"
    verbose_name = "Exam Center"

    def ready(self) -> None:
        """Import the checks, which register themselves."""
        from examcenter import checks  # noqa: F401
