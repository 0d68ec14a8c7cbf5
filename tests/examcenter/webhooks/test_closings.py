"""Exams that end by the clock: told when they are over for everybody, and once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from examcenter.exams import review
from examcenter.exams.building.services import close_exam
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.services import finish_attempt, start_attempt
from examcenter.webhooks import closings, tasks
from examcenter.webhooks.closings import note_closings
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Event, ToldClosing
from tests.examcenter.exams.granting import allow
from tests.examcenter.making import make_exam


@pytest.fixture
def exam(cast, bank, now) -> Exam:
    """Return an exam that closes in an hour."""
    return make_exam(
        cast.course, "final", ["one-side"], kind=Exam.Kind.EXAM, closes_at=now + hours(1)
    )


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def told() -> list[str]:
    """Return what was told of closings, oldest first."""
    kinds = ("grade.released", "exam.closed")
    return list(Event.objects.filter(kind__in=kinds).values_list("kind", flat=True).order_by("id"))


def change(exam: Exam, **columns: Any) -> None:
    Exam.objects.filter(pk=exam.pk).update(**columns)


def test_an_exam_that_is_over_is_told_once_with_the_release_of_its_results(exam, now):
    assert note_closings(now=now) == 0
    assert [note_closings(now=now + hours(n)) for n in (2, 2, 3)] == [1, 0, 0]
    assert told() == ["grade.released", "exam.closed"]
    assert Event.objects.get(kind="exam.closed").data["exam_id"] == str(exam.pk)


def test_where_results_wait_for_a_teacher_closing_releases_nothing(exam, now):
    change(exam, release=Exam.Release.MANUAL)
    note_closings(now=now + hours(2))
    assert told() == ["exam.closed"]


def test_a_draft_and_an_exam_without_an_end_close_never(exam, cast, now):
    change(exam, published_at=None)
    make_exam(cast.course, "endless", ["one-side"])
    assert note_closings(now=now + hours(2)) == 0


def test_the_late_rule_is_waited_for(exam, now):
    change(exam, late_until_at=now + hours(3))
    assert [note_closings(now=now + hours(n)) for n in (2, 4, 5)] == [0, 1, 0]


def test_whoever_still_sits_is_waited_for(exam, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=now + hours(3))
    assert note_closings(now=now + hours(2)) == 0
    finish_attempt(attempt=Attempt.objects.get(), now=now + hours(2.5))
    assert [note_closings(now=now + hours(n)) for n in (2.5, 3)] == [1, 0]


def test_a_later_window_of_one_person_is_waited_for_however_late_it_is(exam, cast, now):
    allow(cast.course, exam=exam, user=cast.ada, closes_at=now + timedelta(days=20))
    moments = [now + timedelta(days=days) for days in (1, 19, 21, 22)]
    assert [note_closings(now=moment) for moment in moments] == [0, 0, 1, 0]


def test_what_single_people_get_afterwards_closes_it_no_second_time(exam, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert note_closings(now=now + hours(2)) == 1
    allow(cast.course, exam=exam, user=cast.ben, closes_at=now + hours(5))
    finish_attempt(attempt=attempt, now=now + hours(1))
    later = now + hours(3)
    reopened = reopen_attempts(
        attempts=[attempt.pk], time=TimeToHave(600), actor=cast.tess, now=later
    )
    assert len(reopened.done) == 1
    assert [note_closings(now=now + hours(n)) for n in (3, 4, 6)] == [0, 0, 0]
    assert told().count("exam.closed") == 1


def test_an_exam_that_is_open_to_everybody_again_ends_again(exam, now):
    assert note_closings(now=now + hours(2)) == 1
    change(exam, closes_at=now + hours(4))
    assert [note_closings(now=now + hours(n)) for n in (3, 5, 6)] == [0, 1, 0]
    change(exam, late_until_at=now + hours(8))
    assert [note_closings(now=now + hours(n)) for n in (7, 9, 10)] == [0, 1, 0]


def test_another_end_in_the_past_opens_nothing_and_is_not_told(exam, now):
    assert note_closings(now=now + hours(2)) == 1
    for end in (0.5, 1.5):
        change(exam, closes_at=now + hours(end))
        assert note_closings(now=now + hours(3)) == 0


def test_a_closing_is_not_told_again_once_its_event_is_forgotten(exam, now):
    note_closings(now=now + hours(2))
    Event.objects.all().delete()
    assert note_closings(now=now + timedelta(days=200)) == 0


@pytest.mark.parametrize("was_told_before", [False, True])
def test_of_two_sweeps_in_the_same_moment_one_tells_it(exam, now, monkeypatch, was_told_before):
    if was_told_before:
        ToldClosing.objects.create(exam=exam, told_at=now)
    look, others = review.closings_of, []

    def look_while_another_tells(exams: list[Exam], moment: datetime) -> Any:
        monkeypatch.setattr(closings, "closings_of", look)
        others.append(note_closings(now=moment))
        return look(exams, moment)

    monkeypatch.setattr(closings, "closings_of", look_while_another_tells)
    assert (note_closings(now=now + hours(2)), others) == (0, [1])
    assert told() == ["grade.released", "exam.closed"]


def test_the_task_tells_of_an_exam_that_a_teacher_closes(exam, cast, now):
    with time_machine.travel(now + hours(0.5)):
        exam.refresh_from_db()
        close_exam(exam=exam, actor=cast.tess, now=now + hours(0.5), reason="fire alarm")
        for _ in range(2):
            tasks.sweep()
    assert told() == ["grade.released", "exam.closed"]


@pytest.mark.django_db(transaction=True)
def test_what_was_told_before_there_was_a_note_of_it_is_not_told_again(cast, bank, now):
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("webhooks", "0002_told_closing")])
    try:
        slugs = {"long over": hours(-240), "told": hours(-1), "waiting": hours(-1)}
        exams = {
            slug: make_exam(cast.course, slug, ["one-side"], closes_at=timezone.now() + ended)
            for slug, ended in slugs.items()
        }
        data = {"exam_id": exams["told"].pk}
        emit("exam.closed", course_id=cast.course.pk, data=data, now=timezone.now())
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert note_closings(now=timezone.now()) == 1
    closed = Event.objects.filter(kind="exam.closed").order_by("id")
    assert [event.data["exam_id"] for event in closed] == [
        str(exams[slug].pk) for slug in ("told", "waiting")
    ]
