"""Whatever somebody does to a sealed log with SQL, verifying finds it and says where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from examcenter.exams import audit
from tests.examcenter.exams.tampering import N_ENTRIES, WAYS


@pytest.fixture
def course(cast, now):
    """Return a course whose log is sealed, and from which the triggers are away."""
    for number in range(N_ENTRIES):
        audit.record(action="adjusted", course=cast.course, now=now, data={"n": number})
    audit.seal_entries()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_no_update")
        cursor.execute("DROP TRIGGER audit_entry_no_delete")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
    return cast.course


@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_and_told_where(course, way):
    statements, words = WAYS[way]
    head = audit.verify_course(course).head
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

    assert words in audit.verify_course(course).problem
    told = StringIO()
    with pytest.raises(CommandError, match="1 audit log"):
        call_command("verify_audit", course=course.pk, expect=f"{N_ENTRIES}:{head}", stdout=told)
    assert f"BROKEN after entry {audit.verify_course(course).n_entries}" in told.getvalue()
    assert (words or "entry number 6 is not the one that was noted") in told.getvalue()


def test_nothing_is_found_in_a_log_that_was_left_alone(course):
    chain = audit.verify_course(course)
    assert (chain.n_entries, chain.problem) == (N_ENTRIES, "")
    told = StringIO()
    call_command("verify_audit", course=course.pk, expect=f"6:{chain.head}", stdout=told)
    assert "whole" in told.getvalue()
