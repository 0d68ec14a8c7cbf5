"""A program: makes the table of the bare view."""

import django
from django.db import connection

django.setup()

from tests.load.bare.urls import Saved  # noqa: E402

with connection.schema_editor() as editor:
    editor.create_model(Saved)
