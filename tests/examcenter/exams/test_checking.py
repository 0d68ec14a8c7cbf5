"""Checking answers: parse, then mark, then score."""

from datetime import timedelta

import pytest

from examcenter.exams import errors
from examcenter.exams.models import Check, Exam
from examcenter.exams.records import PartState
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    renew_variant,
    save_draft,
    start_attempt,
)
from examcenter.exams.signals import attempt_scored
from tests.examcenter.making import current, keys_as_text, make_exam, wrong_answers

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


@pytest.fixture
def clocked(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


@pytest.fixture
def two_tries(cast, bank, now):
    exam = make_exam(
        cast.course, "tries", ["one-side", "two-parts"], kind=Exam.Kind.QUIZ, max_tries=2
    )
    return start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def test_a_right_answer_scores_and_is_kept_with_its_receipt(attempt, now):
    outcome = check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)

    assert outcome.parts["answer"].state is PartState.RIGHT
    assert outcome.score == 1.0
    check = Check.objects.get()
    assert check.score == 1.0
    assert check.marks["answer"]["receipt"]["understood"]
    attempt.refresh_from_db()
    assert attempt.score == pytest.approx(1 / 6)


def test_a_named_mistake_is_diagnosed_and_explained(attempt, now):
    key = int(keys_as_text(attempt, 1)["answer"])
    outcome = check_response(attempt=attempt, number=1, answers={"answer": str(key - 1)}, now=now)

    part = outcome.parts["answer"]
    assert part.state is PartState.WRONG
    assert part.diagnosis == ("forgot-plus-one",)
    assert part.feedback
    assert outcome.score == 0.0


def test_in_practice_a_wrong_answer_comes_with_the_worked_solution(attempt, now):
    outcome = check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)

    assert outcome.parts["answer"].solution


def test_what_cannot_be_read_is_told_and_costs_nothing(two_tries, now):
    for _ in range(5):
        outcome = check_response(attempt=two_tries, number=1, answers={"answer": "many"}, now=now)

    part = outcome.parts["answer"]
    assert part.state is PartState.UNREADABLE
    assert part.code and part.feedback
    assert outcome.score is None
    assert Check.objects.count() == 0
    assert current(two_tries, 1).part_tries == {}


def test_an_unreadable_part_does_not_keep_the_others_from_being_marked(two_tries, now):
    right = keys_as_text(two_tries, 2)
    outcome = check_response(
        attempt=two_tries, number=2, answers={"width": right["width"], "area": "??"}, now=now
    )

    assert outcome.parts["width"].state is PartState.RIGHT
    assert outcome.parts["area"].state is PartState.UNREADABLE
    assert outcome.score == 0.25
    assert current(two_tries, 2).part_tries == {"width": [right["width"]]}


def test_parts_that_are_empty_are_not_answered(attempt, now):
    right = keys_as_text(attempt, 2)
    outcome = check_response(
        attempt=attempt, number=2, answers={"width": right["width"], "area": "  "}, now=now
    )

    assert outcome.parts["area"].state is PartState.NOT_ANSWERED
    assert outcome.score == 0.25


def test_parts_left_out_are_taken_from_the_draft(attempt, now):
    save_draft(attempt=attempt, number=2, answers=keys_as_text(attempt, 2), now=now)
    outcome = check_response(attempt=attempt, number=2, answers={}, now=now)

    assert outcome.score == 1.0


def test_a_slip_is_carried_forward_and_costs_once(attempt, now):
    width = int(keys_as_text(attempt, 2)["width"]) + 1
    outcome = check_response(
        attempt=attempt,
        number=2,
        answers={"width": str(width), "area": str(width * width)},
        now=now,
    )

    assert outcome.parts["width"].state is PartState.WRONG
    assert outcome.parts["area"].state is PartState.RIGHT
    assert outcome.score == 0.75


