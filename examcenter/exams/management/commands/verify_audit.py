"""manage.py verify_audit: proves that the audit log is whole, or names the first broken entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from examcenter.courses.models import Course
from examcenter.exams.audit import verify_course
from examcenter.exams.models import AuditEntry


class Command(BaseCommand):
    """Verify the audit log."""

    help = "Compute the hashes of the audit log anew; exit 1 when one does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a course and what its log was known to hold."""
        parser.add_argument("--course", type=UUID, help="id of one course; all by default")
        parser.add_argument(
            "--expect",
            metavar="NUMBER:HASH",
            help="an entry noted earlier that must still stand; with --course",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify each course and print a line for it."""
        courses = Course.objects.order_by("title", "pk")
        if options["course"]:
            courses = courses.filter(pk=options["course"])
            if not courses:
                raise CommandError(f"course: found none with the id {options['course']}")
        elif options["expect"]:
            raise CommandError("expect: found no --course, expected the one it belongs to")
        n_broken = n_entries = 0
        for course in courses:
            chain = verify_course(course)
            problem = chain.problem or _missing(course, options["expect"])
            n_broken, n_entries = n_broken + bool(problem), n_entries + chain.n_entries
            state = f"BROKEN after entry {chain.n_entries}: {problem}" if problem else "whole"
            self.stdout.write(
                f"{course.title} ({course.pk}): {state}; {chain.n_entries} sealed, "
                f"{chain.n_unsealed} not yet, head {chain.n_entries}:{chain.head}"
            )
        if n_broken:
            raise CommandError(f"{n_broken} audit log(s) are broken")
        self.stdout.write(f"{n_entries} entries verified")


def _missing(course: Course, noted: str | None) -> str:
    """Return what is wrong about an entry that was noted earlier; "" when it stands."""
    if noted is None:
        return ""
    number, _, expected = noted.partition(":")
    if not number.isdecimal() or not expected:
        raise CommandError(f"expect: found {noted!r}, expected NUMBER:HASH")
    entries = AuditEntry.objects.filter(course=course, sequence=int(number))
    if not entries.filter(hash=expected).exists():
        return f"entry number {number} is not the one that was noted"
    return ""
