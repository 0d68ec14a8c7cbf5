"""The demo course."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses import demo
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import Exam, Slot
from examcenter.exams.services import save_draft, start_attempt
from questions.models import Question
from tests.examcenter.making import current
from tests.examcenter.publishing import publish_quickly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _proved_once(monkeypatch):
    """Take the real bank, whose proof takes seconds, from the first test that needed it."""
    monkeypatch.setattr(demo, "publish_bank", publish_quickly)


def seed(*options: str) -> str:
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def test_it_adds_people_exams_and_questions_and_says_so_in_one_line():
    assert seed() == "Vision 101: added 3 people, 9 exams, 62 questions.\n"
    roles = dict(Enrollment.objects.values_list("user__username", "role"))
    assert roles == {"teacher": "owner", "ada": "student", "ben": "student"}
    assert list(Exam.objects.values_list("title", "kind", "feedback", "time_limit_s")) == [
        ("Quick check", "practice", "during", None),
        ("AlexNet and friends", "practice", "during", None),
        ("Convolution by hand", "practice", "during", None),
        ("Ideas and inverse problems", "practice", "during", None),
        ("Timed rehearsal", "exam", "after", 1200),
        ("Sizes, padding and pooling", "practice", "during", None),
        ("Weights, costs and fields", "practice", "during", None),
        ("Write the code", "practice", "during", None),
        ("Mixed quiz", "quiz", "during", None),
    ]


@pytest.mark.parametrize("name", ["teacher", "ada", "ben"])
def test_the_printed_passwords_work(name):
    seed()
    request = RequestFactory().post("/accounts/sign-in/")

    assert authenticate(request, username=name, password=f"convolve-{name}")


def test_a_second_run_changes_nothing_and_loses_nothing():
    seed()
    ada = User.objects.get(username="ada")
    exam = Exam.objects.get(slug="quick-check")
    attempt = start_attempt(user=ada, exam_id=exam.pk, now=timezone.now())
    name = current(attempt, 1).variant["parts"][0]["name"]
    save_draft(attempt=attempt, number=1, answers={name: "7"}, now=timezone.now())
    ada.set_password("my own now")
    ada.save()
    Exam.objects.filter(pk=exam.pk).update(title="Changed by the teacher")

    assert seed() == "Vision 101: added 0 people, 0 exams, 0 questions.\n"
    ada.refresh_from_db()
    exam.refresh_from_db()
    assert ada.check_password("my own now")
    assert exam.title == "Changed by the teacher"
    assert current(attempt, 1).draft == {name: "7"}
    assert Slot.objects.count() == 62


def test_a_dry_run_adds_nothing():
    assert seed("--dry-run") == "Vision 101: would add 3 people, 9 exams, 62 questions.\n"
    assert not Course.objects.exists()
    assert not User.objects.exists()


def test_the_quick_check_rises_in_difficulty_and_ends_in_code():
    seed()
    slots = Slot.objects.filter(section__exam__slug="quick-check").order_by("position")
    levels = [slot.question.level for slot in slots.select_related("question")]
    slugs = [slot.question.slug for slot in slots.select_related("question")]

    assert levels[:4] == sorted(levels[:4])
    assert slugs[-1] == "conv2d"


@pytest.mark.parametrize(
    "slug", ["sizes-padding-pooling", "weights-costs-fields", "write-the-code"]
)
def test_the_practices_of_the_lesson_rise_in_difficulty(slug):
    seed()
    slots = Slot.objects.filter(section__exam__slug=slug).order_by("position")
    levels = [slot.question.level for slot in slots.select_related("question")]

    assert len(levels) == 8
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]


def test_all_code_problems_can_be_practised():
    seed()
    practised = Question.objects.filter(slots__section__exam__slug="write-the-code")

    assert set(practised) == set(Question.objects.filter(topic="code"))


def test_every_demo_exam_can_be_started():
    seed()
    ada = User.objects.get(username="ada")
    for exam in Exam.objects.all():
        attempt = start_attempt(user=ada, exam_id=exam.pk, now=timezone.now())
        assert attempt.responses.count() == Slot.objects.filter(section__exam=exam).count()
