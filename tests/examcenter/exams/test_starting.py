"""Starting attempts."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from examcenter.exams import errors
from examcenter.exams.models import Attempt, Exam, Response
from examcenter.exams.selectors import exam_page
from examcenter.exams.services import finish_attempt, start_attempt, starting
from tests.examcenter.making import make_exam

HOUR = timedelta(hours=1)


def test_every_slot_gets_a_variant_with_its_keys_frozen(practice, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)

    responses = list(attempt.responses.order_by("number"))
    assert [response.number for response in responses] == [1, 2, 3]
    assert [response.variant["slug"] for response in responses] == [
        "one-side",
        "two-parts",
        "code-task",
    ]
    assert set(responses[1].keys) == {"width", "area"}
    assert all("keys" not in response.variant for response in responses)
    assert attempt.started_at == now


def test_starting_again_returns_the_open_attempt(practice, cast, now):
    first = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    again = start_attempt(user=cast.ada, exam_id=practice.pk, now=now + HOUR)

    assert again == first
    assert again.started_at == now
    assert Attempt.objects.count() == 1


def test_a_double_click_that_slips_past_the_first_look_starts_one_attempt(practice, cast, now):
    first = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    # The second click looked before the first one had committed.
    looks = [[], starting._SITTINGS.all(user_id=cast.ada.pk, exam_id=practice.pk)]
    with patch.object(starting._SITTINGS, "all", side_effect=looks):
        second = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)

    assert second == first
    assert Attempt.objects.count() == 1
    assert Response.objects.filter(attempt=first).count() == 3


def test_two_students_have_attempts_of_their_own(practice, cast, now):
    ada = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    ben = start_attempt(user=cast.ben, exam_id=practice.pk, now=now)

    assert ada != ben
    assert ada.user == cast.ada


def test_the_deadline_is_frozen_with_the_attempt(timed, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)

    assert attempt.deadline_at == now + timedelta(seconds=600)


def test_nobody_outside_the_course_can_start(practice, cast, now):
    with pytest.raises(errors.ExamNotFound):
        start_attempt(user=cast.carol, exam_id=practice.pk, now=now)


def test_it_says_when_the_exam_opens(cast, bank, now):
    exam = make_exam(cast.course, "later", ["one-side"], opens_at=now + HOUR)

    with pytest.raises(errors.ExamNotOpen, match="opens at 15:00 UTC on 22 November 2026"):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def test_it_says_when_the_exam_closed(cast, bank, now):
    exam = make_exam(cast.course, "gone", ["one-side"], closes_at=now - HOUR)

    with pytest.raises(errors.ExamNotOpen, match="closed at 13:00 UTC"):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def test_an_exam_without_questions_cannot_be_started(cast, now):
    exam = make_exam(cast.course, "empty", [])

    with pytest.raises(errors.ExamNotOpen, match="no questions"):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def test_a_finished_practice_can_be_started_again_with_a_new_number(practice, cast, now):
    first = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    finish_attempt(attempt=first, now=now)
    second = start_attempt(user=cast.ada, exam_id=practice.pk, now=now + HOUR)

    assert (first.number, second.number) == (1, 2)


def test_an_exam_that_may_be_taken_once_is_not_taken_twice(cast, bank, now):
    exam = make_exam(cast.course, "once", ["one-side"], kind=Exam.Kind.EXAM, max_attempts=1)
    finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=exam.pk, now=now), now=now)

    with pytest.raises(errors.NoAttemptsLeft, match="once"):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now + HOUR)


def test_an_attempt_whose_time_is_over_makes_room_for_the_next(timed, cast, now):
    first = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    second = start_attempt(user=cast.ada, exam_id=timed.pk, now=now + HOUR)

    first.refresh_from_db()
    assert first.finish_reason == "time"
    assert first.finished_at == first.deadline_at
    assert second.number == 2


def test_the_same_question_twice_gives_two_variants(cast, bank, now):
    exam = make_exam(cast.course, "twins", ["one-side", "one-side", "one-side"])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)

    assert len(set(attempt.responses.values_list("variant_index", flat=True))) == 3


def test_nothing_starts_in_a_course_that_is_archived(practice, cast, now):
    running = start_attempt(user=cast.ben, exam_id=practice.pk, now=now)
    cast.course.archived_at = now
    cast.course.save(update_fields=["archived_at"])

    with pytest.raises(errors.ExamNotOpen, match="archived"):
        start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    assert start_attempt(user=cast.ben, exam_id=practice.pk, now=now) == running
    page = exam_page(cast.ada, practice.pk, now)
    assert (page.may_start, page.exam.state) == (False, "closed")
