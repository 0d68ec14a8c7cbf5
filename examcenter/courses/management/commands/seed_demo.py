"""Adds the demo course; safe to run again and again."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from examcenter.courses.demo import COURSE_TITLE, build_demo


class Command(BaseCommand):
    """Publishes the bank and adds what is missing of the demo course."""

    help = "Publish the bank and add the demo course, its people and its exams."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one option that commands which write have."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be added and add nothing."
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Add what is missing and print one line."""
        # Without a dry run nothing needs to be held together, and the bank takes a while.
        with transaction.atomic() if dry_run else nullcontext():
            report = build_demo()
            if dry_run:
                transaction.set_rollback(True)
        done = "would add" if dry_run else "added"
        self.stdout.write(
            f"{COURSE_TITLE}: {done} {report.n_people} people, {report.n_exams} exams, "
            f"{report.n_slots} questions."
        )
