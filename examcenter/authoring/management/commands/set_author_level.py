"""Says what a teacher may do in the workbench: ``manage.py set_author_level USERNAME LEVEL``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from examcenter.accounts.models import User
from examcenter.authoring.access import LEVEL_NAMES, find_seat
from examcenter.authoring.models import Author


class Command(BaseCommand):
    """Sets the level of one person; safe to run twice."""

    help = "Let a teacher draft (author), approve (reviewer) or publish (publisher)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the person, the level and the dry run."""
        parser.add_argument("username")
        parser.add_argument("level", choices=list(LEVEL_NAMES))
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, username: str, level: str, dry_run: bool, **options: Any) -> None:
        """Set the level, and print one line."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"username: found {username!r}, expected somebody who is known")
        seat = find_seat(user)
        if seat is None:
            raise CommandError(f"{username}: found no teacher and no staff, expected one")
        if not dry_run:
            Author.objects.update_or_create(user=user, defaults={"level": LEVEL_NAMES[level]})
        verb = "would be" if dry_run else "is"
        self.stdout.write(f"{username} {verb} {level} (was {seat.level.label})")
