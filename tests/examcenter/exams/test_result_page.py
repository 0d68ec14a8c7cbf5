"""What the page of a result shows."""

from datetime import timedelta

import pytest

from examcenter.exams import errors
from examcenter.exams.selectors import result_page
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from tests.examcenter.exams.looking import feedback_in, submission_in
from tests.examcenter.making import GOOD_SOURCE, grade, keys_as_text, make_exam, wrong_answers

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clocked(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def test_an_open_attempt_has_no_result(clocked, now):
    with pytest.raises(errors.AttemptNotFinished):
        result_page(clocked, now)


def test_an_attempt_whose_time_is_over_is_closed_by_looking(clocked, now):
    page = result_page(clocked, clocked.deadline_at + MINUTE)

    assert page.finish_words == "ended by the clock"
    assert page.finished_at == clocked.deadline_at


def test_it_shows_points_answers_keys_and_worked_solutions(clocked, now):
    right, wrong = keys_as_text(clocked, 1), wrong_answers(clocked, 2)
    save_draft(attempt=clocked, number=1, answers=right, now=now)
    save_draft(attempt=clocked, number=2, answers=wrong, now=now)
    page = result_page(finish_attempt(attempt=clocked, now=now), now)

    assert page.score_words == "1 of 6 points"
    assert page.finish_words == "finished by you"
    assert [item.state_words for item in page.items] == ["right", "not right", "not answered"]
    assert [item.state for item in page.items] == ["right", "wrong", "new"]
    # Nothing more is to come, so nothing is "not yet" right.
    assert [item.state_words for item in page.items] == ["right", "not right", "not answered"]
    first, second = page.items[0].parts[0], page.items[1].parts[1]
    assert first.given == right["answer"]
    assert feedback_in(first).state == "right"
    assert second.given == wrong["area"]
    assert second.key.replace(",", "") == keys_as_text(clocked, 2)["area"]
    assert feedback_in(second).solution_html
    assert second.score_words == "0 of 1.5 points"


def test_code_that_waits_makes_the_result_pending(clocked, now):
    sent = submit_code(attempt=clocked, number=3, part="answer", source=GOOD_SOURCE, now=now)
    finished = finish_attempt(attempt=clocked, now=now)
    page = result_page(finished, now)
    assert page.is_pending
    assert page.pending_words == "One submission is still being graded; the score may rise."
    assert page.items[2].state == "waiting"

    grade(sent.pk, score=1.0)
    finished.refresh_from_db()
    page = result_page(finished, now)
    assert not page.is_pending
    assert page.score_words == "3 of 6 points"
    assert submission_in(page.items[2].parts[0]).state_words == "Accepted"
    assert page.items[2].parts[0].given == GOOD_SOURCE


def test_the_best_submission_is_the_one_that_counts(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    for n, score in enumerate((0.25, 1.0, 0.5)):
        sent = submit_code(attempt=attempt, number=3, part="answer", source=f"x = {n}", now=now)
        grade(sent.pk, score=score)
    page = result_page(finish_attempt(attempt=attempt, now=now), now)

    assert submission_in(page.items[2].parts[0]).number == 2


def test_the_last_answer_is_shown_and_the_best_counts(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    wrong = wrong_answers(attempt, 1)
    check_response(attempt=attempt, number=1, answers=wrong, now=now)
    page = result_page(finish_attempt(attempt=attempt, now=now), now)

    assert page.items[0].parts[0].given == wrong["answer"]
    assert page.items[0].score_words == "1 of 1 point"


def test_the_number_of_queries_is_constant(cast, bank, now, django_assert_num_queries):
    short = make_exam(cast.course, "short", ["one-side"])
    long = make_exam(cast.course, "long", ["one-side", "two-parts", "one-side", "code-task"])
    for exam in (short, long):
        attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
        check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
        finished = finish_attempt(attempt=attempt, now=now)
        result_page(finished, now)
        with django_assert_num_queries(4):
            result_page(finished, now)
