"""Drawing papers: lists and pools, shuffled order, second attempts, and a constant price."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from examcenter.exams import errors
from examcenter.exams.models import Exam, Section, Slot
from examcenter.exams.services import finish_attempt, renew_variant, start_attempt, starting
from questions.models import Question
from tests.examcenter.making import enroll, make_exam, make_user

HOUR = timedelta(hours=1)


def add_slot(exam, *, choices=(), pool=None, section=1, points=1.0):
    """Add a slot that draws from a list or a pool."""
    in_section, _ = Section.objects.get_or_create(exam=exam, position=section)
    slot = Slot.objects.create(
        section=in_section,
        position=in_section.slots.count() + 1,
        source=Slot.Source.POOL if pool is not None else Slot.Source.LIST,
        pool=pool or {},
        points=points,
    )
    slot.choices.set(Question.objects.filter(slug__in=choices))
    return slot


def drawn(attempt):
    return [r.variant["slug"] for r in attempt.responses.order_by("number")]


@pytest.fixture
def exam(cast, bank):
    return make_exam(cast.course, "drawn", [], kind=Exam.Kind.EXAM)


def test_a_list_gives_each_of_its_questions_equally_often(exam, cast, now):
    add_slot(exam, choices=["one-side", "two-parts", "code-task"])
    counts: Counter[str] = Counter()
    for number in range(6):
        student = make_user(f"student-{number}")
        enroll(cast.course, student)
        counts.update(drawn(start_attempt(user=student, exam_id=exam.pk, now=now)))
    assert counts == {"one-side": 2, "two-parts": 2, "code-task": 2}


def test_a_pool_draws_by_topic_and_level_and_takes_code_too(exam, cast, now):
    add_slot(exam, pool={"topics": ["output-size"], "levels": [3]})
    add_slot(exam, pool={"topics": ["convolution"], "levels": []})
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert drawn(attempt) == ["two-parts", "code-task"]
    assert attempt.responses.get(number=2).variant["parts"][0]["kind"] == "code"


def test_no_question_comes_twice_while_the_pool_has_others(exam, cast, now):
    for _ in range(3):
        add_slot(exam, pool={"topics": [], "levels": []})
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert sorted(drawn(attempt)) == ["code-task", "one-side", "two-parts"]


def test_retired_questions_leave_lists_and_pools_but_not_the_slot_that_names_them(cast, bank, now):
    exam = make_exam(cast.course, "kept", ["one-side"], kind=Exam.Kind.EXAM)
    add_slot(exam, choices=["one-side", "two-parts"])
    add_slot(exam, pool={"topics": ["output-size"], "levels": []})
    Question.objects.filter(slug="one-side").update(archived_at=timezone.now())
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert drawn(attempt) == ["one-side", "two-parts", "two-parts"]
    indices = attempt.responses.filter(number__in=(2, 3)).values_list("variant_index", flat=True)
    assert len(set(indices)) == 2


def test_a_slot_with_nothing_to_draw_starts_no_attempt_and_blames_nobody(exam, cast, now):
    add_slot(exam, choices=["one-side"])
    add_slot(exam, pool={"topics": ["padding"], "levels": []})
    with pytest.raises(errors.NothingToDraw, match="Question 2 .* nothing to draw"):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert exam.attempts.count() == 0


def test_a_second_attempt_meets_other_questions_and_other_variants(exam, cast, now):
    add_slot(exam, choices=["one-side", "two-parts"])
    add_slot(exam, choices=["code-task", "one-side"])
    first = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    finish_attempt(attempt=first, now=now)
    second = start_attempt(user=cast.ada, exam_id=exam.pk, now=now + HOUR)
    assert set(drawn(first)) | set(drawn(second)) == {"one-side", "two-parts", "code-task"}


def test_a_second_attempt_at_the_same_question_has_other_numbers(cast, bank, now):
    exam = make_exam(cast.course, "again", ["two-parts"], kind=Exam.Kind.EXAM)
    indices = []
    for hours in range(33):  # two-parts has 33 variants
        at = now + hours * HOUR
        attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=at)
        indices.append(attempt.responses.get().variant_index)
        finish_attempt(attempt=attempt, now=at)
    assert len(set(indices)) == 33


def test_shuffling_changes_places_within_sections_only_and_is_frozen(cast, bank, now):
    exam = make_exam(cast.course, "shuffled", ["one-side"] * 5, is_shuffled=True)
    last = add_slot(exam, choices=["code-task"], section=2)
    orders = set()
    for number in range(8):
        student = make_user(f"student-{number}")
        enroll(cast.course, student)
        attempt = start_attempt(user=student, exam_id=exam.pk, now=now)
        slots = list(attempt.responses.order_by("number").values_list("slot_id", flat=True))
        again = start_attempt(user=student, exam_id=exam.pk, now=now + HOUR)
        assert slots == list(again.responses.order_by("number").values_list("slot_id", flat=True))
        assert slots[-1] == last.pk
        orders.add(tuple(slots))
    assert len(orders) > 4


def test_without_shuffling_the_order_is_the_exams(cast, bank, now):
    exam = make_exam(cast.course, "fixed", ["one-side", "two-parts", "code-task"])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert drawn(attempt) == ["one-side", "two-parts", "code-task"]


def test_another_variant_in_practice_is_one_of_the_drawn_question(cast, bank, now):
    exam = make_exam(cast.course, "practice", [])
    add_slot(exam, choices=["one-side", "two-parts"])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    renewed = renew_variant(attempt=attempt, number=1, now=now)
    assert [renewed.variant["slug"]] == drawn(attempt)[:1]


def test_a_draft_cannot_be_started_not_even_by_its_teacher(cast, bank, now):
    exam = make_exam(cast.course, "draft", ["one-side"], published_at=None)
    with pytest.raises(errors.ExamNotOpen, match="draft"):
        start_attempt(user=cast.tess, exam_id=exam.pk, now=now)
    with pytest.raises(errors.ExamNotFound):
        start_attempt(user=cast.ada, exam_id=exam.pk, now=now)


def test_the_price_of_a_start_does_not_grow_with_the_number_of_slots(cast, bank, now):
    def cost(exam, user):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            start_attempt(user=user, exam_id=exam.pk, now=now)
        return len(queries)

    small = make_exam(cast.course, "small", ["one-side"], kind=Exam.Kind.EXAM)
    large = make_exam(cast.course, "large", ["one-side", "two-parts"] * 6, kind=Exam.Kind.EXAM)
    for exam, n_slots in ((small, 1), (large, 6)):
        for _ in range(n_slots):
            add_slot(exam, choices=["one-side", "two-parts"])
            add_slot(exam, pool={"topics": [], "levels": [1, 3]})
    cost(large, cast.tess)  # reads the versions into memory
    assert cost(large, cast.ada) == cost(small, cast.ada)


@pytest.mark.django_db(transaction=True)
def test_a_slot_that_a_teacher_deletes_while_somebody_starts_is_not_met(cast, bank, now):
    exam = make_exam(cast.course, "moving", ["one-side", "two-parts"])
    take = starting.take_turn

    def take_and_lose_a_slot(taken):
        Slot.objects.filter(section__exam=exam, position=1).delete()
        return take(taken)

    with patch.object(starting, "take_turn", side_effect=take_and_lose_a_slot):
        attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    assert drawn(attempt) == ["two-parts"]
