"""Django's registration of the judge."""

from django.apps import AppConfig


class GraderConfig(AppConfig):
    """The judge."""

    name = "grader"
    label = "grader"
