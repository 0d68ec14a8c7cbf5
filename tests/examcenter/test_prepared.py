"""Queries that are compiled once say what the querysets say that they were made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models
from django.db.models import F
from django.test import Client
from django.utils import timezone

from examcenter.accounts.models import Session, User
from examcenter.exams.access import get_response_for
from examcenter.exams.errors import AttemptNotFound, ResponseNotFound
from examcenter.exams.models import Attempt, Exam, Response
from examcenter.exams.services import start_attempt
from examcenter.prepared import PreparedInsert, PreparedRead, PreparedUpdate

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


def test_many_rows_are_read_in_their_order(attempt):
    read = PreparedRead(
        lambda attempt_id: Response.objects.filter(attempt_id=attempt_id).order_by("-number"),
        {"attempt_id": models.UUIDField()},
    )
    assert read.all(attempt_id=attempt.pk) == list(attempt.responses.order_by("-number"))
    assert read.all(attempt_id=attempt.exam_id) == []


def test_rows_are_updated_together_each_with_its_own(attempt, django_assert_num_queries):
    update = PreparedUpdate(
        lambda pk: Response.objects.filter(pk=pk),
        {
            "pk": models.BigAutoField(),
            "score": models.FloatField(),
            "is_open": models.BooleanField(),
        },
        sets={"score": "score", "is_open": "is_open"},
    )
    first, second, third = Response.objects.filter(attempt=attempt).order_by("number")
    update.run_all([])
    with django_assert_num_queries(1):
        update.run_all(
            [
                {"pk": first.pk, "score": 0.5, "is_open": False},
                {"pk": second.pk, "score": None, "is_open": False},
            ]
        )
    stored = Response.objects.order_by("number").values_list("score", "is_open")
    assert list(stored) == [(0.5, False), (None, False), (None, True)]


def test_what_an_update_computes_is_returned(attempt):
    count = PreparedUpdate(
        lambda pk: Exam.objects.filter(pk=pk),
        {"pk": models.UUIDField()},
        sets={},
        adds={"n_dealt": F("n_dealt") + 10},
    )
    before = attempt.exam.n_dealt
    Exam.objects.filter(pk=attempt.exam_id).update(n_dealt=before)
    assert count.run_returning("n_dealt", pk=attempt.exam_id) == before + 10
    assert Exam.objects.get().n_dealt == before + 10
    assert count.run_returning("n_dealt", pk=attempt.pk) is None


def test_a_new_row_holds_what_save_would_have_written(attempt, cast, now, timed):
    insert, rows = PreparedInsert(Attempt), []
    for user, is_prepared in ((cast.ada, True), (cast.ben, False)):
        times = {"started_at": now, "deadline_at": None, "grade_changed_at": now}
        new = Attempt(exam=timed, user=user, number=1, **times)
        if is_prepared:
            insert.run(insert.bind([new]))
        else:
            new.save(force_insert=True)
        row = Attempt.objects.filter(pk=new.pk).values().get()
        rows.append({k: v for k, v in row.items() if k not in ("id", "user_id")})
        new.bonus_reason = "saved again"
        new.save()
        assert Attempt.objects.get(pk=new.pk).bonus_reason == "saved again"
    assert rows[0] == rows[1]


def test_new_rows_get_keys_of_the_database_and_their_json(attempt, django_assert_num_queries):
    insert = PreparedInsert(Response)
    old = attempt.responses.get(number=1)
    Response.objects.filter(pk=old.pk).delete()
    values = {
        field.attname: getattr(old, field.attname) for field in Response._meta.concrete_fields
    }
    del values["id"]
    values["note"] = "7 \u00d7 7"
    bound = insert.bind([Response(**{**values, "draft": {"answer": "\u00bd"}})])
    with django_assert_num_queries(1):
        insert.run(bound)
    stored = attempt.responses.get(number=1)
    assert stored.pk and stored.draft == {"answer": "\u00bd"} and stored.note == "7 \u00d7 7"
    assert (stored.variant, stored.keys, stored.before_closing) == (old.variant, old.keys, None)


@pytest.fixture
def signed_in_client(cast):
    client = Client(headers={"host": "localhost"})
    client.force_login(cast.ada, backend=_MODEL_BACKEND)
    assert client.get("/").status_code == 200
    return client


def test_who_is_signed_in_costs_one_query(signed_in_client, django_assert_num_queries):
    with django_assert_num_queries(1):
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
