"""As little as Django starts with, on the database that is measured."""

import os

from examcenter.env import database_from_url

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": database_from_url(os.environ.get("BARE_DATABASE_URL", "sqlite://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.load.bare.urls"
SECRET_KEY = "bare"
USE_TZ = True
