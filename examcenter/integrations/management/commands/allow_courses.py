"""Lets a program make courses: ``manage.py allow_courses --integration campus``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from examcenter.integrations.models import Integration
from examcenter.integrations.services import allow_courses


class Command(BaseCommand):
    """Says of a program of the whole site whether it may make courses; safe to run twice."""

    help = "Let a program of the whole site make courses, or with --withdraw no more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which program is meant, and what it may do."""
        parser.add_argument("--integration", required=True, metavar="NAME")
        parser.add_argument("--withdraw", action="store_true", help="it makes none from now on")
        parser.add_argument("--dry-run", action="store_true", help="say what would be changed")

    def handle(
        self, *args: Any, integration: str, withdraw: bool, dry_run: bool, **options: Any
    ) -> None:
        """Change it, and print one line."""
        program = Integration.objects.filter(name=integration, course=None, revoked_at=None).first()
        if program is None:
            raise CommandError(
                f"integration: found {integration!r}, expected the name of a program of the whole "
                "site; create_token makes one"
            )
        is_changed = program.may_create_courses == withdraw
        if is_changed and not dry_run:
            allow_courses(integration=program, is_allowed=not withdraw)
        verb = "would be changed" if dry_run else "changed"
        state = "makes no courses" if withdraw else "may make courses"
        self.stdout.write(f"{int(is_changed)} {verb}: {program.name} {state}")
