"""Django's registration of the app."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Drafts of questions, their proofs, and who may publish them."""

    name = "examcenter.authoring"
    label = "authoring"
