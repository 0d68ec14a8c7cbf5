"""Errors over REST: problem documents in words, whatever is sent."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from examcenter.exams.models import Attempt
from examcenter.exams.services import drafts, start_attempt
from tests.examcenter.making import GOOD_SOURCE, current


@pytest.fixture
def attempt(practice, cast):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())


@pytest.fixture
def url(attempt):
    return f"/api/v1/attempts/{attempt.pk}"


def problem(response, status, code):
    """Return the problem document of a response after checking its form."""
    assert response["Content-Type"] == "application/problem+json", response.content[:300]
    document = json.loads(response.content)
    assert set(document) == {"type", "title", "status", "detail", "code", "errors"}
    assert (response.status_code, document["status"], document["code"]) == (status, status, code)
    assert document["type"] == f"urn:examcenter:problem:{code}"
    assert document["title"] and document["detail"]
    return document


def test_nobody_is_told_to_sign_in(api, url):
    response = api(None).get(url)

    problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_bad_token_is_told_so(api, url):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION="Token 0000")
    response = client.get(url)

    problem(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("token", ["\udc80", "a b c", ""])
def test_a_malformed_token_is_told_so(api, url, token):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}".encode("utf-8", "surrogateescape"))

    problem(client.get(url), 401, "authentication_failed")


def test_a_role_that_does_not_suffice_is_told_so(ada, practice):
    problem(ada.get(f"/api/v1/exams/{practice.pk}/grades"), 403, "not_permitted")


def test_a_request_with_a_session_needs_the_csrf_token(cast, url):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")

    document = problem(client.post(f"{url}/finish"), 403, "not_permitted")
    assert "CSRF" in document["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/attempts/7",
        "/api/v1/attempts/00000000-0000-0000-0000-000000000000",
        "/api/v1/attempts/%00",
        "/api/v1/attempts/00000000-0000-0000-0000-000000000000/responses/" + "9" * 5000,
    ],
)
def test_what_is_not_there_is_not_found(ada, cast, path):
    response = ada.get(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("number", [0, 4, 2**31, 2**63, 10**30])
def test_a_question_number_without_a_question_is_not_found(ada, url, number):
    problem(ada.get(f"{url}/responses/{number}"), 404, "response_not_found")


def test_a_wrong_method_is_told_the_right_ones(ada, url):
    response = ada.delete(f"{url}/responses/1")

    problem(response, 405, "method_not_allowed")
    assert "PUT" in response["Allow"]


def test_only_json_is_read(ada, url):
    response = ada.put(f"{url}/responses/1", "answer=7", content_type="text/plain")

    problem(response, 415, "unsupported_media_type")


def test_a_format_that_is_not_written_is_refused(ada, url):
    problem(ada.get(url, HTTP_ACCEPT="text/html"), 406, "not_acceptable")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "malformed_json"),
        (b"\xff\xfe", "not_utf8"),
        (b'{"answers": {"answer": NaN}}', "malformed_json"),
        (b'{"answers": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "malformed_json"),
        (b'{"answers": {}, "sequence": ' + b"9" * 5000 + b"}", "malformed_json"),
    ],
    ids=["truncated", "not-utf8", "nan", "deep", "long-number"],
)
def test_a_body_that_is_not_json_is_told_so(ada, url, body, code):
    response = ada.put(f"{url}/responses/1", body, content_type="application/json")

    problem(response, 400, code)


def test_a_body_that_is_too_large_is_refused_without_being_read_whole(ada, url):
    body = b'{"answers": {"answer": "' + b"7" * 1_100_000 + b'"}}'
    response = ada.put(f"{url}/responses/1", body, content_type="application/json")

    problem(response, 413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/answers"),
        ({"answers": []}, "/answers"),
        ({"answers": {"answer": 7.5}, "sequence": "x"}, "/sequence"),
        ({"answers": {}, "sequence": -1}, "/sequence"),
        ({"answers": {}, "sequence": 2**53}, "/sequence"),
        ({"answers": {}, "sequence": 10**4000}, "/sequence"),
        ({"answers": {"answer": None}}, "/answers/answer"),
        ({"answers": {"answer": ["7"]}}, "/answers/answer"),
        ({"answers": {"answer": "7\x00"}}, "/answers/answer"),
        ({"answers": {"answer": "\ud800"}}, "/answers/answer"),
        ({"answers": {}, "anwsers": {}}, ""),
        ({"answers": {}, "\ud800": {}}, ""),
        ([], ""),
        ("answers", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_a_pointer(ada, url, body, pointer):
    response = ada.put(
        f"{url}/responses/1", json.dumps(body).encode(), content_type="application/json"
    )

    document = problem(response, 400, "invalid_request")
    assert [error["pointer"] for error in document["errors"]] == [pointer]


@pytest.mark.parametrize("name", ["height", "\ud800", "a/b~c", "x" * 5000, "\x00"])
def test_an_unknown_part_is_named_by_a_pointer(ada, url, name):
    body = json.dumps({"answers": {name: "7"}}).encode()
    response = ada.put(f"{url}/responses/1", body, content_type="application/json")

    document = problem(response, 400, "answer_refused")
    assert document["errors"][0]["pointer"].startswith("/answers/")
    assert "expected one of answer" in document["detail"]
    assert len(response.content) < 40_000


def test_a_late_answer_is_told_the_deadline(ada, timed, cast):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    ada.put(f"/api/v1/attempts/{attempt.pk}/responses/1", {"answers": {"answer": "7"}})
    assert attempt.deadline_at is not None
    with time_machine.travel(attempt.deadline_at + timedelta(seconds=1), tick=False):
        response = ada.put(
            f"/api/v1/attempts/{attempt.pk}/responses/1", {"answers": {"answer": "8"}}
        )
        ended = ada.get(f"/api/v1/attempts/{attempt.pk}").json()

    document = problem(response, 409, "answer_too_late")
    assert f"{attempt.deadline_at:%H:%M:%S}" in document["detail"]
    assert current(attempt, 1).draft == {"answer": "7"}
    assert ended["finish_reason"] == "time"


def test_a_closed_attempt_is_told_so(ada, url):
    ada.post(f"{url}/finish")

    for method, path, body in (
        ("put", "/responses/1", {"answers": {"answer": "7"}}),
        ("post", "/responses/1/check", {}),
        ("post", "/responses/1/variants", {}),
        ("post", "/responses/3/submissions", {"part": "answer", "source": GOOD_SOURCE}),
    ):
        problem(getattr(ada, method)(url + path, body), 409, "attempt_closed")


def test_an_outdated_save_is_told_so(ada, url):
    ada.put(f"{url}/responses/1", {"answers": {"answer": "new"}, "sequence": 5})
    response = ada.put(f"{url}/responses/1", {"answers": {"answer": "old"}, "sequence": 4})

    problem(response, 409, "draft_outdated")


def test_an_answer_that_cannot_be_read_is_no_error_but_an_outcome(ada, url):
    response = ada.post(f"{url}/responses/1/check", {"answers": {"answer": "many"}})

    assert response.status_code == 200
    part = response.json()["parts"]["answer"]
    assert part["state"] == "unreadable"
    assert part["code"] and part["feedback"]


@pytest.mark.parametrize(
    ("source", "status", "code"),
    [
        ("#" * 65537, 413, "source_too_large"),
        ("  ", 400, "source_empty"),
    ],
)
def test_a_source_that_is_not_taken_is_told_why(ada, url, source, status, code):
    response = ada.post(f"{url}/responses/3/submissions", {"part": "answer", "source": source})

    document = problem(response, status, code)
    assert document["errors"][0]["pointer"] == "/source"


def test_a_source_in_bytes_that_are_not_utf8_is_refused(ada, url):
    response = ada.post(
        f"{url}/responses/3/submissions",
        b'{"part": "answer", "source": "\xe9"}',
        content_type="application/json",
    )

    problem(response, 400, "not_utf8")


def test_code_for_an_unknown_part_is_refused(ada, url):
    response = ada.post(f"{url}/responses/3/submissions", {"part": "answr", "source": GOOD_SOURCE})

    problem(response, 400, "not_a_code_part")


def test_a_locked_database_is_told_so_with_a_time_to_wait_and_loses_nothing(ada, url, attempt):
    ada.put(f"{url}/responses/1", {"answers": {"answer": "7"}})
    locked = OperationalError("database is locked")
    with patch.object(drafts, "keep_draft_on_time", side_effect=locked):
        response = ada.put(f"{url}/responses/1", {"answers": {"answer": "8"}})

    problem(response, 503, "database_busy")
    assert int(response["Retry-After"]) > 0
    assert current(attempt, 1).draft == {"answer": "7"}


def test_a_fault_of_our_own_is_not_called_a_busy_database(ada, url):
    ada.raise_request_exception = False
    fault = OperationalError("no such table: exams_response")
    with patch.object(drafts, "keep_draft_on_time", side_effect=fault):
        response = ada.put(f"{url}/responses/1", {"answers": {"answer": "8"}})

    problem(response, 500, "server_error")


@pytest.mark.parametrize("cursor", ["x", "cD0x", "cD0lMDA=", "bz0xJnA9", "cD1cdWQ4MDA="])
def test_a_forged_cursor_is_told_so(ada, cast, cursor):
    problem(ada.get(f"/api/v1/courses?cursor={cursor}"), 404, "invalid_cursor")


@pytest.mark.parametrize("limit", ["x", "-1", "0", "", "٣"])
def test_a_limit_that_is_none_is_told_so(ada, cast, limit):
    problem(ada.get("/api/v1/courses", {"limit": limit}), 400, "invalid_request")


def test_a_limit_beyond_the_most_is_the_most(ada, cast):
    assert ada.get("/api/v1/courses", {"limit": "9" * 5000}).status_code == 200


def test_an_attempt_of_an_exam_that_is_not_open_is_refused(ada, practice):
    practice.closes_at = timezone.now()
    practice.save()

    problem(ada.post(f"/api/v1/exams/{practice.pk}/attempts"), 403, "exam_not_open")
    assert Attempt.objects.count() == 0
