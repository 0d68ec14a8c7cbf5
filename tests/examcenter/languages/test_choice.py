"""Which language somebody gets: the one chosen, else the browser's; programs get English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from examcenter.accounts.models import ResetRequest, User
from examcenter.accounts.services import send_reset_links
from examcenter.exams.services import check_response, start_attempt
from tests.examcenter.making import make_user

SIGN_IN = "/accounts/sign-in/"
CHOOSE = "/accounts/language/"


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """Leave the language of the tests as it was."""
    yield
    translation.activate("en")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,en;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
        ("<script>", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(db, wish, code):
    reply = Client().get(SIGN_IN, headers={"Accept-Language": wish})
    assert reply["Content-Language"] == code
    assert f'<html lang="{code}" dir="ltr">' in reply.content.decode()
    assert {"accept-language", "cookie"} <= {
        name.strip().lower() for name in reply["Vary"].split(",")
    }


def test_a_choice_is_kept_without_an_account_and_beats_the_browser(db):
    client = Client(headers={"Accept-Language": "en"})
    reply = client.post(CHOOSE, {"language": "de", "next": SIGN_IN})
    assert reply["Location"] == SIGN_IN
    cookie = client.cookies["language"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] > 86_400
    assert "Anmelden" in client.get(SIGN_IN).content.decode()
    client.post(CHOOSE, {"language": "en", "next": SIGN_IN})
    assert "Sign in" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("code", ["", "fr", "xx", "de-AT", "../de"])
def test_a_language_that_is_not_there_changes_nothing(db, code):
    client = Client()
    assert client.post(CHOOSE, {"language": code}).status_code == 302
    assert "language" not in client.cookies


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "", "javascript:1"])
def test_the_choice_leads_to_no_other_site(db, back):
    reply = Client().post(CHOOSE, {"language": "de", "next": back})
    assert reply["Location"] == "/"


def test_only_a_form_chooses(db):
    assert Client().get(f"{CHOOSE}?language=de").status_code == 405
    assert Client(enforce_csrf_checks=True).post(CHOOSE, {"language": "de"}).status_code == 403


def test_every_page_offers_each_language_by_its_own_name(db):
    html = Client().get(SIGN_IN, headers={"Accept-Language": "de"}).content.decode()
    assert 'value="en" lang="en">English<' in html
    assert 'value="de" lang="de" aria-current="true">Deutsch<' in html


def test_the_choice_is_kept_with_the_account_and_comes_to_the_next_browser(db):
    user = make_user("ada")
    user.set_password("a long enough secret")
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(CHOOSE, {"language": "de"})
    assert User.objects.get(pk=user.pk).language == "de"
    other = Client(headers={"Accept-Language": "en"})
    form = {"username": "ada", "password": "a long enough secret"}
    assert other.post(SIGN_IN, form).status_code == 302
    assert other.cookies["language"].value == "de"


def test_a_browser_with_a_choice_keeps_it_at_the_sign_in(db):
    user = make_user("ada")
    user.set_password("a long enough secret")
    user.language = "de"
    user.save()
    client = Client()
    client.post(CHOOSE, {"language": "en"})
    client.post(SIGN_IN, {"username": "ada", "password": "a long enough secret"})
    assert client.cookies["language"].value == "en"


@pytest.mark.parametrize(("language", "subject"), [("de", "neues"), ("en", "new"), ("", "new")])
def test_a_mail_is_in_the_language_of_its_receiver(db, language, subject):
    user = make_user("ada")
    User.objects.filter(pk=user.pk).update(language=language)
    now = timezone.now()
    ResetRequest.objects.create(address=user.email, ip=None, created_at=now)
    with translation.override("en" if language == "de" else "de"):
        assert send_reset_links(now=now) == 1
    assert subject in mail.outbox[0].subject
    assert ("Guten Tag" in mail.outbox[0].body) is (language == "de")


def test_programs_read_english_whatever_they_ask_for(cast, practice):
    """Texts of the REST interface are stable: tests and clients may look at them."""
    client = Client(headers={"Accept-Language": "de"})
    client.cookies["language"] = "de"
    replies = [client.get("/api/v1/courses/"), client.get("/api/v1/nothing/")]
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    replies.append(client.post(f"/api/v1/exams/{cast.course.pk}/attempts"))
    replies.append(client.get(reverse("api:attempt", args=[cast.course.pk])))
    for reply in replies:
        assert reply["Content-Language"] == "en"
        assert "accept-language" not in reply.get("Vary", "").lower()
    assert "There is no such attempt among yours." in replies[-1].content.decode()


def test_an_answer_is_read_the_same_in_every_language(cast, practice):
    """A comma in a page's numbers is for reading; what is typed has one grammar."""
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    told = []
    for code in ("en", "de"):
        with translation.override(code):
            outcome = check_response(
                attempt=attempt, number=1, answers={"answer": "1.250"}, now=timezone.now()
            )
            told.append(outcome)
    assert told[0].parts == told[1].parts
