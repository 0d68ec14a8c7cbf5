"""Adds the demo course and a program with a token; prints the logins; run by the supervisor."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command

from examcenter.local.services import LOGIN_MARK, TOKEN_FILE

_PROGRAM = "Demo platform"
# One that ends during a run would be of no use.
_LASTS_AT_LEAST = timedelta(days=2)


def main() -> None:
    """Seed, which publishes the bank, give the demo program a token, print who can sign in."""
    django.setup()
    call_command("seed_demo", stdout=sys.stderr)
    # Importable only now: the people come with their models.
    from django.conf import settings

    from examcenter.courses.demo import PEOPLE

    write_token(Path(settings.VAR_DIR) / TOKEN_FILE)
    for person in PEOPLE:
        role = str(person.role.label).lower()
        sys.stdout.write(f"{LOGIN_MARK}{role:<9} {person.username:<9} {person.password}\n")


def write_token(path: Path) -> None:
    """Keep a good token of the demo program in a file for its owner only; one there stays."""
    from django.utils import timezone

    from examcenter.courses.demo import COURSE_TITLE
    from examcenter.courses.models import Course
    from examcenter.integrations.models import Integration
    from examcenter.integrations.scopes import SCOPES
    from examcenter.integrations.services import (
        admit_integration,
        create_integration,
        find_token,
        issue_token,
    )

    now = timezone.now()
    known = find_token(path.read_text(encoding="ascii").strip()) if path.exists() else None
    if known is not None and known.is_good(now + _LASTS_AT_LEAST):
        return
    program = Integration.objects.filter(name=_PROGRAM, course=None, revoked_at=None).first()
    if program is None:
        program, text = create_integration(
            name=_PROGRAM, course=None, scopes=SCOPES, now=now, may_create_courses=True
        )
        course = Course.objects.filter(title=COURSE_TITLE).order_by("created_at").first()
        if course is not None:
            admit_integration(integration=program, course=course, now=now)
    else:
        _, text = issue_token(integration=program, scopes=SCOPES, now=now)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text + "\n")
    fresh.replace(path)


if __name__ == "__main__":
    main()
