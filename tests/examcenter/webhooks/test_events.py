"""Which news become events, in the transaction in which they happen, with ids and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from examcenter.courses.signals import tell_roster_changed
from examcenter.exams.building.services import publish_exam
from examcenter.exams.gradebook.marking import adjust_response
from examcenter.exams.gradebook.rulings import apply_ruling, release_results, withdraw_release
from examcenter.exams.models import Exam, Slot
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    start_attempt,
    submit_code,
)
from examcenter.webhooks.access import list_events_for
from examcenter.webhooks.events import body_of, emit, number_events
from examcenter.webhooks.models import Delivery, Endpoint, Event
from examcenter.webhooks.services.deliveries import forget_old
from questions.signals import question_published
from tests.examcenter.making import current, enroll, grade, keys_as_text, make_course, make_exam

SOURCE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"


def kinds() -> list[str]:
    """Return the kinds of all events, oldest first."""
    number_events()
    return list(Event.objects.order_by("sequence").values_list("kind", flat=True))


def test_an_attempt_tells_of_its_start_and_of_its_end(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    assert kinds() == ["attempt.started"]
    finish_attempt(attempt=attempt, now=now)
    told = ["attempt.started", "attempt.finished", "grade.changed", "attempt.graded"]
    assert sorted(kinds()) == sorted(told)
    event = Event.objects.get(kind="attempt.finished")
    assert event.data == {
        "course_id": str(cast.course.pk),
        "exam_id": str(practice.pk),
        "attempt_id": str(attempt.pk),
        "user_id": str(cast.ada.public_id),
    }


def test_an_attempt_is_graded_once_its_last_code_has_a_verdict(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    submission = submit_code(attempt=attempt, number=3, part="answer", source=SOURCE, now=now)
    finish_attempt(attempt=attempt, now=now)
    assert "attempt.graded" not in kinds()
    grade(submission.pk, score=1.0)
    assert sorted(kinds())[:2] == ["attempt.finished", "attempt.graded"]
    assert kinds().count("grade.changed") == 2
    event = Event.objects.get(kind="submission.graded")
    assert event.data["submission_id"] == str(submission.pk)


def test_a_verdict_in_an_open_attempt_is_no_grade_yet(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    submission = submit_code(attempt=attempt, number=3, part="answer", source=SOURCE, now=now)
    grade(submission.pk, score=1.0)
    assert sorted(kinds()) == ["attempt.started", "submission.graded"]


def test_a_saved_draft_and_a_check_tell_nothing_and_cost_nothing(
    cast, practice, now, endpoint, django_assert_max_num_queries
):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    before = kinds()
    answers = keys_as_text(attempt, 1)
    with django_assert_max_num_queries(2):
        save_draft(attempt=attempt, number=1, answers=answers, sequence=1, now=now)
    check_response(attempt=attempt, number=1, answers=answers, now=now)
    assert kinds() == before


def test_a_mark_by_hand_and_a_decision_for_all_change_grades(cast, practice, now):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    finish_attempt(attempt=attempt, now=now)
    assert kinds().count("grade.changed") == 1
    adjust_response(response=current(attempt, 1), actor=cast.tess, points=1, reason="kind", now=now)
    assert kinds().count("grade.changed") == 2
    slot = Slot.objects.filter(section__exam=practice).order_by("position")[1]
    apply_ruling(slot=slot, ruling="full", reason="a slip", actor=cast.tess, now=now)
    assert kinds().count("grade.changed") == 3


def test_a_release_is_told_and_taking_it_back_is_not(cast, timed, now):
    release_results(exam=timed, actor=cast.tess, now=now)
    withdraw_release(exam=timed, actor=cast.tess, now=now)
    assert kinds() == ["grade.released"]
    assert Event.objects.get().data == {
        "course_id": str(cast.course.pk),
        "exam_id": str(timed.pk),
    }


def test_an_exam_is_told_of_when_students_see_it(cast, bank, now):
    exam = make_exam(cast.course, "draft", ["one-side"], published_at=None)
    assert kinds() == []
    publish_exam(exam=exam, actor=cast.tess, now=now)
    publish_exam(exam=exam, actor=cast.tess, now=now)
    assert kinds() == ["exam.published"]


def test_the_roster_and_the_bank_are_told_of(cast, now):
    tell_roster_changed(course_id=cast.course.pk, now=now, added=3)
    question_published.send(sender=None, slug="one-side", number=2, now=now)
    assert kinds() == ["roster.changed", "question.published"]
    roster, question = Event.objects.order_by("sequence")
    assert roster.data == {"course_id": str(cast.course.pk)}
    assert question.data == {"question": "one-side", "version": 2}
    assert question.course is None


def test_what_is_undone_was_no_event(cast, practice, now, endpoint):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_whoever_marks_without_names_finds_none_in_events(cast, timed, now):
    Exam.objects.filter(pk=timed.pk).update(is_anonymous=True)
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    finish_attempt(attempt=attempt, now=now)
    for event in Event.objects.all():
        assert str(cast.ada.public_id) not in json.dumps(event.data)


def test_an_endpoint_gets_what_it_asked_for_of_its_course_and_of_the_bank(
    cast, practice, now, make
):
    picky, _ = make(kinds=("attempt.finished", "question.published"))
    everything, _ = make()
    off, _ = make(is_active=False)
    other = make_course("other")
    emit("exam.published", course_id=other.pk, data={}, now=now)
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    finish_attempt(attempt=attempt, now=now)
    question_published.send(sender=None, slug="one-side", number=2, now=now)

    def got(endpoint: Endpoint) -> list[str]:
        rows = Delivery.objects.filter(endpoint=endpoint)
        return sorted(rows.values_list("event__kind", flat=True))

    assert got(picky) == ["attempt.finished", "question.published"]
    assert got(everything) == [
        *("attempt.finished", "attempt.graded", "attempt.started"),
        *("grade.changed", "question.published"),
    ]
    assert got(off) == []


def test_a_payload_has_three_fields_and_is_the_same_bytes_each_time(cast, now):
    emit("exam.published", course_id=cast.course.pk, data={"exam_id": UUID(int=7)}, now=now)
    event = Event.objects.get()
    first = body_of(event)
    assert first == body_of(Event.objects.get())
    assert json.loads(first) == {
        "type": "exam.published",
        "timestamp": "2026-11-22T14:00:00Z",
        "data": {"course_id": str(cast.course.pk), "exam_id": str(UUID(int=7))},
    }


def test_numbers_are_given_once_in_the_order_of_what_was_seen(cast, now):
    for _ in range(3):
        emit("roster.changed", course_id=cast.course.pk, data={}, now=now)
    assert number_events() == 3
    # It happened before, and became visible after.
    emit("exam.closed", course_id=cast.course.pk, data={}, now=now - timedelta(hours=1))
    assert number_events() == 1
    assert number_events() == 0
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == [
        *(1, 2, 3, 4)
    ]
    assert Event.objects.get(sequence=4).kind == "exam.closed"


def test_a_feed_holds_the_courses_one_teaches_and_the_bank(cast, now):
    other = make_course("other")
    enroll(other, cast.ben)
    emit("roster.changed", course_id=cast.course.pk, data={}, now=now)
    emit("roster.changed", course_id=other.pk, data={}, now=now)
    emit("question.published", course_id=None, data={}, now=now)
    assert [event.kind for event in list_events_for(cast.tess)] == [
        "roster.changed",
        "question.published",
    ]
    assert list(list_events_for(cast.ada)) == []
    assert list(list_events_for(cast.ben)) == []


def test_old_events_are_forgotten_unless_they_wait_for_somebody(cast, now, endpoint):
    emit("roster.changed", course_id=cast.course.pk, data={}, now=now)
    assert forget_old(now=now + timedelta(days=89)) == 0
    assert forget_old(now=now + timedelta(days=91)) == 0
    Delivery.objects.update(state="delivered", next_try_at=None)
    assert forget_old(now=now + timedelta(days=91)) == 1
    assert not Event.objects.exists()
