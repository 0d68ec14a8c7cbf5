"""Django's registration of the app."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Practice by topic, mastery, misconceptions met, and repetition."""

    name = "examcenter.practice"
    label = "practice"
