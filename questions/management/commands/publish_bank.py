"""Publishes the question files of a folder: ``manage.py publish_bank [FOLDER] [--dry-run]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from questions.errors import BankError
from questions.publishing import BANK_DIR
from questions.services import publish_bank


class Command(BaseCommand):
    """Publishes new and changed questions; safe to run twice."""

    help = "Certify and publish the question files that are new or changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder and the dry run."""
        parser.add_argument(
            "folder", nargs="?", type=Path, default=BANK_DIR, help="default: the shipped bank"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="certify, and say what would be published"
        )

    def handle(self, *args: Any, folder: Path, dry_run: bool, **options: Any) -> None:
        """Publish, and print one line with the counts."""
        try:
            report = publish_bank(folder, is_dry_run=dry_run)
        except BankError as error:
            raise CommandError(str(error)) from None
        verb = "would be published" if dry_run else "published"
        listed = f" ({', '.join(report.published)})" if report.published else ""
        self.stdout.write(
            f"{len(report.published)} {verb}{listed}, {len(report.unchanged)} unchanged"
        )
        for slug in report.kept:
            self.stdout.write(
                f"{slug}: the file has changed, and a teacher has published a newer version in the "
                "workbench; kept the teacher's. To take the file, import it in the workbench."
            )
