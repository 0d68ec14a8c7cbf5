"""What exams tell practice: mistakes are met once the policy shows them, and never before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.courses.services.courses import CopyWishes, CourseFacts, copy_course
from examcenter.exams.models import Exam
from examcenter.exams.review import ITEMS
from examcenter.exams.services import check_response, finish_attempt, save_draft, start_attempt
from examcenter.practice.models import ExamLesson, MetMisconception, PracticeRules
from examcenter.practice.services import learn_from_exams
from questions.editions import get_edition
from questions.misconceptions import get_misconception
from tests.examcenter.making import current, keys_as_text, make_exam

MISTAKE = "forgot-plus-one"
TITLE = get_misconception(MISTAKE).title
MINUTE = timedelta(minutes=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def exam(cast, bank, now):
    """An exam that shows everything when it has closed for everybody, and nothing before."""
    return make_exam(
        cast.course,
        "final",
        ["one-side", "two-parts"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        closes_at=now + timedelta(hours=1),
        review={"format": 1, "during": [], "after": [], "released": list(ITEMS)},
    )


def mistaken(attempt, number=1):
    response = current(attempt, number)
    variant = get_edition(response.version_id).variant(response.variant_index)
    return {"answer": str(variant.mistaken_answers("answer")[MISTAKE])}


def sit(exam, user, now, *, answers=None):
    """Return a finished attempt whose first answer looks like the mistake."""
    attempt = start_attempt(user=user, exam_id=exam.pk, now=now)
    save_draft(attempt=attempt, number=1, answers=answers or mistaken(attempt), now=now)
    return finish_attempt(attempt=attempt, now=now)


def close(exam, now):
    Exam.objects.filter(pk=exam.pk).update(closes_at=now - MINUTE)


def pages_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    names = ("desk", "mistakes")
    return "\n".join(client.get(reverse(f"practice:{name}")).content.decode() for name in names)


def test_before_the_release_nothing_of_it_is_anywhere(exam, cast, now):
    sit(exam, cast.ada, now)
    before = pages_of(cast.ada)
    assert TITLE not in before and MISTAKE not in before
    assert "1 mistake to overcome" not in before
    assert not MetMisconception.objects.exists()
    assert not ExamLesson.objects.exists()

    close(exam, now)
    after = pages_of(cast.ada)
    assert TITLE in after
    assert MetMisconception.objects.get().n_met == 1


@pytest.mark.parametrize(
    ("moment", "items", "is_met"),
    [
        ("after", ["score"], False),
        ("after", ["correctness", "score"], False),
        ("after", ["key", "solution"], False),
        ("after", ["diagnosis"], True),
    ],
)
def test_the_diagnosis_decides_and_no_other_item(exam, cast, now, moment, items, is_met):
    exam.review = {"format": 1, "during": [], "after": [], "released": [], moment: items}
    exam.save()
    sit(exam, cast.ada, now)
    learn_from_exams(user=cast.ada, now=now)
    assert MetMisconception.objects.exists() is is_met


def test_while_somebody_still_sits_nobody_learns(exam, cast, now):
    sit(exam, cast.ada, now)
    start_attempt(user=cast.ben, exam_id=exam.pk, now=now)
    close(exam, now)
    assert learn_from_exams(user=cast.ada, now=now) == 0


def test_an_open_attempt_tells_nothing_even_where_checks_say_it(exam, cast, now):
    exam.review, exam.feedback = None, Exam.Feedback.DURING
    exam.save()
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    check_response(attempt=attempt, number=1, answers=mistaken(attempt), now=now)
    assert learn_from_exams(user=cast.ada, now=now) == 0
    finish_attempt(attempt=attempt, now=now)
    assert learn_from_exams(user=cast.ada, now=now) == 1


def test_the_first_answer_counts_and_an_attempt_is_taken_once(exam, cast, now):
    exam.review, exam.feedback = None, Exam.Feedback.DURING
    exam.save()
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    for answers in (mistaken(attempt), keys_as_text(attempt, 1), mistaken(attempt)):
        check_response(attempt=attempt, number=1, answers=answers, now=now)
    finish_attempt(attempt=attempt, now=now)
    for _ in range(2):
        learn_from_exams(user=cast.ada, now=now)
    met = MetMisconception.objects.get()
    assert (met.misconception, met.n_met, met.overcome_at) == (MISTAKE, 1, None)
    assert met.explanation


def test_what_was_overcome_since_is_not_met_again(exam, cast, now):
    sit(exam, cast.ada, now)
    close(exam, now)
    MetMisconception.objects.create(
        user=cast.ada,
        misconception=MISTAKE,
        n_met=1,
        met_at=now - MINUTE,
        n_passed=3,
        overcome_at=now + MINUTE,
    )
    assert learn_from_exams(user=cast.ada, now=now + 2 * MINUTE) == 1
    assert MetMisconception.objects.get().overcome_at == now + MINUTE


def test_another_persons_exam_teaches_nobody_else(exam, cast, now):
    sit(exam, cast.ben, now)
    close(exam, now)
    assert learn_from_exams(user=cast.ada, now=now) == 0
    assert TITLE not in pages_of(cast.ada)


def test_it_costs_one_query_where_there_is_nothing_new(exam, cast, now, django_assert_num_queries):
    for _ in range(3):
        sit(exam, cast.ada, now)
    close(exam, now)
    assert learn_from_exams(user=cast.ada, now=now) == 3
    with django_assert_num_queries(1):
        learn_from_exams(user=cast.ada, now=now)


@pytest.mark.parametrize("hides", [True, False, None])
def test_a_copied_course_keeps_its_decision_about_practice(cast, now, hides):
    if hides is not None:
        PracticeRules.objects.create(course=cast.course, hides_coming_exams=hides)
    place = Enrollment.objects.select_related("course", "user").get(user=cast.tess)
    facts = CourseFacts(title="Next term")
    copy = copy_course(actor=place, facts=facts, wishes=CopyWishes(), now=now)
    found = PracticeRules.objects.filter(course=copy).values_list("hides_coming_exams", flat=True)
    assert list(found) == ([] if hides is None else [hides])
