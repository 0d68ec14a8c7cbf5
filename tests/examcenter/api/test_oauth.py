"""OAuth 2 client credentials: a program's token is exchanged for one of an hour."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.utils import timezone

from examcenter.api import tasks
from examcenter.integrations.models import AccessToken
from examcenter.integrations.services import revoke_token
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.tokens import make_program

SCOPES = ["courses:read", "tokens:write"]


@pytest.fixture
def program(cast):
    """Return the id and the secret of a program."""
    made, header = make_program(cast.course, SCOPES)
    return {"client_id": str(made.pk), "client_secret": header.removeprefix("Bearer ")}


def ask(fields, **headers):
    return DocumentedClient().post(
        "/api/v1/oauth/token",
        urlencode({"grant_type": "client_credentials", **fields}, doseq=True),
        content_type="application/x-www-form-urlencoded",
        **headers,
    )


def read(token):
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get("/api/v1/integrations")


def test_a_program_gets_a_token_of_an_hour(program):
    reply = ask(program)
    given = reply.json()
    assert (reply.status_code, given["token_type"], given["expires_in"]) == (200, "Bearer", 3600)
    assert (given["scope"], reply["Cache-Control"]) == (" ".join(SCOPES), "no-store")
    assert read(given["access_token"]).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert read(given["access_token"]).json()["code"] == "token_expired"


def test_id_and_secret_may_come_by_http_basic(program):
    pair = b64encode(f"{program['client_id']}:{program['client_secret']}".encode()).decode()
    assert ask({}, HTTP_AUTHORIZATION=f"Basic {pair}").status_code == 200
    twice = ask(program, HTTP_AUTHORIZATION=f"Basic {pair}")
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")


def test_it_may_ask_for_less_and_not_for_more(program):
    less = ask(program | {"scope": "courses:read"}).json()
    assert less["scope"] == "courses:read"
    assert read(less["access_token"]).json()["code"] == "scope_missing"
    for scope in ("grades:read", "courses:read all", " "):
        more = ask(program | {"scope": scope})
        assert (more.status_code, more.json()["error"]) == (400, "invalid_scope"), scope


@pytest.mark.parametrize(
    "change",
    [
        {"client_secret": "ect_abcdefgh_" + "x" * 43},
        {"client_secret": ""},
        {"client_id": "00000000-0000-0000-0000-000000000000"},
        {"client_id": "campus"},
    ],
)
def test_a_wrong_pair_is_told_so_without_saying_which_half(program, change):
    refused = ask(program | change)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert refused["WWW-Authenticate"] == "Basic"


def test_what_the_standard_wants_refused_is_refused(program):
    assert ask(program | {"grant_type": "password"}).json()["error"] == "unsupported_grant_type"
    assert ask(program | {"grant_type": ""}).json()["error"] == "invalid_request"
    assert ask(program | {"scope": ["a", "b"]}).json()["error"] == "invalid_request"
    assert ask(program, HTTP_AUTHORIZATION="Basic ???").status_code == 400
    assert ask({}, HTTP_AUTHORIZATION="Basic ???").json()["error"] == "invalid_client"
    assert ask({"x": "y" * 20_000}).status_code == 413


def test_a_token_of_an_hour_ends_with_its_parent_and_has_no_children(program):
    given = ask(program).json()["access_token"]
    again = ask(program | {"client_secret": given})
    assert again.json()["error"] == "invalid_client"
    revoke_token(AccessToken.objects.get(made_from=None), now=timezone.now())
    assert read(given).json()["code"] == "token_revoked"
    assert ask(program).status_code == 401


def test_a_persons_token_is_no_clients_secret(program, api, cast):
    from tests.examcenter.tokens import token_of

    assert ask(program | {"client_secret": token_of(cast.tess)}).status_code == 401


def test_it_never_outlives_its_parent_and_is_forgotten_in_the_end(program):
    now = timezone.now()
    AccessToken.objects.update(expires_at=now + timedelta(minutes=10))
    with time_machine.travel(now, tick=False):
        assert ask(program).json()["expires_in"] == 600
    with time_machine.travel(now + timedelta(days=2)):
        tasks.forget()
    assert AccessToken.objects.filter(made_from__isnull=False).count() == 0
