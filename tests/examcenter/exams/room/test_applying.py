"""Rules that change while hundreds sit: in short transactions, so that no save waits for all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from examcenter.exams.building.definition import Rules
from examcenter.exams.building.services import change_rules
from examcenter.exams.models import Attempt, AuditEntry, Message, RoomEvent
from examcenter.exams.room import applying
from tests.examcenter.making import enroll, make_user


@pytest.fixture
def sitting(timed, cast, now):
    """Return a maker of people who sit the exam; rows alone, for nobody answers here."""

    def sit(n):
        for number in range(n):
            user = make_user(f"student-{Attempt.objects.count()}-{number}")
            enroll(cast.course, user)
            Attempt.objects.create(
                exam=timed,
                user=user,
                number=1,
                started_at=now,
                deadline_at=now + timedelta(seconds=timed.time_limit_s),
            )

    return sit


def with_limit(exam, seconds):
    exam.refresh_from_db()
    return replace(Rules.of_exam(exam), time_limit_s=seconds)


def change(exam, cast, now, seconds):
    """Change the limit; return what was applied, and the statements in their transactions."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        changes = change_rules(exam=exam, rules=with_limit(exam, seconds), actor=cast.tess, now=now)
    return changes.applied, [query["sql"] for query in captured.captured_queries]


def test_everybody_gets_the_time_and_is_told_of_it(timed, cast, sitting, now, monkeypatch):
    monkeypatch.setattr(applying, "BATCH", 4)
    sitting(9)
    applied, _ = change(timed, cast, now, 900)
    assert len(applied.extended) == 9
    ends = set(Attempt.objects.values_list("deadline_at", flat=True))
    assert ends == {now + timedelta(seconds=900)}
    assert Message.objects.filter(text__contains="5").count() == 9
    assert RoomEvent.objects.filter(kind="extended", actor=cast.tess).count() == 9
    entries = AuditEntry.objects.filter(action="time-given", actor=cast.tess)
    assert entries.count() == 9
    assert {entry.exam_id for entry in entries} == {timed.pk}


def test_the_statements_grow_with_the_batches_and_not_with_the_attempts(
    timed, cast, sitting, now, monkeypatch
):
    monkeypatch.setattr(applying, "BATCH", 10)
    sitting(10)
    _, one_batch = change(timed, cast, now, 900)
    sitting(10)
    _, two = change(timed, cast, now, 1200)
    sitting(20)
    _, four = change(timed, cast, now, 1500)
    per_batch = len(two) - len(one_batch)
    assert per_batch <= 8
    assert len(four) - len(two) == 2 * per_batch


def test_no_transaction_holds_more_than_a_batch(timed, cast, sitting, now, monkeypatch):
    monkeypatch.setattr(applying, "BATCH", 5)
    sitting(12)
    _, statements = change(timed, cast, now, 900)
    sizes, moved = [], 0
    for sql in statements:
        if sql.startswith(("SAVEPOINT", "RELEASE")):
            if sql.startswith("RELEASE") and moved:
                sizes.append(moved)
            moved = 0 if sql.startswith("RELEASE") else moved
        elif sql.startswith('UPDATE "exams_attempt"'):
            moved += sql.count("WHEN")
    assert sizes == [5, 5, 2]


def test_rules_that_move_no_deadline_lock_no_attempt(timed, cast, sitting, now):
    sitting(5)
    timed.refresh_from_db()
    rules = replace(Rules.of_exam(timed), title="Another title")
    with CaptureQueriesContext(connection) as captured:
        change_rules(exam=timed, rules=rules, actor=cast.tess, now=now)
    assert not [q for q in captured.captured_queries if 'UPDATE "exams_attempt"' in q["sql"]]
    assert not Message.objects.exists()


def test_less_time_is_taken_from_nobody(timed, cast, sitting, now):
    sitting(3)
    applied, _ = change(timed, cast, now, 300)
    assert (len(applied.kept), applied.shortened) == (3, ())
    assert set(Attempt.objects.values_list("deadline_at", flat=True)) == {
        now + timedelta(seconds=600)
    }
