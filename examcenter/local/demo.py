"""Adds the demo course, then prints a line for each of its logins; run by the supervisor."""

import sys

import django
from django.core.management import call_command

from examcenter.local.services import LOGIN_MARK


def main() -> None:
    """Seed, which publishes the bank, and print who can sign in."""
    django.setup()
    call_command("seed_demo", stdout=sys.stderr)
    # Importable only now: the people come with their models.
    from examcenter.courses.demo import PEOPLE

    for person in PEOPLE:
        role = str(person.role.label).lower()
        sys.stdout.write(f"{LOGIN_MARK}{role:<9} {person.username:<9} {person.password}\n")


if __name__ == "__main__":
    main()
