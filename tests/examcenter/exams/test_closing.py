"""Finishing attempts."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from examcenter.exams.models import Check, ResponseSubmission
from examcenter.exams.services import (
    check_response,
    closing,
    finish_attempt,
    recording,
    save_draft,
    settle_attempt,
    start_attempt,
)
from examcenter.exams.signals import attempt_scored
from grader.models import Submission
from grader.problems import get_problem
from tests.examcenter.making import GOOD_SOURCE, current, grade, keys_as_text, wrong_answers

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


@pytest.fixture
def clocked(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def test_drafts_that_were_never_checked_count(clocked, now):
    save_draft(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)
    save_draft(attempt=clocked, number=2, answers=wrong_answers(clocked, 2), now=now)
    finished = finish_attempt(attempt=clocked, now=now + MINUTE)

    assert finished.finish_reason == "student"
    assert finished.finished_at == now + MINUTE
    assert current(clocked, 1).score == 1.0
    assert finished.score == pytest.approx(1 / 6)
    assert Check.objects.count() == 2


def test_closing_asks_as_often_however_much_was_answered(timed, cast, now):
    asked = []
    for user, numbers in ((cast.ada, (1,)), (cast.ben, (1, 2))):
        attempt = start_attempt(user=user, exam_id=timed.pk, now=now)
        for number in numbers:
            answers = wrong_answers(attempt, number)
            save_draft(attempt=attempt, number=number, answers=answers, now=now)
        with CaptureQueriesContext(connection) as queries:
            finish_attempt(attempt=attempt, now=now)
        assert Check.objects.filter(response__attempt=attempt).count() == len(numbers)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_finishing_twice_is_once(clocked, now):
    save_draft(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)
    first = finish_attempt(attempt=clocked, now=now)
    again = finish_attempt(attempt=clocked, now=now + MINUTE)

    assert again.finished_at == first.finished_at == now
    assert Check.objects.count() == 1


def test_after_the_deadline_the_clock_has_finished_it_at_the_deadline(clocked, now):
    finished = finish_attempt(attempt=clocked, now=clocked.deadline_at + 5 * MINUTE)

    assert finished.finish_reason == "time"
    assert finished.finished_at == clocked.deadline_at


def test_an_attempt_closes_itself_when_touched_after_the_deadline(clocked, now):
    save_draft(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)
    settled = settle_attempt(attempt=clocked, now=clocked.deadline_at + MINUTE)

    assert settled.finish_reason == "time"
    assert settled.score == pytest.approx(1 / 6)


def test_an_attempt_that_runs_is_left_running(clocked, now):
    assert settle_attempt(attempt=clocked, now=clocked.deadline_at).finished_at is None


def test_a_save_that_comes_in_between_is_marked_and_not_the_older_one(clocked, now):
    save_draft(attempt=clocked, number=1, answers=wrong_answers(clocked, 1), now=now)
    lock = recording.lock_attempt

    def save_then_lock(attempt_id):
        save_draft(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)
        return lock(attempt_id)

    with patch.object(closing, "lock_attempt", side_effect=save_then_lock):
        finish_attempt(attempt=clocked, now=now)

    assert current(clocked, 1).score == 1.0


def test_an_unreadable_draft_is_told_in_the_result_and_scores_nothing(clocked, now):
    save_draft(attempt=clocked, number=1, answers={"answer": "many"}, now=now)
    finished = finish_attempt(attempt=clocked, now=now)

    assert finished.score == 0.0
    assert current(clocked, 1).last_marks["answer"]["state"] == "unreadable"


def test_an_answer_that_was_marked_and_then_cleared_stays(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    check_response(attempt=attempt, number=1, answers={"answer": ""}, now=now)
    finish_attempt(attempt=attempt, now=now)

    response = current(attempt, 1)
    assert response.score == 1.0
    assert response.last_marks["answer"]["state"] == "right"


def test_code_that_was_only_saved_is_submitted_at_the_end(clocked, now):
    save_draft(attempt=clocked, number=3, answers={"answer": GOOD_SOURCE}, now=now)
    finish_attempt(attempt=clocked, now=now)

    assert Submission.objects.get().source == GOOD_SOURCE
    assert ResponseSubmission.objects.get().response == current(clocked, 3)


def test_the_starter_that_nobody_changed_is_not_submitted(clocked, now):
    starter = get_problem("conv2d").starter
    from_a_form = f"{starter}\n".replace("\n", "\r\n")
    save_draft(attempt=clocked, number=3, answers={"answer": from_a_form}, now=now)
    finish_attempt(attempt=clocked, now=now)

    assert Submission.objects.count() == 0


def test_a_verdict_after_the_end_raises_the_score_and_is_news(
    clocked, now, django_capture_on_commit_callbacks
):
    save_draft(attempt=clocked, number=3, answers={"answer": GOOD_SOURCE}, now=now)
    finished = finish_attempt(attempt=clocked, now=now)
    assert finished.score == 0.0
    heard = []

    def hear(sender, *, attempt_id, score, **_):
        heard.append(score)

    attempt_scored.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            grade(Submission.objects.get().pk, score=1.0)
    finally:
        attempt_scored.disconnect(hear)
    clocked.refresh_from_db()
    assert clocked.score == 0.5
    assert heard == [0.5]
