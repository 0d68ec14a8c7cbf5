"""Idempotency-Key: sent again it is answered again and done once, whatever happens in between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.api import tasks
from examcenter.api.models import Job, KeptAnswer
from examcenter.exams.models import Attempt
from examcenter.exams.services import start_attempt
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import make_exam, wrong_answers
from tests.examcenter.tokens import bearer_of
from tests.fixtures.programs import run_program

STEADY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
BODIES = st.sampled_from([{}, {"what": "responses"}, {"what": "nothing"}, {"odd": 1}])
# What may befall a request: our machine fails before or after the work, or all is well.
FATES = st.sampled_from(["well", "before", "after"])


def ask(client, exam, key, body=None):
    return client.post(f"/api/v1/exams/{exam.pk}/exports", body or {}, HTTP_IDEMPOTENCY_KEY=key)


def test_the_same_request_is_answered_again_and_done_once(tess, practice):
    first, again = (ask(tess, practice, "k1") for _ in range(2))

    assert (first.status_code, again.status_code) == (202, 202)
    assert (again.content, again["Location"]) == (first.content, first["Location"])
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert Job.objects.count() == 1
    assert ask(tess, practice, "k2")["Location"] != first["Location"]


def test_an_answer_with_a_secret_is_not_kept(tess, cast):
    body = {"course": str(cast.course.pk), "url": "https://lms.example/hook"}
    made, again = (tess.post("/api/v1/webhooks", body, HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))
    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "secret_not_repeated"
    assert made.json()["secret"] not in KeptAnswer.objects.get().body
    assert tess.get("/api/v1/webhooks").json()["results"][0]["id"] == made.json()["id"]
    assert len(tess.get("/api/v1/webhooks").json()["results"]) == 1


def test_another_body_or_address_is_refused(tess, cast, practice):
    other = make_exam(cast.course, "other", ["one-side"])
    ask(tess, practice, "k1")
    for refused in (ask(tess, practice, "k1", {"what": "responses"}), ask(tess, other, "k1")):
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Job.objects.count() == 1


def test_keys_belong_to_who_sends_them(tess, api, cast, practice):
    ask(tess, practice, "k1")
    assert ask(api(cast.ada), practice, "k1").status_code == 403


def test_a_refusal_is_repeated_as_well(tess, practice):
    first, again = (ask(tess, practice, "k1", {"what": "nothing"}) for _ in range(2))
    assert (first.status_code, again.content) == (400, first.content)
    assert again["Content-Type"] == "application/problem+json"
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a\tb", "é"])
def test_a_key_that_cannot_be_kept_is_told_so(tess, practice, key):
    refused = ask(tess, practice, key)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_malformed")


@given(sent=st.lists(st.tuples(st.sampled_from("ab"), BODIES, FATES), min_size=1, max_size=6))
@STEADY
def test_whatever_fails_a_key_does_its_work_at_most_once(tess, practice, sent):
    Job.objects.all().delete()
    KeptAnswer.objects.all().delete()
    answers: dict[str, tuple[dict[str, object], bytes]] = {}
    n_done = 0
    for key, body, fate in sent:
        if key in answers:
            known, content = answers[key]
            reply = ask(tess, practice, key, body)
            if known == body:
                assert reply.content == content
            else:
                assert reply.status_code == 422
            continue
        reply = _ask_under(tess, practice, key, body, fate)
        if reply.status_code >= 500:
            continue
        answers[key] = (body, reply.content)
        n_done += reply.status_code == 202
    assert Job.objects.count() == n_done


def _ask_under(client, exam, key, body, fate):
    """Send a request under which our machine fails, or not."""
    broken = OperationalError("database is locked")
    if fate == "before":
        where = patch("examcenter.api.views.exports.open_desk", side_effect=broken)
    elif fate == "after":
        # Work is done, and the answer cannot be written.
        where = patch.object(KeptAnswer, "save", side_effect=broken)
    else:
        return ask(client, exam, key, body)
    with where:
        return ask(client, exam, key, body)


def test_wrong_guesses_stay_counted_with_a_key(api, cast, bank):
    exam = make_exam(cast.course, "door", ["one-side"], room_password="kernel")
    client = api(cast.ada)
    replies = [
        client.post(
            f"/api/v1/exams/{exam.pk}/attempts",
            HTTP_IDEMPOTENCY_KEY=f"k{n}",
            HTTP_X_ROOM_PASSWORD="wrong",
        )
        for n in range(12)
    ]
    assert [reply.status_code for reply in replies] == [403] * 10 + [429] * 2
    # A full bucket is no answer for a day.
    assert KeptAnswer.objects.count() == 10


def test_a_check_that_is_sent_twice_uses_up_one_try(ada, bank, cast):
    exam = make_exam(cast.course, "tries", ["one-side"], max_tries=3)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())
    url = f"/api/v1/attempts/{attempt.pk}/responses/1/check"
    body = {"answers": wrong_answers(attempt, 1)}
    first, again = (ada.post(url, body, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert first.content == again.content
    tries = Attempt.objects.get().responses.get(number=1).part_tries
    assert tries == {"answer": [body["answers"]["answer"]]}


def test_an_answer_is_kept_for_a_day(tess, practice):
    first = ask(tess, practice, "k1")
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert ask(tess, practice, "k1").content == first.content
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert ask(tess, practice, "k1").content != first.content
        ask(tess, practice, "k2")
    with time_machine.travel(timezone.now() + timedelta(hours=50)):
        tasks.forget()
    assert not KeptAnswer.objects.exists()


def test_no_answer_with_a_secret_is_kept(tess, cast):
    wish = {"name": "campus", "course": str(cast.course.pk), "scopes": ["courses:read"]}
    made = tess.post("/api/v1/integrations", wish, HTTP_IDEMPOTENCY_KEY="k1")
    assert made.status_code == 201
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_the_work(cast, practice):
    bearer = bearer_of(cast.tess)
    replies = []
    ready = threading.Barrier(4)

    def send() -> None:
        client = DocumentedClient()
        client.credentials(HTTP_AUTHORIZATION=bearer)
        ready.wait()
        replies.append(ask(client, practice, "k1"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Job.objects.count() == 1
    # SQLite in memory lets no second writer wait, who is told that the database is busy.
    assert {reply.status_code for reply in replies} <= {202, 409, 503}
    assert len({reply.content for reply in replies if reply.status_code == 202}) == 1
    codes = {reply.json()["code"] for reply in replies if reply.status_code == 409}
    assert codes <= {"idempotency_in_progress"}


def test_who_comes_meanwhile_is_told_so_at_once_and_a_dead_process_holds_no_key(database_url):
    # It forks, and a pool's connections are not to be shared.
    told = run_program("tests.examcenter.api.key_rivals", database_url, EXAMCENTER_IS_WORKER="1")
    in_time = {
        "second": [409, "idempotency_in_progress", "1"],
        "waited": False,
        "same": True,
    }
    # Nothing is left of what died, so who asks next does the work.
    after_death = {"died": 9, "replayed": [None, "true"]}
    assert told == {
        "export": {"first": 202, "again": [202, "true"], **in_time},
        "start": {"first": 201, "again": [201, "true"], **in_time},
        "export, dying": {"statuses": [202, 202], **after_death},
        "start, dying": {"statuses": [201, 201], **after_death},
        "n_jobs": 2,
        "n_attempts": 2,
        "n_on_record": 2,
    }


@pytest.mark.services
def test_all_of_it_holds_on_postgresql(postgres_server):
    """Real threads and real locks: the tests of this file again, on a server."""
    url = postgres_server.create_database("idempotency")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            __file__,
            "-k",
            "not postgresql and not sqlite",
        ],
        env={**os.environ, "EXAMCENTER_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-4000:]