def test_the_best_try_counts(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    outcome = check_response(
        attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now + MINUTE
    )

    assert outcome.parts["answer"].state is PartState.WRONG
    assert outcome.score == 1.0
    assert Check.objects.count() == 2


def test_checking_the_same_again_leaves_no_trace(two_tries, now):
    answers = wrong_answers(two_tries, 1)
    for _ in range(4):
        outcome = check_response(attempt=two_tries, number=1, answers=answers, now=now)

    assert outcome.parts["answer"].state is PartState.WRONG
    assert Check.objects.count() == 1
    assert current(two_tries, 1).part_tries == {"answer": [answers["answer"]]}


def test_an_answer_tried_before_uses_up_no_second_try(two_tries, now):
    right = keys_as_text(two_tries, 1)
    wrong = wrong_answers(two_tries, 1)
    for answers in (wrong, {"answer": "many"}, wrong, {"answer": ""}, wrong, right):
        outcome = check_response(attempt=two_tries, number=1, answers=answers, now=now)

    assert outcome.score == 1.0


def test_tries_are_counted_for_each_part_and_run_out(two_tries, now):
    right = keys_as_text(two_tries, 1)["answer"]
    for slip in (7, 8):
        check_response(
            attempt=two_tries, number=1, answers={"answer": str(int(right) + slip)}, now=now
        )

    with pytest.raises(errors.NoTriesLeft, match="2 tries"):
        check_response(attempt=two_tries, number=1, answers={"answer": right}, now=now)
    response = current(two_tries, 1)
    assert response.score == 0.0
    assert response.draft == {"answer": right}


def test_a_part_without_tries_left_does_not_stop_another(two_tries, now):
    right = keys_as_text(two_tries, 2)
    for slip in (7, 8):
        check_response(
            attempt=two_tries,
            number=2,
            answers={"width": str(int(right["width"]) + slip), "area": ""},
            now=now,
        )
    outcome = check_response(attempt=two_tries, number=2, answers=right, now=now)

    assert outcome.parts["width"].state is PartState.NO_TRIES_LEFT
    assert outcome.parts["area"].state is PartState.RIGHT
    assert outcome.score == 0.75


def test_outside_practice_the_solution_waits_for_the_last_try(two_tries, now):
    key = int(keys_as_text(two_tries, 1)["answer"])
    first, second = (
        check_response(
            attempt=two_tries, number=1, answers={"answer": str(key + slip)}, now=now
        ).parts["answer"]
        for slip in (7, 8)
    )

    assert not first.solution
    assert second.solution


def test_while_feedback_waits_an_answer_is_only_saved(clocked, now):
    outcome = check_response(attempt=clocked, number=1, answers=keys_as_text(clocked, 1), now=now)

    part = outcome.parts["answer"]
    assert part.state is PartState.SAVED
    assert (part.understood, part.feedback, part.diagnosis, part.solution) == ("", "", (), ())
    assert outcome.score is None
    response = current(clocked, 1)
    assert response.score is None
    assert response.draft == keys_as_text(clocked, 1)
    assert Check.objects.count() == 0


def test_while_feedback_waits_what_cannot_be_read_is_told_all_the_same(clocked, now):
    outcome = check_response(attempt=clocked, number=1, answers={"answer": "many"}, now=now)

    assert outcome.parts["answer"].state is PartState.UNREADABLE


def test_a_late_check_is_refused(clocked, now):
    with pytest.raises(errors.AnswerTooLate):
        check_response(attempt=clocked, number=1, answers={}, now=clocked.deadline_at + MINUTE)


def test_a_finished_attempt_is_not_checked(attempt, now):
    finished = finish_attempt(attempt=attempt, now=now)

    with pytest.raises(errors.AttemptClosed):
        check_response(attempt=finished, number=1, answers={"answer": "7"}, now=now)


def test_a_check_that_loses_the_race_against_the_end_is_refused(attempt, now):
    finish_attempt(attempt=attempt, now=now)

    with pytest.raises(errors.AttemptClosed):
        check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    assert current(attempt, 1).score is None


def test_a_save_on_its_way_does_not_overwrite_what_was_checked(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "1"}, now=now, sequence=1)
    outcome = check_response(attempt=attempt, number=1, answers={"answer": "22"}, now=now)

    with pytest.raises(errors.DraftOutdated):
        save_draft(attempt=attempt, number=1, answers={"answer": "2"}, now=now, sequence=2)
    assert outcome.sequence == 2
    assert current(attempt, 1).draft == {"answer": "22"}


def test_another_variant_keeps_the_old_response_and_the_better_score(attempt, now):
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    old = current(attempt, 1)
    new = renew_variant(attempt=attempt, number=1, now=now)
    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)

    old.refresh_from_db()
    attempt.refresh_from_db()
    assert (old.is_current, old.is_open, old.score) == (False, False, 1.0)
    assert (new.round, new.is_current, new.draft) == (1, True, {})
    assert new.variant_index != old.variant_index
    assert attempt.score == pytest.approx(1 / 6)


def test_variants_are_not_repeated_and_end_in_words(cast, bank, now):
    exam = make_exam(cast.course, "ends", ["two-parts"])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    n_variants = current(attempt, 1).variant["n_variants"]
    for _ in range(n_variants - 1):
        renew_variant(attempt=attempt, number=1, now=now)

    seen = set(attempt.responses.values_list("variant_index", flat=True))
    assert len(seen) == n_variants
    with pytest.raises(errors.VariantNotRenewable, match="seen every variant"):
        renew_variant(attempt=attempt, number=1, now=now)


def test_an_exam_hands_out_no_second_variant(clocked, now):
    with pytest.raises(errors.VariantNotRenewable, match="practice only"):
        renew_variant(attempt=clocked, number=1, now=now)


def test_the_news_of_a_score_is_told_after_commit(attempt, now, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, *, attempt_id, score, **_):
        heard.append((attempt_id, score))

    attempt_scored.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
            assert heard == []
        assert heard == [(attempt.pk, pytest.approx(1 / 6))]
    finally:
        attempt_scored.disconnect(hear)
