"""Django's registration of the bank."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """The bank."""

    name = "questions"
    label = "questions"
