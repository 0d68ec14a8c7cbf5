"""More time, pauses and closings by a teacher, with what is told and kept of them."""

from datetime import timedelta

import pytest
from django.utils import translation

from examcenter.exams import errors
from examcenter.exams.models import Attempt, AuditEntry, Message, RoomEvent
from examcenter.exams.room.giving import (
    announce,
    close_attempts,
    extend_attempts,
    pause_attempts,
    resume_attempts,
)
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    settle_overdue_attempts,
    start_attempt,
)
from examcenter.exams.taking.presence import Sign, hear_page
from tests.examcenter.making import keys_as_text

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def attempt(timed, cast, now):
    timed.course.time_zone = "Europe/Berlin"
    timed.course.save()
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def test_minutes_given_move_the_deadline_and_are_told_and_kept(attempt, cast, now):
    outcome = extend_attempts(
        attempts=[attempt.pk], minutes=15, actor=cast.tess, now=now, reason="Fire drill"
    )

    assert outcome.done == (attempt.pk,)
    assert fresh(attempt).deadline_at == now + 25 * MINUTE
    assert fresh(attempt).extra_s == 900
    (message,) = Message.objects.all()
    assert message.text == "You have 15 more minutes: until 15:25 CET."
    event = RoomEvent.objects.get(kind="extended")
    assert (event.actor, event.data["seconds"], event.data["reason"]) == (
        cast.tess,
        900,
        "Fire drill",
    )
    entry = AuditEntry.objects.get(action="time-given")
    assert (entry.attempt_id, entry.actor, entry.course) == (attempt.pk, cast.tess, cast.course)
    assert entry.data["after"] == (now + 25 * MINUTE).isoformat()


def test_who_acts_and_who_sits_each_read_their_own_language(attempt, cast, now):
    with translation.override("de"):
        extend_attempts(attempts=[attempt.pk], minutes=15, actor=cast.tess, now=now)
        pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=now)

    def told(language):
        sign = Sign(1, "page", None, "", {}, 0)
        with translation.override(language):
            heard = hear_page(user=cast.ada, attempt_id=attempt.pk, sign=sign, now=now)
            return [message["text"] for message in heard.to_json()["messages"]]

    assert told("en") == [
        "You have 15 more minutes: until 15:25 CET.",
        "A teacher has paused this attempt. Your time does not run.",
    ]
    assert told("de") == [
        "Sie haben 15 Minuten mehr: bis 15:25 CET.",
        "Eine Lehrkraft hat diesen Versuch angehalten. Ihre Zeit läuft nicht.",
    ]


def test_a_finished_attempt_gets_no_minutes(attempt, cast, now):
    finish_attempt(attempt=attempt, now=now)
    outcome = extend_attempts(attempts=[attempt.pk], minutes=5, actor=cast.tess, now=now)

    assert (outcome.done, outcome.passed) == ((), (attempt.pk,))
    assert Message.objects.count() == 0


def test_minutes_given_after_the_deadline_and_before_the_closing_count(attempt, cast, now):
    late = attempt.deadline_at + SECOND
    extend_attempts(attempts=[attempt.pk], minutes=1, actor=cast.tess, now=late)

    saved = save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=late + SECOND)
    assert saved.saved_at == late + SECOND
    assert settle_overdue_attempts(now=late + 30 * SECOND) == 0
    assert settle_overdue_attempts(now=late + 2 * MINUTE) == 1
    assert fresh(attempt).finished_at == attempt.deadline_at + MINUTE


def test_a_pause_stops_the_clock_and_takes_drafts_only(attempt, cast, now):
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=now + MINUTE)
    paused = fresh(attempt)
    later = now + 60 * MINUTE

    save_draft(attempt=paused, number=1, answers=keys_as_text(attempt, 1), now=later)
    with pytest.raises(errors.AttemptPaused):
        check_response(attempt=paused, number=1, answers={}, now=later)
    assert settle_overdue_attempts(now=later) == 0
    resume_attempts(attempts=[attempt.pk], actor=cast.tess, now=later)
    resumed = fresh(attempt)
    assert resumed.paused_at is None
    assert resumed.deadline_at == later + 9 * MINUTE
    assert [message.text for message in Message.objects.all()] == [
        "A teacher has paused this attempt. Your time does not run.",
        "The attempt goes on: you have 9 min, until 16:09 CET.",
    ]
    assert finish_attempt(attempt=resumed, now=later).score > 0


def test_pausing_and_resuming_twice_is_once(attempt, cast, now):
    for _ in range(2):
        pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=now)
    for seconds in (60, 120):
        resume_attempts(
            attempts=[attempt.pk], actor=cast.tess, now=now + timedelta(seconds=seconds)
        )

    assert fresh(attempt).deadline_at == now + 11 * MINUTE
    assert RoomEvent.objects.count() == 2


def test_what_is_over_cannot_be_paused_back_to_life(attempt, cast, now):
    late = attempt.deadline_at + SECOND
    assert pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=late).done == ()


def test_finishing_in_a_pause_finishes(attempt, cast, now):
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=now)
    finished = finish_attempt(attempt=fresh(attempt), now=now + 30 * MINUTE)

    assert finished.finish_reason == "student"
    assert finished.paused_at is None
    assert resume_attempts(attempts=[attempt.pk], actor=cast.tess, now=now).done == ()


def test_closing_counts_drafts_and_names_who_closed(attempt, cast, now):
    save_draft(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    close_attempts(attempts=[attempt.pk], actor=cast.tess, now=now + MINUTE)

    closed = fresh(attempt)
    assert (closed.finish_reason, closed.finished_at) == ("teacher", now + MINUTE)
    assert closed.score == pytest.approx(1 / 6)
    entry = AuditEntry.objects.get(action="attempt-closed")
    assert entry.data["score"] == pytest.approx(1 / 6)
    again = close_attempts(attempts=[attempt.pk], actor=cast.tess, now=now + 2 * MINUTE)
    assert again.done == ()


def test_closing_what_the_clock_has_ended_says_so(attempt, cast, now):
    late = attempt.deadline_at + MINUTE
    assert close_attempts(attempts=[attempt.pk], actor=cast.tess, now=late).done == ()
    assert fresh(attempt).finish_reason == "time"


def test_an_announcement_reaches_everybody_who_sits_the_exam(attempt, timed, cast, now):
    ended = start_attempt(user=cast.ben, exam_id=timed.pk, now=now)
    finish_attempt(attempt=ended, now=now)

    assert announce(exam=timed, text="Question 3: padding is 1.", actor=cast.tess, now=now) == 1
    assert Message.objects.get().attempt == attempt
    assert AuditEntry.objects.get(action="announcement").data["n_attempts"] == 1
