"""Gives somebody a role in a course: ``manage.py set_course_role vision-101 tess owner``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.accounts.names import username_key
from examcenter.courses.models import Course, Enrollment
from examcenter.courses.roles import Role
from examcenter.courses.services.people import set_role


class Command(BaseCommand):
    """Puts a person into a course in a role; safe to run twice."""

    help = "Give somebody a role in a course, such as its first owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the course, the person, the role and the dry run."""
        parser.add_argument("course", help="slug of the course")
        parser.add_argument("username")
        parser.add_argument("role", choices=[role for role in Role.values if role != Role.PROGRAM])
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(
        self, *args: Any, course: str, username: str, role: str, dry_run: bool, **options: Any
    ) -> None:
        """Set the role and print one line."""
        row = Course.objects.filter(slug=course).first()
        if row is None:
            raise CommandError(f"course: found {course!r}, expected the slug of a course")
        user = User.objects.filter(username_key=username_key(username)).first()
        if user is None:
            raise CommandError(f"username: found {username!r}, expected somebody who is known")
        place = Enrollment.objects.filter(course=row, user=user).first()
        was = place.role if place else "nobody"
        if was == role:
            self.stdout.write(f"{user.username} is {role} of {row.slug} already; changed 0 places.")
            return
        if not dry_run:
            set_role(course=row, user_id=user.pk, role=Role(role), now=timezone.now())
        verb = "would be" if dry_run else "is"
        self.stdout.write(f"{user.username} {verb} {role} of {row.slug} (was {was}).")
