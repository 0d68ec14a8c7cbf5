"""A program of its own: on a real database, somebody with SQL in hand attacks the audit log.

It prints what each statement came to, and what verifying finds once the triggers are away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.courses.models import Course  # noqa: E402
from examcenter.exams import audit  # noqa: E402
from examcenter.exams.management.commands.verify_audit import _missing  # noqa: E402
from tests.examcenter.exams.tampering import N_ENTRIES, WAYS  # noqa: E402
from tests.examcenter.making import make_course  # noqa: E402

FORBIDDEN = (
    "UPDATE exams_auditentry SET action = 'other'",
    "UPDATE exams_auditentry SET data = '{}' WHERE sequence = 2",
    "UPDATE exams_auditentry SET hash = 'x'",
    "UPDATE exams_auditentry SET sequence = NULL, hash = ''",
    "UPDATE exams_auditentry SET created_at = now() WHERE sequence = 1",
    "DELETE FROM exams_auditentry",
    "DELETE FROM exams_auditentry WHERE sequence = 5",
    "TRUNCATE exams_auditentry",
    "TRUNCATE courses_course CASCADE",
)


class Undone(Exception):
    """Takes a transaction back."""


def write_log() -> Course:
    """Return a course whose log holds sealed entries, and one that is not sealed."""
    course = make_course("vision")
    now = timezone.now()
    for number in range(N_ENTRIES):
        # Numbers and texts that two databases may store in two ways.
        data = {"n": number, "whole": 3.0, "small": 0.1, "nested": {"b": [1e22], "a": "7 \u00d7 7"}}
        audit.record(action="adjusted", course=course, now=now, data=data)
    audit.seal_entries()
    return course


def outcome_of(statement: str) -> str:
    """Return what the database says to a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            raise Undone
    except Undone:
        return "done"
    except DatabaseError as error:
        return "refused" if "never" in str(error) else str(error)


def problem_after(statements: Sequence[str], verify: Callable[[], list[str]]) -> list[str]:
    """Return what verifying finds after statements that nothing refused."""
    found: list[list[str]] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE exams_auditentry DISABLE TRIGGER USER")
            for statement in statements:
                cursor.execute(statement)
            found.append(verify())
            raise Undone
    except Undone:
        return found[0]


def problems_of(course: Course, head: str) -> list[str]:
    """Return what verifying finds by itself, and by a head that was noted before."""
    return [audit.verify_course(course).problem, _missing(course, f"{N_ENTRIES}:{head}")]


def attack() -> dict[str, Any]:
    """Try everything and return what it came to."""
    course = write_log()
    chain = audit.verify_course(course)
    tampering = {
        way: problem_after(statements, lambda: problems_of(course, chain.head))
        for way, (statements, _words) in WAYS.items()
    }
    audit.record(action="adjusted", course=course, now=timezone.now(), data={"n": -1})
    return {
        "vendor": connection.vendor,
        "whole": [chain.n_entries, chain.problem],
        "forbidden": {statement: outcome_of(statement) for statement in FORBIDDEN},
        # An entry that waits for its seal cannot be changed either, but for the seal itself.
        "unsealed": outcome_of("UPDATE exams_auditentry SET action = 'x' WHERE sequence IS NULL"),
        "sealed": audit.seal_entries(),
        "tampering": tampering,
        "still_whole": audit.verify_course(course).problem,
    }


if __name__ == "__main__":
    print(json.dumps(attack()))  # noqa: T201
