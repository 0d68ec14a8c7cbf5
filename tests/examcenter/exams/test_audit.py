"""The audit log: what is recorded, how it is sealed, and that no change stays unseen."""

import hashlib
import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from examcenter.exams import audit
from examcenter.exams.models import AuditEntry, Check
from examcenter.exams.models.audit import AuditEntryFrozen
from examcenter.exams.receipts import canonical, digest_of, facts_of_check, moment_text
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from examcenter.exams.tasks import seal_audit
from tests.examcenter.making import GOOD_SOURCE, grade, keys_as_text, make_course, wrong_answers

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


def actions(**which):
    return list(AuditEntry.objects.filter(**which).order_by("pk").values_list("action", flat=True))


def write(course, now, n):
    for number in range(n):
        audit.record(action="adjusted", course=course, now=now, data={"number": number, "x": 0.5})


def test_whatever_changes_a_score_is_recorded_with_who_did_it(attempt, cast, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "1"}, now=now)
    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    sent = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    grade(sent.pk, score=0.5)
    finish_attempt(attempt=attempt, now=now)

    assert actions() == ["checked", "checked", "verdict", "finished"]
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.actor for entry in entries] == [cast.ada, cast.ada, None, cast.ada]
    assert [(e.data["before"], e.data["after"]) for e in entries[:3]] == [
        (None, 0.0),
        (0.0, 1.0),
        (None, 0.5),
    ]
    assert {entry.attempt_id for entry in entries} == {attempt.pk}
    assert {entry.course_id for entry in entries} == {cast.course.pk}


def test_a_check_that_changes_no_score_leaves_no_entry(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    for number, answers in ((1, wrong_answers(attempt, 1)), (2, {"width": "many"})):
        check_response(attempt=attempt, number=number, answers=answers, now=now)

    assert actions() == ["checked"]


def test_what_the_clock_finishes_nobody_did(timed, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    save_draft(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    assert attempt.deadline_at is not None
    finish_attempt(attempt=attempt, now=attempt.deadline_at + MINUTE)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.data["reason"]) == (None, "time")
    assert [change["after"] for change in entry.data["changes"]] == [1.0]


def test_no_entry_holds_an_answer_or_a_key(attempt, now):
    keys = keys_as_text(attempt, 2)
    check_response(attempt=attempt, number=2, answers=keys, now=now)
    finish_attempt(attempt=attempt, now=now)

    text = json.dumps(list(AuditEntry.objects.values_list("data", flat=True)))
    digests = [entry.data.get("digest", "") for entry in AuditEntry.objects.all()]
    for digest in digests:
        text = text.replace(digest, "")
    assert f'"{keys["area"]}"' not in text and f" {keys['area']}," not in text


def test_the_fingerprint_in_the_log_is_that_of_the_check(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)

    check = Check.objects.select_related("response").get()
    assert AuditEntry.objects.get().data["digest"] == digest_of(facts_of_check(check))


def test_a_number_is_written_in_one_way_whatever_the_database_makes_of_it():
    assert canonical({"b": 3.0, "a": [1e22, 0.1]}) == canonical({"a": [10**22, 0.1], "b": 3})


def test_sealing_numbers_each_course_for_itself(cast, now):
    other = make_course("other")
    write(cast.course, now, 3)
    write(other, now, 2)
    seal_audit()
    write(cast.course, now, 1)
    assert audit.seal_entries() == 1

    sequences = AuditEntry.objects.order_by("course__slug", "pk").values_list("sequence", flat=True)
    assert list(sequences) == [1, 2, 1, 2, 3, 4]
    assert AuditEntry.objects.filter(hash="").count() == 0
    assert audit.seal_entries() == 0


def test_more_than_a_batch_is_sealed(cast, now, monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 4)
    write(cast.course, now, 9)

    assert audit.seal_entries() == 9
    assert audit.verify_course(cast.course).n_entries == 9


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(action="other"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["data"]),
    ],
)
def test_the_model_refuses_to_change_an_entry(cast, now, change):
    write(cast.course, now, 1)
    with pytest.raises(AuditEntryFrozen):
        change(AuditEntry.objects.get())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exams_auditentry SET action = 'other'",
        "UPDATE exams_auditentry SET hash = 'x'",
        "UPDATE exams_auditentry SET sequence = NULL, hash = ''",
        "DELETE FROM exams_auditentry",
    ],
)
def test_the_database_refuses_to_change_what_is_sealed(cast, now, statement):
    write(cast.course, now, 1)
    audit.seal_entries()
    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_lets_nothing_but_the_seal_change_before(cast, now):
    write(cast.course, now, 1)
    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE exams_auditentry SET action = 'other'")


def without_triggers():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_no_update")
        cursor.execute("DROP TRIGGER audit_entry_no_delete")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE exams_auditentry SET data = '{\"x\": 1}' WHERE sequence = 3", "number 3"),
        ("UPDATE exams_auditentry SET actor_id = 1 WHERE sequence = 1", "number 1"),
        ("DELETE FROM exams_auditentry WHERE sequence = 2", "found number 3, expected 2"),
        ("UPDATE exams_auditentry SET sequence = sequence + 1 WHERE sequence = 5", "expected 5"),
    ],
)
def test_verifying_names_the_first_entry_that_was_tampered_with(cast, now, statement, words):
    write(cast.course, now, 5)
    audit.seal_entries()
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(statement)

    assert words in audit.verify_course(cast.course).problem
    with pytest.raises(CommandError, match="1 audit log"):
        call_command("verify_audit", stdout=StringIO())


def test_a_log_whose_end_was_cut_off_is_found_by_a_head_that_was_noted(cast, now):
    write(cast.course, now, 3)
    audit.seal_entries()
    chain = audit.verify_course(cast.course)
    noted = f"{chain.n_entries}:{chain.head}"
    course = str(cast.course.pk)
    told = StringIO()
    call_command("verify_audit", course=cast.course.pk, expect=noted, stdout=told)
    assert "whole; 3 sealed" in told.getvalue() and noted in told.getvalue()

    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM exams_auditentry WHERE sequence = 3")
    with pytest.raises(CommandError):
        call_command("verify_audit", course=course, expect=noted, stdout=StringIO())


def test_thousands_of_entries_are_verified_quickly(cast, now):
    AuditEntry.objects.bulk_create(
        AuditEntry(
            course=cast.course, action="checked", data={"number": n, "after": 0.5}, created_at=now
        )
        for n in range(4_000)
    )
    audit.seal_entries()
    started = time.process_time()
    assert audit.verify_course(cast.course).problem == ""
    # A hundred thousand take twenty-five times as long: a few seconds.
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"z": 1, "a": [0.5, 3.0, None, True], "reason": 'a "quoted" \u00d7 \n'},
        {"changes": [{"number": 2.0, "after": 1e-7}], "10": 1, "9": 2},
    ],
)
def test_the_hash_is_that_of_the_whole_entry_in_canonical_json(cast, now, data):
    keys = (cast.course.pk, None, cast.course.pk, cast.ada.pk)
    for course, exam, attempt, actor in (keys, (keys[0], keys[0], None, None)):
        entry = {
            "course": str(course),
            "exam": exam and str(exam),
            "attempt": attempt and str(attempt),
            "actor": actor,
            "action": "adjusted",
            "data": data,
            "created_at": moment_text(now),
            "sequence": 7,
            "previous": audit.ROOT,
        }
        covered = (course, exam, attempt, actor, "adjusted", data, now)
        expected = hashlib.sha256(canonical(entry).encode()).hexdigest()
        assert audit._hash(covered, 7, audit.ROOT) == expected
