"""/healthz and /readyz: what is asked, what is said, and what is never said."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from examcenter import health
from examcenter.local.redis_server import RedisServer, find_free_port
from grader.health import record_worker
from grader.sandbox import SandboxProblem, SandboxStatus

pytestmark = pytest.mark.django_db

WORKING = SandboxStatus(is_ready=True, tier="namespaces", problems=())
BROKEN = dataclasses.replace(
    WORKING,
    is_ready=False,
    tier="",
    problems=(SandboxProblem(what="bwrap is missing.", fix="apt-get install bubblewrap"),),
)


@pytest.fixture
def broker(settings, tmp_path: Path):
    """A broker that answers."""
    with RedisServer.start(tmp_path) as server:
        settings.CELERY_BROKER_URL = server.url
        yield server


def read(client: Client, status: int) -> dict[str, dict[str, object]]:
    answer = client.get("/readyz")
    assert answer.status_code == status, answer.content
    assert answer["Cache-Control"].startswith("max-age=0")
    return dict(answer.json()["checks"])


def test_the_process_answers_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"


def test_it_is_ready_when_every_part_is(client, broker):
    record_worker("w@here", WORKING, now=timezone.now())
    checks = read(client, 200)
    assert {name: check["ok"] for name, check in checks.items()} == dict.fromkeys(checks, True)
    assert checks["sandbox"]["tier"] == "namespaces"


def test_a_broken_jail_is_named_with_its_fix(client, broker):
    record_worker("w@here", BROKEN, now=timezone.now())
    assert read(client, 503)["sandbox"] == {
        "ok": False,
        "tier": "",
        "problems": [{"what": "bwrap is missing.", "fix": "apt-get install bubblewrap"}],
    }


def test_a_silent_worker_is_named_with_its_fix(client, broker):
    record_worker("w@here", WORKING, now=timezone.now() - timedelta(minutes=5))
    checks = read(client, 503)
    assert "no worker has reported" in str(checks["worker"]["problems"])
    assert checks["sandbox"]["ok"] is False
    assert checks["database"]["ok"] is True


def test_a_missing_broker_is_told_soon_and_without_its_address(client, settings):
    settings.CELERY_BROKER_URL = f"redis://:the-password@127.0.0.1:{find_free_port()}/0"
    answer = client.get("/readyz")
    assert answer.json()["checks"]["broker"]["problems"][0]["fix"].startswith("start Redis")
    assert b"the-password" not in answer.content
    assert b"127.0.0.1" not in answer.content


def test_a_missing_database_is_told_without_its_words(client, broker, monkeypatch):
    def refuse() -> None:
        raise DatabaseError("connection to 10.1.2.3 as user exam with password hunter2 failed")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["ok"] is False
    assert b"hunter2" not in answer.content
    assert b"10.1.2.3" not in answer.content


def test_tables_of_another_version_are_told(client, broker, monkeypatch):
    monkeypatch.setattr(health, "_count_missing_migrations", lambda: 3)
    problem = read(client, 503)["database"]["problems"][0]  # type: ignore[index]
    assert problem == {
        "what": "the database lacks 3 migrations of this version",
        "fix": "python manage.py migrate",
    }


def test_nothing_can_be_sent_to_it(client):
    assert client.post("/readyz").status_code == 405
