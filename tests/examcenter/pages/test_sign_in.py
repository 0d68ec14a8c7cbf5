"""Signing in and out."""

import pytest
from django.urls import reverse

SIGN_IN = "/accounts/sign-in/"


@pytest.fixture
def ada(cast):
    """Return Ada with a password."""
    cast.ada.set_password("slide-multiply-sum")
    cast.ada.save()
    return cast.ada


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "ADA@example.org"])
def test_people_sign_in_by_name_or_address(client, ada, name):
    reply = client.post(SIGN_IN, {"username": name, "password": "slide-multiply-sum"})
    assert reply["Location"] == reverse("courses:home")


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "guess-one"), ("nobody", "guess-two"), ("a@b.c", "guess-three")]
)
def test_a_wrong_pair_is_told_without_saying_which(client, ada, name, password):
    reply = client.post(SIGN_IN, {"username": name, "password": password})
    text = reply.content.decode()
    assert "do not belong together" in text
    assert 'role="alert"' in text
    assert password not in text


def test_an_empty_field_says_what_is_missing(client, db):
    text = client.post(SIGN_IN, {"username": "", "password": ""}).content.decode()
    assert "Type your username or e-mail." in text
    assert 'aria-errormessage="id_username_error"' in text
    assert 'id="id_username_error"' in text


def test_a_closed_account_stays_out(client, ada):
    ada.is_active = False
    ada.save()
    reply = client.post(SIGN_IN, {"username": "ada", "password": "slide-multiply-sum"})
    assert reply.status_code == 200


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client, ada, cast):
    page = reverse("courses:course", args=[cast.course.pk])
    address = client.get(page)["Location"]
    form = client.get(address).content.decode()
    assert f'name="next" value="{page}"' in form
    data = {"username": "ada", "password": "slide-multiply-sum", "next": page}
    assert client.post(SIGN_IN, data)["Location"] == page


def test_signing_in_leads_to_no_other_site(client, ada):
    data = {"username": "ada", "password": "slide-multiply-sum", "next": "//evil.example/"}
    assert client.post(SIGN_IN, data)["Location"] == reverse("courses:home")


def test_who_is_signed_in_is_not_asked_again(client, ada):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(SIGN_IN)["Location"] == reverse("courses:home")


def test_signing_out_takes_a_form(client, ada):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/")["Location"] == reverse("accounts:sign_in")
    assert client.get("/").status_code == 302


def test_guessing_is_locked_in_words(client, ada):
    for _ in range(11):
        reply = client.post(SIGN_IN, {"username": "ada", "password": "guess-one"})
    assert reply.status_code == 429
    assert "Too many attempts to sign in" in reply.content.decode()
