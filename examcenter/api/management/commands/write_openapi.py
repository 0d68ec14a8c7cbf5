"""Writes docs/openapi.yaml anew: ``manage.py write_openapi``; ``--check`` only compares."""

from __future__ import annotations

import difflib
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from examcenter.api.document import PATH, operations_of, text_of

_MOST_LINES = 40


class Command(BaseCommand):
    """Keeps the committed document in step with the code."""

    help = "Write the OpenAPI document, or compare it with the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether anything is written."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if it differs"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or compare, and say how many operations there are."""
        document = make_document()
        validate_schema(document)  # type: ignore[no-untyped-call]
        text = text_of(document)
        known = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
        n_operations = sum(1 for _ in operations_of(document))
        if known == text:
            self.stdout.write(f"{PATH.name} is as the code: {n_operations} operations.")
            return
        if check:
            lines = difflib.unified_diff(known.splitlines(), text.splitlines(), "committed", "code")
            shown = "\n".join(list(lines)[:_MOST_LINES])
            raise CommandError(
                f"{PATH.name} is not what the code says. Fix: manage.py write_openapi\n{shown}"
            )
        PATH.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PATH.name} is written: {n_operations} operations.")


def make_document() -> dict[str, Any]:
    """Return the document of the code, in plain values."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    plain: dict[str, Any] = json.loads(json.dumps(document))
    return plain
