"""Makes a course and its owner: ``manage.py create_course "Vision 101" --owner tess``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.accounts.names import username_key
from examcenter.courses.forms import time_zones
from examcenter.courses.models import Course, Enrollment
from examcenter.courses.roles import Role
from examcenter.courses.services.courses import CourseFacts, open_course


class Command(BaseCommand):
    """Makes a course unless this person owns one of the same title and term."""

    help = "Make a course and name its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the course is called, whose it is, and the dry run."""
        parser.add_argument("title")
        parser.add_argument("--owner", required=True, help="username")
        parser.add_argument("--term", default="")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Make the course and print one line."""
        owner = User.objects.filter(username_key=username_key(options["owner"])).first()
        if owner is None:
            raise CommandError(f"owner: found {options['owner']!r}, expected a known username")
        zone = options["time_zone"]
        if zone not in dict(time_zones()):
            raise CommandError(f"time zone: found {zone!r}, expected one such as Europe/Berlin")
        facts = CourseFacts(options["title"], options["term"], time_zone=zone)
        known = Enrollment.objects.filter(
            user=owner, role=Role.OWNER, course__title=facts.title, course__term=facts.term
        ).select_related("course")
        found = known.first()
        if found is not None:
            self.stdout.write(f"{found.course.slug} is there already; made 0 courses.")
        elif dry_run:
            self.stdout.write(f"would make 1 course, {facts.title!r}, owned by {owner.username}.")
        else:
            course: Course = open_course(facts=facts, owner=owner, now=timezone.now())
            self.stdout.write(f"made 1 course, {course.slug}, owned by {owner.username}.")
