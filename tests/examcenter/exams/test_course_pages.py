"""The front page, a course and an exam."""

from datetime import timedelta

import pytest

from examcenter.courses.models import Course
from examcenter.exams import errors
from examcenter.exams.models import Exam
from examcenter.exams.selectors import course_page, exam_page, home_page
from examcenter.exams.services import check_response, finish_attempt, start_attempt
from tests.examcenter.exams.looking import running_in
from tests.examcenter.making import enroll, keys_as_text, make_course, make_exam

HOUR = timedelta(hours=1)


def test_the_front_page_tells_what_runs_and_what_can_be_started(cast, practice, timed, now):
    start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    page = home_page(cast.ada, now)

    assert [card.title for card in page.running] == ["Practice"]
    assert [card.title for card in page.startable] == ["Timed"]
    assert [(card.title, card.role, card.n_exams) for card in page.courses] == [
        ("Vision", "student", 2)
    ]


def test_somebody_in_no_course_has_an_empty_front_page(cast, practice, now):
    page = home_page(cast.carol, now)

    assert (page.courses, page.running, page.startable) == ((), (), ())


def test_a_course_lists_its_exams_in_order(cast, practice, timed, now):
    Exam.objects.filter(pk=practice.pk).update(position=2)
    page = course_page(cast.ada, cast.course.pk, now)

    assert [card.title for card in page.exams] == ["Timed", "Practice"]
    assert not page.is_teaching
    assert course_page(cast.tess, cast.course.pk, now).is_teaching


def test_a_course_of_others_is_not_there(cast, now):
    with pytest.raises(errors.CourseNotFound):
        course_page(cast.carol, cast.course.pk, now)


def test_an_exam_of_others_is_not_there(cast, practice, now):
    with pytest.raises(errors.ExamNotFound):
        exam_page(cast.carol, practice.pk, now)


def test_an_exam_says_its_rules(cast, timed, now):
    page = exam_page(cast.ada, timed.pk, now)

    assert page.may_start
    assert page.why_not == ""
    card = page.exam
    assert (card.n_questions, card.points_words, card.time_limit_min) == (3, "6 points", 10)
    assert card.feedback_words == "feedback when you have finished"
    assert card.state_words == "open"


@pytest.mark.parametrize(
    ("rules", "state", "words"),
    [
        ({"opens_at": HOUR}, "coming", "opens 15:00 UTC on 22 November 2026"),
        ({"closes_at": -HOUR}, "closed", "closed 13:00 UTC on 22 November 2026"),
        ({"closes_at": HOUR}, "open", "open until 15:00 UTC on 22 November 2026"),
    ],
)
def test_an_exam_says_when_it_is_open(cast, bank, now, rules, state, words):
    moments = {name: now + offset for name, offset in rules.items()}
    exam = make_exam(cast.course, "windowed", ["one-side"], **moments)
    page = exam_page(cast.ada, exam.pk, now)

    assert (page.exam.state, page.exam.state_words) == (state, words)
    assert page.may_start is (state == "open")
    assert bool(page.why_not) is (state != "open")


def test_an_exam_without_questions_says_so(cast, now):
    page = exam_page(cast.ada, make_exam(cast.course, "empty", []).pk, now)

    assert page.exam.state == "empty"
    assert page.why_not == "This exam has no questions yet."


def test_used_up_attempts_are_said(cast, bank, now):
    exam = make_exam(cast.course, "once", ["one-side"], kind=Exam.Kind.EXAM, max_attempts=1)
    finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=exam.pk, now=now), now=now)
    page = exam_page(cast.ada, exam.pk, now)

    assert not page.may_start
    assert page.why_not == "You have used 1 of 1 attempts."


def test_attempts_are_listed_with_their_scores(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    card = exam_page(cast.ada, practice.pk, now).exam
    assert running_in(card).score_words == "1 of 6 points so far"
    assert card.best_score_words == ""

    finish_attempt(attempt=attempt, now=now)
    card = exam_page(cast.ada, practice.pk, now).exam
    assert card.open_attempt is None
    assert [row.score_words for row in card.attempts] == ["1 of 6 points"]
    assert card.best_score_words == "1 of 6 points"


def test_a_running_exam_shows_no_score(cast, timed, now):
    start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    row = running_in(exam_page(cast.ada, timed.pk, now).exam)

    assert (row.score, row.score_words) == (None, "")


def test_an_attempt_that_the_clock_has_ended_is_not_running(cast, timed, now):
    start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    card = exam_page(cast.ada, timed.pk, now + HOUR).exam

    assert card.open_attempt is None
    assert card.attempts[0].finished_at is None
    assert card.attempts[0].score is None


def test_pages_cost_the_same_however_much_there_is(
    cast, practice, timed, now, django_assert_num_queries
):
    def visit_all():
        home_page(cast.ada, now)
        course_page(cast.ada, cast.course.pk, now)
        exam_page(cast.ada, practice.pk, now)

    with django_assert_num_queries(16):
        visit_all()
    for n in range(4):
        finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=practice.pk, now=now), now=now)
        make_exam(cast.course, f"more{n}", ["one-side", "two-parts"])
        enroll(make_course(f"course{n}"), cast.ada)
    assert Course.objects.count() == 5
    with django_assert_num_queries(16):
        visit_all()
