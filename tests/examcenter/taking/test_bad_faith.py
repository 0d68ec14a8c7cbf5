"""What somebody may try who means no good: forged numbers and ids, pauses, reopenings, clocks.

Whatever it is, it is refused in words or does what an honest request does, nothing that was saved
is lost, and whoever goes on honestly can.
"""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.models import Attempt, ExampleRun, Response, ResponseSubmission
from examcenter.exams.room.giving import pause_attempts, resume_attempts
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.services import finish_attempt, start_attempt
from examcenter.exams.services.drafts import MAX_SEQUENCE, MAX_SEQUENCE_STEP
from tests.examcenter.making import GOOD_SOURCE, as_form, current, keys_as_text, wrong_answers
from tests.examcenter.taking.conftest import JSON, browser_of, link, save
from tests.examcenter.tokens import bearer_of

FORGED = [
    *("-1", "0", str(2**53), str(2**63), str(2**63 - 1), str(2**64), "9" * 16, "9" * 5000),
    *("1e3", "1.0", " 7", "+7", "0x7", "٣", "seven", str(MAX_SEQUENCE), str(MAX_SEQUENCE_STEP)),
]


@pytest.mark.parametrize("sequence", FORGED)
def test_no_forged_save_number_locks_an_answer(ada, attempt, sequence):
    """Whatever number came, the page goes on from the newest it is told, and is saved."""
    assert save(ada, attempt, "honest", sequence="1").status_code == 200
    assert save(ada, attempt, "forged", sequence=sequence).status_code in (200, 400, 409)
    reply = save(ada, attempt, "honest again", sequence="2")
    if reply.status_code == 409:
        newest = reply.json()["newer"]["sequence"]
        reply = save(ada, attempt, "honest again", sequence=str(newest + 1))
    assert reply.status_code == 200, reply.json()
    assert current(attempt, 1).draft == {"answer": "honest again"}


def test_numbers_that_climb_as_fast_as_they_may_leave_numbers_for_a_lifetime(ada, attempt):
    for step in range(1, 6):
        number = step * MAX_SEQUENCE_STEP
        assert save(ada, attempt, str(step), sequence=str(number)).status_code == 200
    # At twenty saves a second day and night, which the throttle of no honest page needs.
    assert MAX_SEQUENCE / MAX_SEQUENCE_STEP / 20 / 86_400 / 365 > 100


@pytest.mark.parametrize("round_", ["1", "-1", "99", "9" * 16, "2147483648", "x", ""])
def test_a_forged_round_saves_for_the_variant_at_hand_or_not_at_all(ada, attempt, round_):
    assert save(ada, attempt, "before", sequence="1").status_code == 200
    reply = save(ada, attempt, "after", sequence="2", round=round_)
    if reply.status_code == 200:
        assert current(attempt, 1).draft == {"answer": "after"}
    else:
        assert (reply.status_code, reply.json()["code"]) == (409, "variant_replaced")
        assert current(attempt, 1).draft == {"answer": "before"}


@pytest.mark.parametrize("name", ["", "width", "__proto__", "ANSWER", "a" * 900])
def test_an_unknown_part_loses_nothing_of_the_known_ones(ada, attempt, name):
    save(ada, attempt, "before", sequence="1")
    reply = save(ada, attempt, "after", sequence="2", **{f"answer-{name}": "7"})
    assert (reply.status_code, reply.json()["code"]) == (400, "answer_refused")
    assert "expected one of answer" in reply.json()["detail"]
    assert current(attempt, 1).draft == {"answer": "before"}


OWN = ["save", "check", "renew", "submit", "examples", "flag"]


@pytest.mark.parametrize("name", OWN)
def test_ids_of_others_open_nothing_whichever_is_forged(cast, attempt, quiz, name):
    """Ben has an attempt of his own, with the same questions: his session does not open Ada's."""
    ben = browser_of(cast.ben)
    own = start_attempt(user=cast.ben, exam_id=quiz.pk, now=timezone.now())
    assert ben.post(link(attempt, name), {"answer-answer": "7"}, headers=JSON).status_code == 404
    before = Response.objects.filter(attempt=attempt).values_list("draft", "save_sequence")
    assert set(map(str, before)) == {"({}, 0)"}
    # Nor does the id of a submission of hers below an attempt of his.
    ada = browser_of(cast.ada)
    form = {"part": "answer", "answer-answer": GOOD_SOURCE}
    ada.post(link(attempt, "submit", 3), form)
    ada.post(link(attempt, "examples", 3), form)
    hers = [
        ("submission", ResponseSubmission.objects.get().submission_id),
        ("example_run", ExampleRun.objects.get().submission_id),
    ]
    for page, pk in hers:
        for where in (attempt, own):
            address = reverse(f"exams:{page}", args=[where.pk, 3, pk])
            assert ben.get(address, headers={"HX-Request": "true"}).status_code == 404


