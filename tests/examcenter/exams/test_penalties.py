"""What tries and lateness cost, and the promise that nobody is worse off for trying."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcenter.exams import scoring
from examcenter.exams.models import Check, Exam, Response
from examcenter.exams.scoring import Terms, best_score, cost_words, counted_score
from examcenter.exams.selectors.reading import read_attempt
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from tests.examcenter.exams.granting import allow
from tests.examcenter.making import current, grade, keys_as_text, make_exam

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DOCS = Path(__file__).parents[3] / "docs" / "scoring.md"

scores = st.floats(min_value=0, max_value=1)
terms = st.builds(Terms, n_earlier=st.integers(0, 20), try_penalty=scores, late_factor=scores)
tries = st.lists(st.tuples(scores, terms), max_size=8)


@given(tries)
def test_a_score_never_leaves_its_range(given_tries):
    assert 0 <= best_score(given_tries) <= 1
    assert all(0 <= counted_score(score, cost) <= 1 for score, cost in given_tries)


@given(tries, scores, terms)
def test_one_more_try_never_costs_what_was_reached(given_tries, score, cost):
    assert best_score([*given_tries, (score, cost)]) >= best_score(given_tries)


@given(scores, st.integers(0, 20), scores, scores)
def test_trying_late_or_again_never_counts_more_than_at_once_and_in_time(
    score, n_earlier, penalty, factor
):
    assert counted_score(score, Terms(n_earlier, penalty, factor)) <= counted_score(score, Terms())


def test_why_a_try_counts_less_is_said():
    assert cost_words(Terms(1, 0.1, 0.8)) == ("try 2: -10 %", "late: x 0.8")
    assert cost_words(Terms(0, 0.1, 1.0)) == ()


@pytest.fixture
def costly(cast, bank, now):
    exam = make_exam(
        cast.course,
        "costly",
        ["one-side", "two-parts", "code-task"],
        kind=Exam.Kind.QUIZ,
        try_penalty=0.25,
        closes_at=now + HOUR,
        late_until_at=now + 3 * HOUR,
        late_factor=0.5,
    )
    return start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def answer(attempt, slip, now):
    """Check the first question with an answer so far off the right one."""
    key = int(keys_as_text(attempt, 1)["answer"])
    check_response(attempt=attempt, number=1, answers={"answer": str(key + slip)}, now=now)


def test_each_earlier_wrong_try_costs_the_penalty(costly, now):
    for slip in (7, 8, 0):
        answer(costly, slip, now)

    assert current(costly, 1).score == 0.5
    last = Check.objects.latest("pk")
    assert (last.score, last.counted_score) == (1.0, 0.5)
    assert last.marks["answer"]["terms"] == {
        "n_earlier": 2,
        "try_penalty": 0.25,
        "late_factor": 1.0,
    }


def test_repeating_an_answer_and_what_cannot_be_read_cost_nothing(costly, now):
    answer(costly, 7, now)
    for raw in ("many", ""):
        check_response(attempt=costly, number=1, answers={"answer": raw}, now=now)
    answer(costly, 7, now)
    answer(costly, 0, now)

    assert current(costly, 1).score == 0.75


def test_a_wrong_try_after_the_right_one_takes_nothing_away(costly, now):
    answer(costly, 0, now)
    answer(costly, 7, now)

    assert current(costly, 1).score == 1.0


def test_a_late_answer_counts_times_the_factor_and_the_best_counts(costly, now):
    late = now + HOUR + MINUTE
    answer(costly, 0, late)
    assert current(costly, 1).score == 0.5
    right = keys_as_text(costly, 2)
    half = {"width": right["width"], "area": "1"}
    check_response(attempt=costly, number=2, answers=half, now=now)
    check_response(attempt=costly, number=2, answers=right, now=late)

    response = current(costly, 2)
    # The width was right in time; the area is right late, after one wrong try.
    assert response.part_scores == {"width": 1.0, "area": pytest.approx(0.375)}
    assert response.raw_scores == {"area": 1.0}


def test_a_right_answer_that_costs_something_is_still_right(costly, now):
    answer(costly, 7, now)
    answer(costly, 0, now)

    reading = read_attempt(costly, now)
    assert reading.state_of(reading.responses[0]) == "right"


def test_a_draft_in_time_is_not_lost_to_a_late_one(costly, now):
    right = keys_as_text(costly, 1)
    save_draft(attempt=costly, number=1, answers=right, now=now)
    for minute in (1, 2):
        late = now + HOUR + minute * MINUTE
        save_draft(attempt=costly, number=1, answers={"answer": str(minute)}, now=late)
    finish_attempt(attempt=costly, now=late)

    assert current(costly, 1).score == 1.0
    assert current(costly, 1).draft == {"answer": "2"}


def test_a_draft_in_time_is_kept_by_the_closing_that_holds_for_the_person(costly, cast, now):
    allow(cast.course, user=cast.ada, closes_at=now + HOUR / 2)
    right = keys_as_text(costly, 1)
    save_draft(attempt=costly, number=1, answers=right, now=now)
    # The exam itself closes later than this; for Ada it is late already.
    late = now + HOUR / 2 + MINUTE
    save_draft(attempt=costly, number=1, answers={"answer": "1"}, now=late)
    finish_attempt(attempt=costly, now=late)

    assert current(costly, 1).score == 1.0


def test_a_draft_counts_by_when_it_was_saved_not_by_when_it_is_collected(costly, now):
    right = keys_as_text(costly, 1)
    save_draft(attempt=costly, number=1, answers=right, now=now)
    wide = keys_as_text(costly, 2)
    save_draft(attempt=costly, number=2, answers=wide, now=now + 2 * HOUR)
    finish_attempt(attempt=costly, now=now + 2 * HOUR + MINUTE)

    assert current(costly, 1).score == 1.0
    assert current(costly, 2).score == 0.5


def test_code_costs_by_submissions_and_a_verdict_that_comes_later_lowers_nothing(costly, now):
    first, second = (
        submit_code(attempt=costly, number=3, part="answer", source=f"x = {n}", now=now)
        for n in range(2)
    )
    grade(second.pk, score=1.0)
    assert current(costly, 3).score == 0.75
    grade(first.pk, score=0.5)

    assert current(costly, 3).score == 0.75


def test_code_that_our_machine_failed_costs_nothing(costly, now):
    first = submit_code(attempt=costly, number=3, part="answer", source="x = 1", now=now)
    grade(first.pk, score=None, verdict="system_error")
    second = submit_code(attempt=costly, number=3, part="answer", source="x = 2", now=now)
    grade(second.pk, score=1.0)

    assert current(costly, 3).score == 1.0


def test_more_time_for_a_person_is_in_time_for_the_late_rule(costly, now):
    costly.extra_s = 1200
    costly.save(update_fields=["extra_s"])
    answer(costly, 0, now + HOUR + 10 * MINUTE)

    assert current(costly, 1).score == 1.0


def test_without_penalty_no_tries_are_counted(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    answer(attempt, 7, now)
    answer(attempt, 0, now)

    response = Response.objects.get(attempt=attempt, number=1)
    assert (response.part_tries, response.raw_scores, response.score) == ({}, {}, 1.0)


def test_the_worked_numbers_of_the_page_are_what_the_code_gives():
    rows = re.findall(
        r"^\| ([\d.]+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", DOCS.read_text(), re.M
    )
    assert len(rows) >= 8
    for score, n_earlier, penalty, factor, counts in rows:
        cost = Terms(int(n_earlier), float(penalty), float(factor))
        assert scoring.number_words(counted_score(float(score), cost)) == counts
