"""Signing in by token."""

import pytest

from examcenter.integrations.models import AccessToken
from tests.examcenter.making import make_user
from tests.examcenter.tokens import make_program


@pytest.fixture
def ada_with_password(db):
    user = make_user("ada")
    user.set_password("convolve-ada")
    user.save()
    return user


def ask(api, username, password):
    return api(None).post("/api/v1/tokens", {"username": username, "password": password})


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "ADA@example.org"])
def test_name_or_address_and_password_give_a_token_that_works(api, ada_with_password, name):
    response = ask(api, name, "convolve-ada")

    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['token']}")
    assert client.get("/api/v1/courses").status_code == 200


def test_every_sign_in_gives_a_new_token_and_leaves_the_others(api, ada_with_password):
    first, second = (ask(api, "ada", "convolve-ada") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["token"] != second.json()["token"]
    for reply in (first, second):
        client = api(None)
        client.credentials(HTTP_AUTHORIZATION=f"Token {reply.json()['token']}")
        assert client.get("/api/v1/courses").status_code == 200


def test_no_more_than_twenty_tokens_of_a_person_are_kept(api, ada_with_password):
    first = ask(api, "ada", "convolve-ada").json()
    for _ in range(20):
        ask(api, "ada", "convolve-ada")

    assert AccessToken.objects.filter(user=ada_with_password).count() == 20
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {first['token']}")
    assert client.get("/api/v1/courses").status_code == 401


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("nobody", "x"), ("no@example.org", "x")]
)
def test_a_wrong_pair_does_not_tell_which_half_was_wrong(api, ada_with_password, name, password):
    response = ask(api, name, password)

    assert response.status_code == 401
    assert response.json()["code"] == "wrong_password"
    assert response.json()["detail"] == "No one signs in with this name and this password."


def test_guessing_is_locked_out_even_with_the_right_password(api, ada_with_password):
    for n in range(12):
        response = ask(api, "ada", f"guess-{n}")
    assert response.status_code == 429
    assert response.json()["code"] == "too_many_sign_ins"
    assert int(response["Retry-After"]) > 0

    assert ask(api, "ada", "convolve-ada").status_code == 429
    assert AccessToken.objects.count() == 0


def test_a_closed_account_gets_no_token(api, ada_with_password):
    ada_with_password.is_active = False
    ada_with_password.save()

    assert ask(api, "ada", "convolve-ada").status_code == 401


def test_a_bad_token_in_the_header_does_not_hinder_signing_in(api, ada_with_password):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION="Token stale")
    response = client.post("/api/v1/tokens", {"username": "ada", "password": "convolve-ada"})

    assert response.status_code == 201


def test_signing_out_destroys_the_token(api, ada_with_password):
    client = api(ada_with_password)

    assert client.delete("/api/v1/tokens/current").status_code == 204
    assert client.get("/api/v1/courses").status_code == 401


@pytest.mark.parametrize("body", [{}, {"username": "ada"}, {"username": ["ada"], "password": {}}])
def test_an_incomplete_request_names_what_is_missing(api, db, body):
    response = api(None).post("/api/v1/tokens", body)

    assert response.status_code == 400
    assert response.json()["errors"]


def test_a_token_says_who_it_is_and_how_far_it_goes(api, cast):
    program, header = make_program(cast.course, ["grades:read"])
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=header)
    told = client.get("/api/v1/tokens/current").json()
    token = AccessToken.objects.get()
    assert (told["token"], told["integration"]) == (str(token.pk), str(program.pk))
    assert (told["scopes"], told["course"]) == (["grades:read"], str(cast.course.pk))
    assert (told["name"], told["may_create_courses"]) == ("campus", False)
    assert told["expires_at"].endswith("Z")


def test_a_person_is_told_the_same_of_a_token_and_of_a_session(tess, cast, client):
    told = tess.get("/api/v1/tokens/current").json()
    client.force_login(cast.tess, backend="django.contrib.auth.backends.ModelBackend")
    session = client.get("/api/v1/tokens/current").json()
    assert told | {"token": None, "expires_at": None} == session
    assert (told["username"], told["scopes"], told["integration"]) == ("tess", ["all"], None)
    assert told["may_create_courses"] is True
