"""Writes docs/openapi.yaml and docs/problem-codes.md anew; with ``--check`` it only compares."""

from __future__ import annotations

import difflib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from examcenter.api import document, problem_codes

_MOST_LINES = 40


class Command(BaseCommand):
    """Keeps what is committed in step with the code."""

    help = "Write the OpenAPI document and the table of problem codes, or compare them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether anything is written."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if it differs"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or compare, and say how much there is."""
        # What can be refused is known once every view is loaded.
        assert get_resolver().url_patterns
        content = make_document()
        validate_schema(content)  # type: ignore[no-untyped-call]
        self._bring(document.PATH, document.text_of(content), is_checked=check)
        self._bring(problem_codes.PATH, problem_codes.page(), is_checked=check)
        n_operations = sum(1 for _ in document.operations_of(content))
        self.stdout.write(f"{n_operations} operations, {len(problem_codes.list_codes())} codes.")

    def _bring(self, path: Path, text: str, *, is_checked: bool) -> None:
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        if known == text:
            return
        if is_checked:
            lines = difflib.unified_diff(known.splitlines(), text.splitlines(), "committed", "code")
            shown = "\n".join(list(lines)[:_MOST_LINES])
            raise CommandError(
                f"{path.name} is not what the code says. Fix: manage.py write_openapi\n{shown}"
            )
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{path.name} is written.")


def make_document() -> dict[str, Any]:
    """Return the document of the code, in plain values."""
    generated = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    plain: dict[str, Any] = json.loads(json.dumps(generated))
    return plain
