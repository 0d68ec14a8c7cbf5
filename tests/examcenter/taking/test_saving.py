"""Saving against reordered, replayed, forged, late and foreign requests, and what a save costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import errors, services
from examcenter.exams.models import RoomEvent
from examcenter.exams.room.giving import announce, extend_attempts
from examcenter.exams.services.drafts import MAX_SEQUENCE_STEP, save_draft, store_draft
from examcenter.exams.taking.errors import NoteTooLong, SequenceTooFar
from tests.examcenter.making import as_form, current

JSON = {"Accept": "application/json"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def attempt(timed, cast):
    return services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend=BACKEND)
    return client


def link(attempt, number=1, name="save"):
    return reverse(f"exams:{name}", args=[attempt.pk, number])


def save(client, attempt, text, sequence, **more):
    form = {**as_form({"answer": text}), "sequence": str(sequence), **more}
    return client.post(link(attempt), form, headers=JSON)


def let_time_end(attempt):
    attempt.started_at -= timedelta(minutes=30)
    attempt.deadline_at -= timedelta(minutes=30)
    attempt.save(update_fields=["started_at", "deadline_at"])


def test_a_save_costs_three_queries_with_session_and_person_and_writes_one_row(
    ada, attempt, django_assert_num_queries
):
    save(ada, attempt, "1", 1)
    with django_assert_num_queries(3) as queries:
        assert save(ada, attempt, "2", 2).status_code == 200
    verbs = [query["sql"].split()[0] for query in queries.captured_queries]
    assert verbs == ["SELECT", "SELECT", "UPDATE"]
    assert "accounts_session" in queries.captured_queries[0]["sql"]


def test_saves_that_arrive_in_another_order_leave_the_newest(ada, attempt):
    statuses = [
        save(ada, attempt, text, sequence).status_code
        for text, sequence in (("first", 1), ("third", 3), ("second", 2))
    ]
    assert statuses == [200, 200, 409]
    assert current(attempt, 1).draft == {"answer": "third"}


def test_a_replayed_save_changes_nothing_and_brings_the_newer_version_along(ada, attempt):
    save(ada, attempt, "old", 1)
    save(ada, attempt, "new", 2, note="mine")
    reply = save(ada, attempt, "old", 1)
    assert reply.status_code == 409
    newer = reply.json()["newer"]
    assert (newer["number"], newer["sequence"]) == (1, 2)
    assert newer["answers"] == {"answer": "new"}
    assert newer["note"] == "mine"
    assert current(attempt, 1).draft == {"answer": "new"}


def test_a_made_up_save_number_is_refused_so_that_later_saves_have_numbers(ada, attempt):
    reply = save(ada, attempt, "7", 2**53 - 1)
    assert (reply.status_code, reply.json()["code"]) == (400, "sequence_too_far")
    assert f"expected at most {MAX_SEQUENCE_STEP}" in reply.json()["detail"]
    assert save(ada, attempt, "8", 1).status_code == 200


def test_a_week_offline_is_not_too_far(attempt, now):
    saved = save_draft(attempt=attempt, number=1, answers={}, now=now, sequence=MAX_SEQUENCE_STEP)
    assert saved.sequence == MAX_SEQUENCE_STEP
    with pytest.raises(SequenceTooFar):
        save_draft(
            attempt=attempt, number=1, answers={}, now=now, sequence=2 * MAX_SEQUENCE_STEP + 1
        )


def test_a_note_is_saved_in_the_same_write_and_stays_where_none_is_sent(ada, attempt):
    save(ada, attempt, "7", 1, note="check\r\nagain")
    assert current(attempt, 1).note == "check\nagain"
    save(ada, attempt, "8", 2)
    assert current(attempt, 1).note == "check\nagain"
    assert "check\nagain</textarea>" in ada.get(link(attempt, name="question")).content.decode()


@pytest.mark.parametrize(
    ("note", "error"), [("n" * 4001, NoteTooLong), ("a\x00b", errors.AnswerRefused)]
)
def test_a_note_that_cannot_be_stored_is_refused_with_its_answer(attempt, now, note, error):
    response = current(attempt, 1)
    with pytest.raises(error):
        store_draft(response=response, answers={"answer": "7"}, now=now, note=note)
    assert current(attempt, 1).draft == {}


def test_another_persons_attempt_is_not_there_and_keeps_its_answer(attempt, cast):
    ben = Client()
    ben.force_login(cast.ben, backend=BACKEND)
    reply = save(ben, attempt, "stolen", 1)
    assert (reply.status_code, reply.json()["code"]) == (404, "attempt_not_found")
    assert current(attempt, 1).draft == {}


def test_a_huge_body_is_refused_before_it_is_read(ada, attempt):
    reply = save(ada, attempt, "7" * (2 * 1024 * 1024), 1)
    assert reply.status_code == 413
    assert reply.json()["detail"]
    assert current(attempt, 1).draft == {}


def test_a_question_that_is_not_there_is_named(ada, attempt):
    reply = ada.post(link(attempt, 99), {"answer-answer": "1"}, headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (404, "response_not_found")


def test_what_is_typed_while_paused_is_saved_even_past_the_deadline(attempt):
    attempt.paused_at = attempt.started_at
    attempt.save(update_fields=["paused_at"])
    late = attempt.deadline_at + timedelta(minutes=5)
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=late)
    assert current(attempt, 1).draft == {"answer": "7"}
    attempt.refresh_from_db()
    assert attempt.finished_at is None


@pytest.mark.parametrize("action", ["save", "check"])
def test_a_late_answer_is_refused_and_recorded_by_length_and_hash_only(ada, attempt, action):
    let_time_end(attempt)
    form = as_form({"answer": "4711"})
    for _ in range(2):
        reply = ada.post(link(attempt, name=action), form, headers=JSON)
        assert (reply.status_code, reply.json()["code"]) == (409, "answer_too_late")
    (event,) = RoomEvent.objects.filter(attempt=attempt, kind=RoomEvent.Kind.LATE_ANSWER)
    assert event.data["n_characters"] == 4
    assert (event.data["number"], event.data["action"]) == (1, action)
    assert len(event.data["sha256"]) == 64
    assert "4711" not in str({k: v for k, v in event.data.items() if k != "sha256"})
    assert current(attempt, 1).draft == {}


def test_a_flood_of_late_answers_does_not_fill_the_record(ada, attempt):
    let_time_end(attempt)
    for number in range(60):
        ada.post(link(attempt), as_form({"answer": str(number)}), headers=JSON)
    assert RoomEvent.objects.filter(kind=RoomEvent.Kind.LATE_ANSWER).count() == 50


def test_a_save_for_a_variant_that_was_replaced_does_not_meet_the_new_one(cast, practice, ada):
    attempt = services.start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    services.renew_variant(attempt=attempt, number=1, now=timezone.now())
    reply = save(ada, attempt, "of the old one", 1, round="0")
    assert (reply.status_code, reply.json()["code"]) == (409, "variant_replaced")
    assert current(attempt, 1).draft == {}
    assert save(ada, attempt, "of the new one", 1, round="1").status_code == 200


def test_who_reads_without_javascript_is_told_what_teachers_say(ada, attempt, cast):
    address = link(attempt, name="question")
    assert "<noscript><div" not in ada.get(address).content.decode()
    announce(exam=attempt.exam, text="Mind <b>P</b>.", actor=cast.tess, now=timezone.now())
    extend_attempts(
        attempts=[attempt.pk], minutes=5, actor=cast.tess, now=timezone.now(), reason=""
    )
    told = ada.get(address).content.decode().split("<noscript><div")[1].split("</noscript>")[0]

    assert "Mind &lt;b&gt;P&lt;/b&gt;." in told
    assert "You have 5 more minutes: until" in told


def test_a_paused_page_says_so_and_keeps_its_fields_open(ada, attempt):
    attempt.paused_at = timezone.now()
    attempt.save(update_fields=["paused_at"])
    text = ada.get(link(attempt, name="question")).content.decode()
    assert 'id="paused">' in text
    assert "data-draft=" in text
    assert "readonly" not in text


def test_who_answers_late_is_told_so_before_they_do(ada, attempt, timed):
    address = link(attempt, name="question")
    assert 'id="late"' not in ada.get(address).content.decode()
    timed.closes_at = timezone.now() + timedelta(minutes=5)
    timed.late_until_at = timezone.now() + timedelta(hours=5)
    timed.late_factor = 0.5
    timed.save()
    text = ada.get(address).content.decode()
    assert 'id="late" hidden' in text
    assert "at 50 % of their points" in text
    timed.closes_at = timezone.now() - timedelta(minutes=1)
    timed.save()
    assert 'id="late">' in ada.get(address).content.decode()


def test_looking_at_a_question_marks_it_seen_once(ada, attempt):
    ada.get(link(attempt, 2, "question"))
    seen_at = current(attempt, 2).seen_at
    assert seen_at is not None
    ada.get(link(attempt, 2, "question"))
    assert current(attempt, 2).seen_at == seen_at
    assert current(attempt, 1).seen_at is None


def test_a_clients_clock_is_worth_nothing(ada, attempt):
    ahead = timezone.now() - timedelta(days=2)
    claims = {name: ahead.isoformat() for name in ("saved_at", "now", "time", "typed_at")}
    headers = {**JSON, "Date": f"{ahead:%a, %d %b %Y %H:%M:%S GMT}"}
    form = {**as_form({"answer": "1"}), "sequence": "1", **claims}
    assert ada.post(link(attempt), form, headers=headers).status_code == 200
    saved_at = current(attempt, 1).saved_at
    assert saved_at is not None and timezone.now() - saved_at < timedelta(minutes=1)
    let_time_end(attempt)
    reply = ada.post(link(attempt), {**form, "sequence": "2"}, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (409, "answer_too_late")
