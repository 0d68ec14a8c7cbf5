"""The door of a room: password and networks, on pages and in the REST interface."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.building import gate
from examcenter.exams.models import Attempt, EntryGuess, Exam, Response, RoomEvent
from examcenter.exams.services import (
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from examcenter.exams.taking.examples import run_examples
from examcenter.exams.taking.marks import set_flag
from tests.examcenter.making import as_form, current, make_exam
from tests.examcenter.tokens import bearer_of

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
PASSWORD = "Blue Heron"


def browser_of(user, **extra):
    client = Client(**extra)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def exam(cast, bank):
    return make_exam(
        cast.course, "room", ["one-side", "code-task"], kind=Exam.Kind.EXAM, room_password=PASSWORD
    )


@pytest.fixture
def ada(cast):
    return browser_of(cast.ada)


@pytest.fixture
def attempt(cast, exam):
    return start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())


def link(name, attempt, number=1):
    return reverse(f"exams:{name}", args=[attempt.pk, number])


def test_starting_asks_for_the_password_and_the_answer_opens(ada, exam):
    start = reverse("exams:start", args=[exam.pk])
    asked = ada.post(start)
    assert asked.status_code == 403
    assert Attempt.objects.count() == 0
    assert f'action="{start}"' in asked.content.decode()
    # As it was heard: capitals and blanks do not matter.
    opened = ada.post(start, {"room_password": " blue  heron"})
    assert opened.status_code == 302
    assert ada.get(opened["Location"]).status_code == 200


def test_a_wrong_password_is_said_to_be_wrong_at_its_field(ada, exam):
    reply = ada.post(reverse("exams:start", args=[exam.pk]), {"room_password": "red heron"})
    assert reply.status_code == 403
    assert 'aria-errormessage="room-password-error"' in reply.content.decode()
    assert PASSWORD not in reply.content.decode()
    assert EntryGuess.objects.get().n_wrong == 1


def test_guessing_is_locked_for_a_person_whatever_the_session_and_opens_again(
    cast, exam, monkeypatch
):
    start = reverse("exams:start", args=[exam.pk])
    for _ in range(gate.MOST_GUESSES):
        browser_of(cast.ada).post(start, {"room_password": "no"})
    locked = browser_of(cast.ada).post(start, {"room_password": PASSWORD})
    assert locked.status_code == 429
    assert int(locked["Retry-After"]) > 0
    assert browser_of(cast.ben).post(start, {"room_password": PASSWORD}).status_code == 302
    EntryGuess.objects.update(first_at=timezone.now() - timedelta(seconds=gate.GUESSES_S))
    assert browser_of(cast.ada).post(start, {"room_password": PASSWORD}).status_code == 302
    assert not EntryGuess.objects.exists()


@pytest.mark.parametrize(
    "name", ["question", "save", "check", "renew", "submit", "flag", "examples"]
)
def test_a_new_session_is_asked_on_every_page_of_a_question(ada, attempt, name):
    method = ada.get if name == "question" else ada.post
    reply = method(link(name, attempt))
    assert reply.status_code == 403
    assert "Password of the room" in reply.content.decode()


@pytest.mark.parametrize(
    ("method", "name"),
    [
        *(("get", name) for name in ("resume", "finish", "result", "receipt", "receipt_json")),
        ("post", "finish"),
    ],
)
def test_a_new_session_is_asked_on_every_page_of_an_attempt(ada, attempt, name, method):
    reply = getattr(ada, method)(reverse(f"exams:{name}", args=[attempt.pk]))
    assert reply.status_code == 403
    assert "Password of the room" in reply.content.decode()
    assert Attempt.objects.get().finished_at is None


def test_code_and_runs_of_it_are_shown_inside_only(ada, attempt):
    now = timezone.now()
    source = "x = 4711"
    sent = submit_code(attempt=attempt, number=2, part="answer", source=source, now=now)
    run = run_examples(attempt=attempt, number=2, part="answer", source="x = 2", now=now)
    for name, pk in (("submission", sent.pk), ("example_run", run.pk)):
        reply = ada.get(reverse(f"exams:{name}", args=[attempt.pk, 2, pk]), headers=HTMX)
        assert reply.status_code == 403
        assert "4711" not in reply.content.decode()


def test_a_page_outside_is_heard_and_hears_of_the_clock_only(cast, attempt):
    now = timezone.now()
    save_draft(attempt=attempt, number=1, answers={"answer": "4711"}, now=now, sequence=3)
    set_flag(response=current(attempt, 1), is_flagged=True)
    form = {"number": "1", "page": "one", "sequences": "1:0", "message": "0"}
    outside, inside = browser_of(cast.ada), browser_of(cast.ada)
    inside.post(reverse("exams:entry", args=[attempt.exam_id]), {"room_password": PASSWORD})
    signs = reverse("exams:presence", args=[attempt.pk])
    heard = outside.post(signs, form, headers=JSON)
    assert heard.status_code == 200
    assert (heard.json()["changed"], heard.json()["flagged"]) == ([], [])
    assert "4711" not in heard.content.decode()
    heard = inside.post(signs, form, headers=JSON).json()
    assert heard["changed"][0]["answers"] == {"answer": "4711"}
    assert heard["flagged"] == [1]


def test_a_result_can_be_read_from_everywhere_even_before_the_clock_was_looked_at(ada, attempt):
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(hours=2),
        deadline_at=timezone.now() - timedelta(hours=1),
    )
    assert ada.get(reverse("exams:result", args=[attempt.pk])).status_code == 200
    assert ada.get(reverse("exams:receipt", args=[attempt.pk])).status_code == 200


def test_another_address_is_asked_again_and_the_first_one_is_not(cast, attempt):
    browser = browser_of(cast.ada)
    page = link("question", attempt)
    browser.post(reverse("exams:entry", args=[attempt.exam_id]), {"room_password": PASSWORD})
    assert browser.get(page).status_code == 200
    assert browser.get(page, REMOTE_ADDR="192.0.2.9").status_code == 403


def test_a_save_that_meets_the_door_keeps_what_was_typed_without_javascript(ada, attempt):
    asked = ada.post(link("save", attempt), {**as_form({"answer": "17"}), "next": "2"})
    html = asked.content.decode()
    assert '<input type="hidden" name="answer-answer" value="17">' in html
    assert "is kept with this page" in html
    sent = {**as_form({"answer": "17"}), "next": "2", "room_password": PASSWORD}
    assert ada.post(link("save", attempt), sent)["Location"] == link("question", attempt, 2)
    assert current(attempt, 1).draft == {"answer": "17"}


def test_a_script_gets_the_way_to_the_door_and_back(ada, attempt):
    page = link("question", attempt)
    reply = ada.post(
        link("save", attempt),
        as_form({"answer": "17"}),
        headers={**JSON, "Referer": f"http://testserver{page}"},
    )
    assert (reply.status_code, reply.json()["code"]) == (403, "entry_needed")
    href = reply.json()["link"]["href"]
    assert ada.get(href).status_code == 200
    back = ada.post(href, {"room_password": PASSWORD, "next": page})
    assert back["Location"] == page


def test_the_door_leads_nowhere_else(ada, exam):
    entry = reverse("exams:entry", args=[exam.pk])
    reply = ada.post(entry, {"room_password": PASSWORD, "next": "https://example.org/"})
    assert reply["Location"] == reverse("exams:exam", args=[exam.pk])


def test_a_fragment_is_refused_with_the_link(ada, attempt):
    reply = ada.post(link("check", attempt), as_form({"answer": "17"}), headers=HTMX)
    assert reply.status_code == 403
    assert reply["HX-Retarget"] == "#problem"
    assert reverse("exams:entry", args=[attempt.exam_id]) in reply.content.decode()


def test_outside_the_networks_nothing_opens_and_it_is_noted_once(cast, exam, attempt):
    Exam.objects.filter(pk=exam.pk).update(networks=["10.0.0.0/8"], room_password="")
    browser = browser_of(cast.ada)
    for _ in range(2):
        reply = browser.post(link("save", attempt), as_form({"answer": "17"}))
        assert reply.status_code == 403
        assert "127.0.0.1" in reply.content.decode()
        assert 'name="answer-answer" value="17"' in reply.content.decode()
    assert Response.objects.filter(saved_at__isnull=False).count() == 0
    event = RoomEvent.objects.get()
    assert (event.kind, event.data["code"]) == ("refused", "outside_room")
    inside = browser.post(link("save", attempt), as_form({"answer": "17"}), REMOTE_ADDR="10.1.2.3")
    assert inside.status_code == 302


def test_the_forwarded_address_counts_only_behind_a_proxy_of_ours(cast, exam, settings):
    Exam.objects.filter(pk=exam.pk).update(networks=["10.0.0.0/8"], room_password="")
    start = reverse("exams:start", args=[exam.pk])
    forged = {"X-Forwarded-For": "10.0.0.1"}
    assert browser_of(cast.ada).post(start, headers=forged).status_code == 403
    settings.TRUSTED_PROXIES = 1
    assert browser_of(cast.ada).post(start, headers=forged).status_code == 302


def test_a_finished_attempt_and_an_exam_without_a_door_ask_nothing(
    cast, ada, attempt, practice, django_assert_num_queries
):
    finish_attempt(attempt=attempt, now=timezone.now())
    assert ada.get(link("question", attempt)).status_code == 200
    open_attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    loaded = Attempt.objects.select_related("exam").get(pk=open_attempt.pk)
    request = ada.get("/").wsgi_request
    with django_assert_num_queries(0):
        gate.require_entry(request, loaded)


def test_no_operation_shows_or_ends_an_attempt_from_outside(cast, attempt):
    now = timezone.now()
    sent = submit_code(attempt=attempt, number=2, part="answer", source="x = 4711", now=now)
    client = Client(HTTP_AUTHORIZATION=bearer_of(cast.ada))
    addresses = [
        ("get", reverse("api:attempt", args=[attempt.pk])),
        ("get", reverse("api:responses", args=[attempt.pk])),
        ("get", reverse("api:response", args=[attempt.pk, 1])),
        ("get", reverse("api:response_submissions", args=[attempt.pk, 2])),
        ("get", reverse("api:submission", args=[sent.pk])),
        ("post", reverse("api:finish", args=[attempt.pk])),
    ]
    for method, address in addresses:
        kind = {} if method == "get" else {"content_type": "application/json"}
        refused = getattr(client, method)(address, **kind)
        assert (refused.status_code, refused.json()["code"]) == (403, "entry_needed"), address
        assert "4711" not in refused.content.decode()
    for method, address in addresses:
        kind = {} if method == "get" else {"content_type": "application/json"}
        let_in = getattr(client, method)(address, headers={"X-Room-Password": PASSWORD}, **kind)
        assert let_in.status_code == 200, address
    teacher = Client(HTTP_AUTHORIZATION=bearer_of(cast.tess))
    assert teacher.get(addresses[0][1]).status_code == 200


def test_a_program_sends_the_password_with_every_request(cast, exam):
    client = Client(HTTP_AUTHORIZATION=bearer_of(cast.ada))
    start = reverse("api:exam_attempts", args=[exam.pk])
    refused = client.post(start, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "entry_needed")
    password = {"X-Room-Password": PASSWORD}
    started = client.post(start, content_type="application/json", headers=password)
    assert started.status_code == 201
    attempt = Attempt.objects.get()
    save = reverse("api:response", args=[attempt.pk, 1])
    body = {"answers": {"answer": "17"}}
    assert client.put(save, body, content_type="application/json").status_code == 403
    assert client.get(save).status_code == 403
    saved = client.put(save, body, content_type="application/json", headers=password)
    assert saved.status_code == 200
    assert current(attempt, 1).draft == {"answer": "17"}
