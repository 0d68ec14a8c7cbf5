"""Django's registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    name = "examcenter.accounts"
    label = "accounts"
