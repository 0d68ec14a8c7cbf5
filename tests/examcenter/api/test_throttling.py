"""Buckets: one that is full leaves the others alone, and without Redis nobody is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from examcenter.api import throttling
from examcenter.api.throttling import LIMITS, Limit
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.tokens import make_program


@pytest.fixture
def counted(redis_server, settings, monkeypatch):
    """Count in a real Redis, at one moment of a minute of its own."""
    settings.CELERY_BROKER_URL = redis_server.url
    throttling._counter.cache_clear()
    small = {name: Limit(person=3, program=5) for name in LIMITS}
    monkeypatch.setattr(throttling, "LIMITS", {**small, "exam": LIMITS["exam"]})
    client = throttling._counter(redis_server.url)._client
    client.flushall()
    with time_machine.travel(datetime(2026, 11, 22, 14, 0, 20, tzinfo=UTC), tick=False):
        yield client
    client.close()


def test_one_too_many_is_told_when_to_ask_again(ada, counted, cast):
    replies = [ada.get("/api/v1/tokens") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert [reply["RateLimit"] for reply in replies] == [
        f'"general";r={left};t=40' for left in (2, 1, 0, 0)
    ]
    assert replies[0]["RateLimit-Policy"] == '"general";q=3;w=60'
    assert (replies[3].json()["code"], replies[3]["Retry-After"]) == ("too_many_requests", "40")
    with time_machine.travel(datetime(2026, 11, 22, 14, 1, tzinfo=UTC), tick=False):
        assert ada.get("/api/v1/tokens").status_code == 200


def test_a_flood_of_exports_leaves_an_exam_alone(api, cast, counted, practice):
    tess = api(cast.tess)
    for _ in range(5):
        flooded = tess.post(f"/api/v1/exams/{practice.pk}/exports", {})
    assert (flooded.status_code, flooded.json()["code"]) == (429, "too_many_requests")
    assert tess.get("/api/v1/tokens").status_code == 200
    assert throttling.take("exam", _request_of(cast.tess)) is not None


def test_people_and_programs_have_buckets_of_their_own(api, cast, counted):
    ada, ben = api(cast.ada), api(cast.ben)
    for _ in range(4):
        assert ada.get("/api/v1/tokens") is not None
    assert ada.get("/api/v1/tokens").status_code == 429
    assert ben.get("/api/v1/tokens").status_code == 200
    program = DocumentedClient()
    program.credentials(HTTP_AUTHORIZATION=make_program(cast.course)[1])
    statuses = [program.get("/api/v1/tokens").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_counting_is_one_round_trip_and_leaves_nothing_behind(ada, counted, cast):
    before = counted.info("stats")["total_commands_processed"]
    ada.get("/api/v1/tokens")
    # The two commands of one pipeline, and the question itself.
    assert counted.info("stats")["total_commands_processed"] - before == 3
    (key,) = counted.keys("*")
    assert 0 < counted.ttl(key) <= 120


def test_without_redis_everybody_is_let_through_and_nobody_waits(ada, cast, settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/5"
    throttling._counter.cache_clear()
    replies = [ada.get("/api/v1/tokens") for _ in range(3)]
    assert {reply.status_code for reply in replies} == {200}
    assert "RateLimit" not in replies[0]
    # It was asked once, and then left alone.
    counter = throttling._counter("redis://127.0.0.1:1/5")
    monkeypatch.setattr(counter, "_client", None)
    assert ada.get("/api/v1/tokens").status_code == 200


def _request_of(user):
    from rest_framework.request import Request
    from rest_framework.test import APIRequestFactory, force_authenticate

    plain = APIRequestFactory().get("/")
    force_authenticate(plain, user=user)
    request = Request(plain)
    request.user = user
    return request
