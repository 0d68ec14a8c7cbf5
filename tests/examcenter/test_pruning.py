"""What is forgotten in the background, and that nothing of an attempt's evidence ever is."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings as configured
from django.utils import timezone

from examcenter import pruning
from examcenter.accounts.models import ResetRequest, Session
from examcenter.exams.models import EntryGuess, ExampleRun, Message, Presence, Pulse, RoomEvent
from examcenter.exams.services import finish_attempt, start_attempt, submit_code
from examcenter.exams.taking.examples import run_examples
from examcenter.pruning import prune
from examcenter.tasks import prune_leftovers
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE, grade

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def attempt(cast, practice, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


def run(attempt, source, now, *, age):
    """Return a run of the examples that has ended, so old."""
    made = run_examples(attempt=attempt, number=3, part="answer", source=source, now=now)
    grade(made.pk, score=None, verdict="accepted")
    ExampleRun.objects.filter(submission=made).update(created_at=now - age)
    return made.pk


def test_what_is_over_is_forgotten_and_what_is_not_is_kept(attempt, cast, now):
    Session.objects.create(session_key="old", session_data="", expire_date=now - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=now + DAY)
    for address, age in (("old@example.org", 2 * DAY), ("new@example.org", DAY / 2)):
        ResetRequest.objects.create(address=address, created_at=now - age)
    for age in (8 * DAY, DAY):
        Pulse.objects.create(exam=attempt.exam, seen_at=now - age)
    EntryGuess.objects.create(exam=attempt.exam, user=cast.ada, n_wrong=9, first_at=now - DAY)
    EntryGuess.objects.create(exam=attempt.exam, user=cast.ben, n_wrong=9, first_at=now)
    for model in (AccessLog, AccessAttempt):
        for name in ("old", "new"):
            more = {"failures_since_start": 1} if model is AccessAttempt else {}
            model.objects.create(username=name, ip_address="192.0.2.1", **more)
        model.objects.filter(username="old").update(attempt_time=now - YEAR)
    prune_leftovers()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.address for row in ResetRequest.objects.all()] == ["new@example.org"]
    assert [row.seen_at for row in Pulse.objects.all()] == [now - DAY]
    assert [row.user for row in EntryGuess.objects.all()] == [cast.ben]
    assert [row.username for row in AccessLog.objects.all()] == ["new"]
    assert [row.username for row in AccessAttempt.objects.all()] == ["new"]


def test_runs_of_the_examples_go_with_their_code_and_the_newest_stays_while_open(attempt, now):
    old = run(attempt, "x = 1", now, age=YEAR)
    newest = run(attempt, "x = 2", now, age=YEAR)
    prune(now=now)
    assert list(ExampleRun.objects.values_list("submission", flat=True)) == [newest]
    assert not Submission.objects.filter(pk=old).exists()
    finish_attempt(attempt=attempt, now=now)
    prune(now=now)
    assert not ExampleRun.objects.exists()


def test_a_young_run_and_one_that_has_not_ended_are_kept(attempt, now):
    run(attempt, "x = 1", now, age=DAY)
    waiting = run_examples(attempt=attempt, number=3, part="answer", source="x = 2", now=now)
    ExampleRun.objects.filter(submission=waiting).update(created_at=now - YEAR)
    finish_attempt(attempt=attempt, now=now)
    prune(now=now)
    assert ExampleRun.objects.count() == 2


def test_nothing_of_an_attempt_is_ever_forgotten(attempt, now, cast):
    sent = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    grade(sent.pk, score=1.0)
    Presence.objects.create(attempt=attempt, seen_at=now, address="192.0.2.1")
    Message.objects.create(attempt=attempt, text="You have more time.", created_at=now)
    RoomEvent.objects.create(attempt=attempt, kind=RoomEvent.Kind.ADDRESS, created_at=now)
    finish_attempt(attempt=attempt, now=now)
    before = counts()
    assert before["Attempt"] and before["Response"] and before["AuditEntry"]
    prune(now=now + 50 * YEAR)
    assert counts() == before


def counts():
    """Return how many rows there are of everything that an attempt consists of."""
    models: list[Any] = [*apps.get_app_config("exams").get_models(), Submission]
    return {model.__name__: model._default_manager.count() for model in models}


def test_it_is_done_a_few_rows_at_a_time(db, now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(pruning, "BATCH", 10)
    monkeypatch.setattr(pruning, "FORGETS", ("examcenter.accounts.pruning.forget_sessions",))
    Session.objects.bulk_create(
        Session(session_key=str(n), session_data="", expire_date=now - DAY) for n in range(25)
    )
    with django_assert_num_queries(6) as queries:
        assert prune(now=now) == {"forget_sessions": 25}
    assert sum(query["sql"].startswith("DELETE") for query in queries.captured_queries) == 3


def test_what_cannot_be_forgotten_keeps_nothing_else_from_it(db, now, monkeypatch, caplog):
    monkeypatch.setattr(
        pruning,
        "FORGETS",
        ("examcenter.nothing.here", "examcenter.accounts.pruning.forget_sessions"),
    )
    Session.objects.create(session_key="old", session_data="", expire_date=now - DAY)
    assert prune(now=now) == {"forget_sessions": 1}
    assert "Unable to prune: here" in caplog.text


def test_beat_asks_for_it():
    entry = configured.CELERY_BEAT_SCHEDULE["examcenter.prune"]
    assert entry["task"] == prune_leftovers.name
    assert entry["schedule"] == configured.PRUNE_INTERVAL_S