WHILE_PAUSED = [
    ("check", 1, {}, 409),
    ("submit", 3, {"part": "answer", "answer-answer": GOOD_SOURCE}, 409),
    ("examples", 3, {"part": "answer", "answer-answer": GOOD_SOURCE}, 409),
    ("flag", 1, {"flagged": "1"}, 200),
    ("save", 1, {"sequence": "5"}, 200),
]


@pytest.mark.parametrize(("name", "number", "form", "status"), WHILE_PAUSED)
def test_in_a_pause_answers_are_saved_and_nothing_is_marked(
    ada, cast, attempt, name, number, form, status
):
    save(ada, attempt, "before", sequence="1")
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=timezone.now())
    answer = {"answer-answer": "while paused"} if number == 1 else {}
    reply = ada.post(link(attempt, name, number), {**answer, **form}, headers=JSON)
    assert reply.status_code == status, reply.content
    if status == 409:
        assert reply.json()["code"] == "attempt_paused"
        assert reply.json()["detail"] and reply.json()["action"]
    kept = "while paused" if name == "save" else "before"
    assert current(attempt, 1).draft == {"answer": kept}
    assert current(attempt, 1).part_tries == {}
    resume_attempts(attempts=[attempt.pk], actor=cast.tess, now=timezone.now())
    form = as_form(keys_as_text(attempt, 1))
    assert ada.post(link(attempt, "check"), form).status_code == 302
    assert current(attempt, 1).score == 1.0


def test_a_program_meets_the_pause_in_the_same_words(cast, attempt, client):
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=timezone.now())
    headers = {"Authorization": bearer_of(cast.ada)}
    url = f"/api/v1/attempts/{attempt.pk}/responses/1"
    body = {"answers": {"answer": "7"}}
    saved = client.put(url, body, content_type="application/json", headers=headers)
    checked = client.post(f"{url}/check", body, content_type="application/json", headers=headers)
    assert (saved.status_code, checked.status_code) == (200, 409)
    assert checked.json()["code"] == "attempt_paused"


def test_what_was_late_is_no_answer_and_after_reopening_the_old_numbers_are_none(
    ada, cast, attempt
):
    """A save that was refused after the end is not smuggled in by sending it again later."""
    save(ada, attempt, "in time", sequence="5")
    finish_attempt(attempt=attempt, now=timezone.now())
    late = save(ada, attempt, "late", sequence="6")
    assert (late.status_code, late.json()["code"]) == (409, "attempt_closed")
    time = TimeToHave(600)
    reopen_attempts(attempts=[attempt.pk], time=time, actor=cast.tess, now=timezone.now())
    assert current(attempt, 1).draft == {"answer": "in time"}
    for sequence in ("4", "5"):
        replayed = save(ada, attempt, "replayed", sequence=sequence)
        assert (replayed.status_code, replayed.json()["code"]) == (409, "draft_outdated")
    assert save(ada, attempt, "now", sequence="6").status_code == 200
    assert current(attempt, 1).draft == {"answer": "now"}


def test_ending_and_reopening_gives_no_second_try(ada, cast, attempt):
    form = as_form(wrong_answers(attempt, 1))
    ada.post(link(attempt, "check"), form)
    finish_attempt(attempt=attempt, now=timezone.now())
    time = TimeToHave(600)
    reopen_attempts(attempts=[attempt.pk], time=time, actor=cast.tess, now=timezone.now())
    reply = ada.post(link(attempt, "check"), as_form(keys_as_text(attempt, 1)), headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (409, "no_tries_left")
    assert finish_attempt(attempt=Attempt.objects.get(), now=timezone.now()).score == 0.0


CLOCKS = ["Date", "X-Client-Time", "X-Request-Start", "If-Modified-Since", "If-Unmodified-Since"]


@pytest.mark.parametrize("name", ["save", "check", "finish"])
def test_no_header_turns_the_clock(ada, attempt, name):
    save(ada, attempt, "in time", sequence="1")
    past = timezone.now() - timedelta(days=2)
    for moment in ("started_at", "deadline_at"):
        Attempt.objects.update(**{moment: F(moment) - timedelta(hours=2)})
    headers = dict.fromkeys(CLOCKS, f"{past:%a, %d %b %Y %H:%M:%S GMT}")
    number = None if name == "finish" else 1
    form = {"answer-answer": "late", "sequence": "2", "now": past.isoformat()}
    ada.post(link(attempt, name, number), form, headers={**JSON, **headers})
    assert current(attempt, 1).draft == {"answer": "in time"}
    ended = Attempt.objects.get()
    assert (ended.finish_reason, ended.finished_at) == ("time", ended.deadline_at)
