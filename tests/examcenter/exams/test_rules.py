"""The rules that hold for one person: pure combining, and who asks them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.clocks import clock_text
from examcenter.courses.models import Enrollment
from examcenter.exams import errors
from examcenter.exams.models import Accommodation, Exam
from examcenter.exams.rules import (
    combine,
    rules_for,
    rules_of_attempt,
    rules_of_exams,
    rules_of_people,
)
from examcenter.exams.rulewords import grant_words, late_words
from examcenter.exams.selectors import exam_page, question_page, result_page
from examcenter.exams.services import check_response, finish_attempt, start_attempt
from tests.examcenter.exams.granting import allow, make_group
from tests.examcenter.making import enroll, make_course, make_exam, make_user, wrong_answers

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
EXAM_ID = uuid.UUID(int=1)
FIELDS = (
    "extra_time_factor",
    "extra_time_s",
    "opens_at",
    "closes_at",
    "extra_attempts",
    "extra_tries",
)

# A busy machine is no reason to fail.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
moments = st.integers(-300, 300).map(lambda n: NOON + n * MINUTE)
grants = st.builds(
    Accommodation,
    user_id=st.just(None),
    group_id=st.just(7),
    exam_id=st.sampled_from([None, EXAM_ID]),
    extra_time_factor=st.none() | st.floats(0, 3),
    extra_time_s=st.none() | st.integers(0, 7200),
    opens_at=st.none() | moments,
    closes_at=st.none() | moments,
    extra_attempts=st.none() | st.integers(0, 5),
    extra_tries=st.none() | st.integers(0, 5),
    reason=st.just("why"),
    created_at=moments,
) | st.builds(
    Accommodation,
    user_id=st.just(3),
    group_id=st.just(None),
    exam_id=st.sampled_from([None, EXAM_ID]),
    extra_time_factor=st.none() | st.floats(0, 3),
    extra_time_s=st.none() | st.integers(0, 7200),
    closes_at=st.none() | moments,
    extra_tries=st.none() | st.integers(0, 5),
    reason=st.just("why"),
    created_at=moments,
)
exams = st.builds(
    Exam,
    id=st.just(EXAM_ID),
    kind=st.sampled_from(["exam", "quiz", "practice"]),
    opens_at=st.none() | st.just(NOON),
    closes_at=st.none() | st.just(NOON + HOUR),
    late_until_at=st.none() | st.just(NOON + 2 * HOUR),
    late_factor=st.just(0.5),
    time_limit_s=st.none() | st.integers(1, 7200),
    max_attempts=st.none() | st.integers(1, 3),
    max_tries=st.none() | st.integers(1, 3),
)


def strength(row: Accommodation) -> tuple[bool, bool, datetime]:
    """Say the order as the contract words it, apart from the code under test."""
    return (row.user_id is not None, row.exam_id is not None, row.created_at)


@calm
@given(exam=exams, rows=st.lists(grants, max_size=5, unique_by=lambda row: row.created_at))
def test_of_each_field_the_strongest_grant_alone_counts(exam, rows):
    strongest = {
        name: max(
            (row for row in rows if getattr(row, name) is not None), key=strength, default=None
        )
        for name in FIELDS
    }
    alone = [
        Accommodation(
            user_id=3,
            exam_id=EXAM_ID,
            reason="why",
            created_at=NOON,
            **{name: getattr(row, name)},
        )
        for name, row in strongest.items()
        if row is not None
    ]
    combined, expected = combine(exam, rows), combine(exam, alone)

    for name in ("opens_at", "closes_at", "ends_at", "time_limit_s", "max_attempts", "max_tries"):
        assert getattr(combined, name) == getattr(expected, name)
    assert combined.end_extra_s == expected.end_extra_s


@calm
@given(exam=exams, rows=st.lists(grants, max_size=5), started=st.integers(0, 59))
def test_nobody_gets_less_than_the_exam_gives_unless_a_teacher_set_a_closing(exam, rows, started):
    plain, rules = combine(exam, []), combine(exam, rows)
    started_at = NOON + started * MINUTE

    for name in ("time_limit_s", "max_attempts", "max_tries"):
        own, granted = getattr(plain, name), getattr(rules, name)
        assert (own is None) == (granted is None)
        assert own is None or (granted is not None and granted >= own)
    if all(row.closes_at is None for row in rows):
        own, granted = plain.deadline(started_at), rules.deadline(started_at)
        assert (own is None) == (granted is None)
        assert own is None or (granted is not None and granted >= own)
        assert rules.factor_at(NOON + 90 * MINUTE) >= plain.factor_at(NOON + 90 * MINUTE)


@calm
@given(exam=exams, rows=st.lists(grants, max_size=4), extra_s=st.integers(0, 3600))
def test_seconds_given_to_an_attempt_move_its_deadline_by_just_as_many(exam, rows, extra_s):
    rules = combine(exam, rows)
    before, after = rules.deadline(NOON), rules.deadline(NOON, extra_s=extra_s)

    assert (before is None) == (after is None)
    if before is not None:
        assert after == before + timedelta(seconds=extra_s)


def test_more_time_moves_the_end_of_the_window_for_an_attempt():
    exam = Exam(id=EXAM_ID, kind="exam", closes_at=NOON + HOUR, time_limit_s=3600)
    rules = combine(exam, [_row(extra_time_factor=0.25)])

    assert rules.time_limit_s == 4500
    assert rules.deadline(NOON) == NOON + 75 * MINUTE
    assert rules.deadline(NOON + 30 * MINUTE) == NOON + 75 * MINUTE
    assert not rules.is_late(NOON + 75 * MINUTE)
    # New attempts begin while everybody's do.
    assert not rules.may_start(NOON + HOUR)


def test_a_closing_that_a_teacher_set_is_not_moved_by_more_time():
    exam = Exam(id=EXAM_ID, kind="exam", closes_at=NOON + HOUR, time_limit_s=3600)
    rules = combine(exam, [_row(extra_time_factor=1.0, closes_at=NOON + 70 * MINUTE)])

    assert rules.deadline(NOON) == NOON + 70 * MINUTE


def test_a_share_of_a_window_without_a_limit_is_a_share_of_the_window():
    exam = Exam(id=EXAM_ID, kind="exam", opens_at=NOON, closes_at=NOON + HOUR)

    assert combine(exam, [_row(extra_time_factor=0.5)]).deadline(NOON) == NOON + 90 * MINUTE


def test_late_answers_keep_a_share_and_new_attempts_may_begin_late():
    exam = Exam(
        id=EXAM_ID,
        kind="quiz",
        closes_at=NOON,
        late_until_at=NOON + HOUR,
        late_factor=0.5,
    )
    rules = combine(exam, [])

    assert rules.factor_at(NOON) == 1.0
    assert rules.factor_at(NOON + MINUTE) == 0.5
    assert rules.factor_at(NOON + MINUTE, extra_s=60) == 1.0
    assert rules.may_start(NOON + 59 * MINUTE)
    assert late_words(rules).startswith(f"Until {clock_text(NOON + HOUR)} answers")
    assert "50 %" in late_words(rules)


def test_the_late_end_that_is_told_moves_with_the_time_that_somebody_has():
    exam = Exam(
        **{"id": EXAM_ID, "kind": "quiz", "time_limit_s": 3600, "late_factor": 0.5},
        **{"closes_at": NOON, "late_until_at": NOON + HOUR},
    )
    rules = combine(exam, [_row(extra_time_factor=0.25)])

    end = clock_text(NOON + HOUR + 18 * MINUTE)
    assert late_words(rules, extra_s=180).startswith(f"Until {end} answers")


def _row(**fields):
    return Accommodation(user_id=3, exam_id=EXAM_ID, reason="why", created_at=NOON, **fields)


def test_all_ways_to_ask_agree_and_cost_no_more_for_more(cast, timed, django_assert_num_queries):
    other = make_exam(cast.course, "other", [])
    ada = Enrollment.objects.get(user=cast.ada)
    group = make_group(cast.course, "More time", ada)
    for name in ("cora", "dora"):
        group.members.add(enroll(cast.course, make_user(name)))
    allow(cast.course, group=group, extra_time_factor=0.25)
    allow(cast.course, user=cast.ada, exam=timed, extra_tries=2)
    allow(cast.course, user=cast.ben, extra_time_factor=1.0)
    allow(cast.course, user=cast.ada, extra_time_factor=2.0, revoked_at=NOON)
    allow(make_course_with(cast.tess), user=cast.ada, extra_time_factor=3.0)

    with django_assert_num_queries(1):
        alone = rules_for(timed, cast.ada)
    with django_assert_num_queries(1):
        listed = rules_of_exams([timed, other], cast.ada)
    with django_assert_num_queries(2):
        people = rules_of_people(timed, [cast.ada.pk, cast.ben.pk])
    assert alone == listed[timed.pk] == people[cast.ada.pk]
    assert alone.time_limit_s == 750
    assert alone.reasons == ("Letter of 2 November", "Letter of 2 November")
    assert people[cast.ben.pk].time_limit_s == 1200


def make_course_with(teacher):
    """Return another course of the same teacher."""
    course = make_course("other")
    enroll(course, teacher, Enrollment.Role.TEACHER)
    return course


def test_an_attempt_takes_the_time_of_who_sits_it(cast, timed, now):
    allow(cast.course, user=cast.ada, extra_time_factor=0.5)
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    other = start_attempt(user=cast.ben, exam_id=timed.pk, now=now)

    assert attempt.deadline_at == now + 15 * MINUTE
    assert other.deadline_at == now + 10 * MINUTE
    assert rules_of_attempt(attempt).time_limit_s == 900


def test_a_window_of_ones_own_opens_for_nobody_else(cast, bank, now):
    exam = make_exam(cast.course, "gone", ["one-side"], closes_at=now - HOUR)
    allow(cast.course, exam=exam, user=cast.ada, closes_at=now + HOUR)

    assert start_attempt(user=cast.ada, exam_id=exam.pk, now=now).deadline_at == now + HOUR
    with pytest.raises(errors.ExamNotOpen):
        start_attempt(user=cast.ben, exam_id=exam.pk, now=now)
    page = exam_page(cast.ada, exam.pk, now)
    assert page.exam.state_words.startswith("open until 15:00")
    assert page.exam.grant_words == ("For you it closes at 15:00 UTC on 22 November 2026.",)
    assert exam_page(cast.ben, exam.pk, now).exam.state == "closed"


def test_more_attempts_are_offered_and_taken(cast, bank, now):
    exam = make_exam(cast.course, "once", ["one-side"], kind=Exam.Kind.EXAM, max_attempts=1)
    allow(cast.course, user=cast.ada, extra_attempts=1)
    first = finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=exam.pk, now=now), now=now)

    assert result_page(first, now).may_start_again
    assert start_attempt(user=cast.ada, exam_id=exam.pk, now=now).number == 2


@pytest.mark.parametrize(
    ("rules", "told", "beside"),
    [
        ({}, "As many as you like; the best counts.", ""),
        (
            {"try_penalty": 0.1},
            "As many as you like; the best counts. Each further try costs 10 % of the points.",
            "Each further try costs 10 % of the points.",
        ),
        (
            {"try_penalty": 0.125, "max_tries": 3},
            "3 for each answer; the best counts. Each further try costs 12.5 % of the points.",
            "3 of 3 tries left. Each further try costs 12.5 % of the points.",
        ),
        ({"try_penalty": 0.1, "max_tries": 1}, "1 for each answer.", "1 of 1 try left."),
        (
            {"feedback": "after", "max_tries": 3},
            "Change your answers until you finish; what stands there then counts. Code can be "
            "submitted 3 times. Of code the best submission counts.",
            "",
        ),
    ],
)
def test_what_a_try_costs_is_said_before_the_start_and_before_the_try(
    cast, bank, now, rules, told, beside
):
    exam = make_exam(cast.course, "tries", ["one-side"], kind=Exam.Kind.QUIZ, **rules)
    assert exam_page(cast.ada, exam.pk, now).exam.tries_words == told

    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert question_page(attempt, 1, now).parts[0].tries_words == beside


def test_more_tries_are_counted_everywhere(cast, bank, now):
    exam = make_exam(cast.course, "tries", ["one-side"], kind=Exam.Kind.QUIZ, max_tries=1)
    allow(cast.course, user=cast.ada, extra_tries=1)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    wrong = wrong_answers(attempt, 1)
    check_response(attempt=attempt, number=1, answers=wrong, now=now)

    (part,) = question_page(attempt, 1, now).parts
    assert part.tries_words == "1 of 2 tries left."
    assert part.feedback.solution_html == ()
    check_response(attempt=attempt, number=1, answers={"answer": "999"}, now=now)
    with pytest.raises(errors.NoTriesLeft, match="2 tries"):
        check_response(attempt=attempt, number=1, answers={"answer": "998"}, now=now)


def test_what_was_granted_is_said_in_words(cast, timed, now):
    allow(cast.course, user=cast.ada, extra_time_factor=0.25)
    allow(cast.course, user=cast.ada, extra_tries=1)
    allow(cast.course, user=cast.ben, extra_time_s=100)

    assert exam_page(cast.ada, timed.pk, now).exam.grant_words == (
        "You have 25 % more time: 12 minutes 30 s.",
    )
    assert grant_words(timed, rules_for(timed, cast.ben)) == (
        "You have 1 minute 40 s more: 11 minutes 40 s.",
    )
    assert exam_page(cast.tess, timed.pk, now).exam.grant_words == ()
