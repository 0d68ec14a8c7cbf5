"""Turns a person's second factor off: ``manage.py reset_second_factor USERNAME``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from examcenter.accounts import second_factor, services
from examcenter.accounts.models import User
from examcenter.accounts.names import username_key


class Command(BaseCommand):
    """Turns the second factor of somebody off who has lost it; safe to run twice."""

    help = "Turn the second factor of a person off, and end their sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the person and the dry run."""
        parser.add_argument("username")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, username: str, dry_run: bool, **options: Any) -> None:
        """Turn it off and print one line."""
        user = User.objects.filter(username_key=username_key(username)).first()
        if user is None:
            raise CommandError(f"username: found {username!r}, expected somebody who is known")
        if user.second_factor_at is None:
            self.stdout.write(f"{user.username} has no second factor; changed 0 people.")
            return
        if dry_run:
            self.stdout.write(f"would turn off the second factor of {user.username}.")
            return
        second_factor.remove(user)
        services.sign_out_everywhere(user)
        self.stdout.write(f"turned off the second factor of {user.username}; sessions ended.")
