"""Django's registration of the app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST interface."""

    name = "examcenter.api"
    label = "api"
