"""Makes a token: ``manage.py create_token --integration campus --scopes roster:read``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from examcenter.courses.models import Course
from examcenter.integrations.models import Integration
from examcenter.integrations.scopes import SCOPES, unknown_scopes
from examcenter.integrations.services import create_integration, issue_token
from examcenter.integrations.services.tokens import DAYS_OF_PROGRAMS, MOST_DAYS


class Command(BaseCommand):
    """Makes the program too where there is none of this name; prints the token and nothing else."""

    help = "Make a token of a program and print it, this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose token it is, what it is good for, and for how long."""
        parser.add_argument("--integration", required=True, metavar="NAME")
        parser.add_argument("--course", metavar="SLUG", help="left out, it is for the whole site")
        parser.add_argument(
            "--scopes", nargs="+", required=True, metavar="SCOPE", help="some of them, or all"
        )
        parser.add_argument("--days", type=int, default=DAYS_OF_PROGRAMS)
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Make the token; it goes to standard output, words about it to standard error."""
        scopes = list(SCOPES) if options["scopes"] == ["all"] else options["scopes"]
        unknown = unknown_scopes(scopes)
        if unknown:
            raise CommandError(
                f"scopes: found {unknown[0]!r}, expected some of {', '.join(SCOPES)}"
            )
        days = options["days"]
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"days: found {days}, expected 1 to {MOST_DAYS}")
        course = _course_of(options["course"])
        name, now = options["integration"], timezone.now()
        known = Integration.objects.filter(name=name, course=course, revoked_at=None).first()
        if dry_run:
            self.stderr.write(f"would make 1 token and {0 if known else 1} programs.")
            return
        if known is None:
            _, text = create_integration(
                name=name, course=course, scopes=scopes, now=now, days=days
            )
        else:
            _, text = issue_token(
                integration=known, scopes=scopes, now=now, lasts=timedelta(days=days)
            )
        self.stdout.write(text)
        self.stderr.write(f"made 1 token and {0 if known else 1} programs; it is shown only now.")


def _course_of(slug: str | None) -> Course | None:
    if slug is None:
        return None
    course = Course.objects.filter(slug=slug).first()
    if course is None:
        raise CommandError(f"course: found {slug!r}, expected the slug of a course")
    return course
