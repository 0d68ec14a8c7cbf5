"""Queries that are compiled once say what the querysets say that they were made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.exams.access import get_response_for
from examcenter.exams.errors import AttemptNotFound, ResponseNotFound
from examcenter.exams.models import Response
from examcenter.exams.services import start_attempt
from examcenter.prepared import PreparedRead, PreparedUpdate

_MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


def test_it_reads_what_the_queryset_reads(attempt, cast):
    for number in (1, 2, 3):
        read = get_response_for(cast.ada, attempt.pk, number)
        plain = Response.objects.select_related("attempt__exam").get(attempt=attempt, number=number)
        assert read.get_deferred_fields() >= {"keys", "draft"}
        for name in ("pk", "number", "round", "variant", "save_sequence", "is_open", "saved_at"):
            assert getattr(read, name) == getattr(plain, name), name
        for field in attempt._meta.concrete_fields:
            assert getattr(read.attempt, field.attname) == getattr(plain.attempt, field.attname)
        for field in attempt.exam._meta.concrete_fields:
            assert getattr(read.attempt.exam, field.attname) == getattr(
                plain.attempt.exam, field.attname
            )


def test_it_asks_one_query_and_compiles_none(attempt, cast, django_assert_num_queries):
    get_response_for(cast.ada, attempt.pk, 1)
    with django_assert_num_queries(1):
        get_response_for(cast.ada, attempt.pk, 2)


def test_what_is_somebody_elses_is_not_there(attempt, cast):
    with pytest.raises(AttemptNotFound):
        get_response_for(cast.ben, attempt.pk, 1)


@pytest.mark.parametrize("number", [0, 4, 40_000, 10**30])
def test_a_number_without_a_question_is_said_so(attempt, cast, number):
    with pytest.raises(ResponseNotFound):
        get_response_for(cast.ada, attempt.pk, number)


def test_an_update_changes_the_rows_of_its_queryset_only(attempt):
    update = PreparedUpdate(
        lambda pk, below: Response.objects.filter(pk=pk, save_sequence__lt=below),
        {
            "pk": models.BigAutoField(),
            "below": models.PositiveBigIntegerField(),
            "draft": models.JSONField(),
        },
        sets={"draft": "draft"},
    )
    first, second = Response.objects.filter(attempt=attempt).order_by("number")[:2]
    assert update.run(pk=first.pk, below=1, draft={"answer": "7 \u00d7 7"}) == 1
    assert update.run(pk=second.pk, below=0, draft={"answer": "8"}) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.draft, second.draft) == ({"answer": "7 \u00d7 7"}, {})


def test_what_is_no_parameter_is_refused():
    def build(pk: int, other: int) -> models.QuerySet[User]:
        return User.objects.filter(pk=pk)

    field = models.BigIntegerField()
    with pytest.raises(AssertionError, match="other is no parameter"):
        PreparedRead(build, {"pk": field, "other": field}).first(pk=1, other=2)


@pytest.fixture
def signed_in_client(cast):
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.ada, backend=_MODEL_BACKEND)
    assert client.get("/").status_code == 200
    return client


def test_who_is_signed_in_costs_two_queries(signed_in_client, django_assert_num_queries):
    with django_assert_num_queries(2):
        signed_in_client.get("/healthz")


def test_a_changed_password_ends_the_session(signed_in_client, cast):
    cast.ada.set_password("another one, and a longer one")
    cast.ada.save()
    assert signed_in_client.get("/").status_code == 302


def test_who_is_not_active_any_more_is_signed_out(signed_in_client, cast):
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert signed_in_client.get("/").status_code == 302


def test_an_expired_session_is_none(signed_in_client):
    Session.objects.update(expire_date=timezone.now())
    assert signed_in_client.get("/").status_code == 302


def test_a_session_of_another_secret_is_none(signed_in_client, settings):
    settings.SECRET_KEY = "another secret of at least fifty characters, all of them"
    assert signed_in_client.get("/").status_code == 302


def test_every_response_has_the_whole_policy(signed_in_client):
    first, second = signed_in_client.get("/healthz"), signed_in_client.get("/healthz")
    policy = first["Content-Security-Policy"]
    assert second["Content-Security-Policy"] == policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "nonce" not in policy


@pytest.mark.services
def test_all_of_it_holds_on_postgresql_where_each_is_planned_once(postgres_server):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("-k", "not on_postgresql_where"),
            *(__file__, str(Path(__file__).with_name("prepared_on_postgresql.py"))),
        ],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "EXAMCENTER_DATABASE_URL": postgres_server.url("examcenter")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
