"""What the page of one question shows."""

from datetime import timedelta

import pytest

from examcenter.exams import errors, pages
from examcenter.exams.models import Exam
from examcenter.exams.selectors import question_page
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    renew_variant,
    save_draft,
    start_attempt,
    submit_code,
)
from grader.problems import get_problem
from tests.examcenter.exams.looking import code_in, feedback_in
from tests.examcenter.making import (
    GOOD_SOURCE,
    as_form,
    grade,
    keys_as_text,
    make_exam,
    wrong_answers,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


@pytest.fixture
def clocked(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def test_a_new_question_shows_its_prompt_and_an_empty_field(attempt, now):
    page = question_page(attempt, 1, now)

    (part,) = page.parts
    assert "<math" in page.prompt_html
    assert (part.input_name, part.draft, part.feedback) == ("answer-answer", "", None)
    assert (page.is_open, page.may_check, page.may_renew, page.is_code) == (
        True,
        True,
        True,
        False,
    )
    assert (page.previous_number, page.next_number, page.n_questions) == (None, 2, 3)
    assert page.points_words == "1 point"
    assert [item.state for item in page.rail] == ["new", "new", "new"]
    assert [item.is_current for item in page.rail] == [True, False, False]


def test_posted_fields_are_read_back_by_part():
    answers = {"width": "7", "area": "49"}

    assert pages.read_answers({**as_form(answers), "csrf": "x", "sequence": "4"}) == answers


def test_a_draft_is_shown_again_and_marked_saved_in_the_rail(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now)
    page = question_page(attempt, 1, now)

    assert page.parts[0].draft == "7"
    assert page.saved_at == now
    assert page.save_sequence == 1
    assert page.rail[0].state == "saved"


def test_a_wrong_answer_shows_why_and_how_to_go_on(attempt, now):
    key = int(keys_as_text(attempt, 1)["answer"])
    check_response(attempt=attempt, number=1, answers={"answer": str(key - 1)}, now=now)
    page = question_page(attempt, 1, now)

    feedback = feedback_in(page.parts[0])
    assert feedback.state == "wrong"
    assert (feedback.sign, feedback.words) == ("✗", "Not yet.")
    assert feedback.understood == str(key - 1)
    assert feedback.diagnosis[0].id == "forgot-plus-one"
    assert feedback.diagnosis[0].title
    assert feedback.message_html
    assert feedback.solution_html
    assert page.score_words == "0 of 1 point"
    assert page.rail[0].state == "wrong"


def test_a_right_answer_scores_on_the_page(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    page = question_page(attempt, 1, now)

    assert feedback_in(page.parts[0]).state == "right"
    assert page.score_words == "1 of 1 point"
    assert page.rail[0].state == "right"


def test_parts_share_the_points_of_the_slot(attempt, now):
    page = question_page(attempt, 2, now)

    assert page.points_words == "2 points"
    assert [part.points_words for part in page.parts] == ["0.5 points", "1.5 points"]


def test_what_a_student_typed_is_never_markup(attempt, now):
    text = "<script>alert(1)</script> **7** $x$"
    check_response(attempt=attempt, number=1, answers={"answer": text}, now=now)
    feedback = feedback_in(question_page(attempt, 1, now).parts[0])

    assert feedback.state == "unreadable"
    assert "<script" not in feedback.message_html
    assert "<strong" not in feedback.message_html
    assert "<math" not in feedback.message_html


def test_while_feedback_waits_the_page_says_saved_and_nothing_more(clocked, now):
    check_response(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)
    page = question_page(clocked, 1, now)

    feedback = feedback_in(page.parts[0])
    assert feedback.state == "saved"
    assert (feedback.understood, feedback.message_html, feedback.solution_html) == ("", "", ())
    assert (page.score_words, page.check_words, page.may_renew) == ("", "Save", False)
    assert page.rail[0].state == "saved"
    assert page.deadline_at == clocked.deadline_at


def test_the_page_of_an_attempt_whose_time_is_over_closes_it(clocked, now):
    page = question_page(clocked, 1, clocked.deadline_at + MINUTE)

    assert not page.is_open
    assert not page.may_check
    assert "time ended at 14:10 UTC" in page.notice
    clocked.refresh_from_db()
    assert clocked.finish_reason == "time"


def test_a_finished_attempt_says_so_and_shows_solutions(clocked, now):
    finished = finish_attempt(attempt=clocked, now=now)
    page = question_page(finished, 1, now)

    assert "was finished at 14:00 UTC" in page.notice
    assert not page.is_open
    assert feedback_in(page.parts[0]).state == "not_answered"
    assert feedback_in(page.parts[0]).solution_html


def test_a_code_question_begins_with_the_starter_then_shows_what_was_typed(attempt, now):
    page = question_page(attempt, 3, now)
    assert page.is_code
    assert not page.may_check
    code = code_in(page.parts[0])
    assert code.source == code.starter == get_problem("conv2d").starter
    assert code.may_submit

    save_draft(attempt=attempt, number=3, answers={"answer": "x = 1"}, now=now)
    assert code_in(question_page(attempt, 3, now).parts[0]).source == "x = 1"


def test_the_history_of_submissions_is_newest_first_with_verdicts(attempt, now):
    first = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    grade(first.pk, score=0.5)
    submit_code(attempt=attempt, number=3, part="answer", source="x = 2", now=now)
    page = question_page(attempt, 3, now)

    newest, oldest = code_in(page.parts[0]).submissions
    assert (newest.number, newest.is_final, newest.score_words) == (2, False, "")
    assert (oldest.number, oldest.state_words, oldest.sign) == (1, "Wrong answer", "✗")
    assert oldest.score_words == "1.5 of 3 points"
    assert code_in(page.parts[0]).is_waiting
    assert page.rail[2].state == "waiting"


def test_while_feedback_waits_a_verdict_is_only_received(clocked, now):
    sent = submit_code(attempt=clocked, number=3, part="answer", source=GOOD_SOURCE, now=now)
    grade(sent.pk, score=1.0)
    (row,) = code_in(question_page(clocked, 3, now).parts[0]).submissions

    assert (row.state_words, row.sign, row.score, row.score_words) == ("Received", "", None, "")


def test_tries_left_are_counted_down(cast, bank, now):
    exam = make_exam(cast.course, "tries", ["one-side"], kind=Exam.Kind.QUIZ, max_tries=2)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert question_page(attempt, 1, now).parts[0].tries_words == "2 of 2 tries left."

    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    assert question_page(attempt, 1, now).parts[0].tries_words == "1 of 2 tries left."


def test_a_question_that_is_not_there_is_not_found(attempt, now):
    with pytest.raises(errors.ResponseNotFound):
        question_page(attempt, 4, now)


def test_the_number_of_queries_is_constant(attempt, now, django_assert_num_queries):
    def visit():
        return question_page(attempt, 2, now)

    visit()
    with django_assert_num_queries(3):
        visit()
    # More tries, submissions and variants add rows, not queries.
    for n in range(4):
        renew_variant(attempt=attempt, number=1, now=now)
        sent = submit_code(attempt=attempt, number=3, part="answer", source=f"x = {n}", now=now)
        grade(sent.pk, score=0.0)
    with django_assert_num_queries(3):
        visit()
