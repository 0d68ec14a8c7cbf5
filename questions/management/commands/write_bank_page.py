"""Writes the list of questions into docs/bank.md: ``manage.py write_bank_page [--dry-run]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from questions.engine.survey import survey_domain
from questions.management.bank_page import Entry, write_page
from questions.management.workbench import bad_usage, find_files

PAGE = Path(settings.BASE_DIR) / "docs" / "bank.md"


class Command(BaseCommand):
    """Writes the page from the files of the bank; needs no database and may run twice."""

    help = "Write the table of all questions into docs/bank.md."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Count the variants and write the page."""
        entries = []
        for file in find_files([]):
            if file.question is None:
                raise bad_usage(f"{file.slug}: found {file.problems[0]}, expected a question")
            entries.append(Entry(file.question, int(survey_domain(file.question).numbers.size)))
        old = PAGE.read_text(encoding="utf-8")
        new = write_page(old, entries)
        if not dry_run:
            PAGE.write_text(new, encoding="utf-8")
        outcome = "unchanged" if new == old else "would change" if dry_run else "written"
        self.stdout.write(f"{PAGE.name}: {len(entries)} questions, {outcome}")
