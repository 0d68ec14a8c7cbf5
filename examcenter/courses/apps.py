"""Django's registration of the app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses and who belongs to them."""

    name = "examcenter.courses"
    label = "courses"
