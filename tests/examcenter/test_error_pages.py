"""Anticipated errors as pages, fragments and JSON."""

from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from django.utils import timezone, translation

from examcenter import errors
from examcenter.exams import selectors, views
from examcenter.exams.errors import DatabaseBusy
from examcenter.exams.services import start_attempt

BUSY = OperationalError("database is locked")


@pytest.fixture
def browser(client, cast):
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def page(practice, cast):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    return f"/attempts/{attempt.pk}/1/"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BUSY, True),
        (OperationalError("database table is locked"), True),
        (OperationalError("connection to server failed: Connection refused"), True),
        (OperationalError("canceling statement due to lock timeout"), True),
        (InterfaceError("connection already closed"), True),
        (OperationalError("no such table: exams_attempt"), False),
        (OperationalError('near "SELEC": syntax error'), False),
        (ValueError("database is locked"), False),
        (None, False),
    ],
)
def test_a_busy_database_is_told_from_a_mistake_of_ours(error, expected):
    assert errors.is_database_busy(error) is expected


def test_a_busy_database_is_a_page_with_a_time_to_wait(browser, page):
    with patch.object(selectors, "question_page", side_effect=BUSY):
        response = browser.get(page)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert b"What was saved before is kept" in response.content


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The database is busy"), ("de", "Der Dienst ist stark ausgelastet")],
)
def test_a_database_that_is_away_altogether_still_gives_a_page(language, words):
    request = RequestFactory().get("/attempts/1/?x=<b>")
    with patch.object(errors, "render", side_effect=BUSY), translation.override(language):
        response = errors.error_response(request, DatabaseBusy())
    text = response.content.decode()

    assert response.status_code == 503
    assert response["Content-Type"].startswith("text/html")
    assert words in text and f'lang="{language}"' in text
    assert 'href="/attempts/1/?x=%3Cb%3E"' in text or 'href="/attempts/1/?x=&lt;b&gt;"' in text


def test_a_form_is_not_offered_again_while_the_database_is_away():
    request = RequestFactory().post("/attempts/1/1/check/")
    with patch.object(errors, "render", side_effect=BUSY):
        response = errors.error_response(request, DatabaseBusy())

    assert b"check" not in response.content


def test_a_script_of_ours_gets_json(browser, page):
    with patch.object(views, "get_response_for", side_effect=BUSY):
        response = browser.post(f"{page}save/", HTTP_ACCEPT="application/json")

    assert response.status_code == 503
    assert response.json()["code"] == "database_busy"
    assert response.json()["action"]


def test_a_fragment_goes_where_problems_are_shown(browser, page):
    with patch.object(selectors, "get_attempt_for", side_effect=BUSY):
        response = browser.post(f"{page}check/", HTTP_HX_REQUEST="true")

    assert response.status_code == 503
    assert response["HX-Retarget"] == "#problem"


def test_somebody_elses_page_is_not_found(client, cast, page):
    client.force_login(cast.ben, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(page)

    assert response.status_code == 404
    assert b"Attempt not found" in response.content


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/nothing-here/", "text/html"), ("/api/v1/nothing-here", "application/problem+json")],
)
def test_an_unknown_address_is_answered_in_kind(client, db, path, kind):
    response = client.get(path)

    assert response.status_code == 404
    assert response["Content-Type"].startswith(kind)


def test_a_fault_of_ours_is_not_hidden(browser, page):
    browser.raise_request_exception = False
    with patch.object(selectors, "question_page", side_effect=RuntimeError("bug")):
        response = browser.get(page)

    assert response.status_code == 500
    assert b"bug" not in response.content


def test_a_busy_database_outside_of_a_view_is_said_too(browser, page):
    browser.raise_request_exception = False
    target = "django.contrib.sessions.middleware.SessionMiddleware.process_response"
    with patch(target, side_effect=BUSY):
        response = browser.get(page)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_locked_out_people_get_a_page(client, db):
    for n in range(12):
        response = client.post("/accounts/sign-in/", {"username": "ada", "password": f"guess{n}"})

    assert response.status_code == 429
    assert b"Too many attempts to sign in" in response.content
