"""The pages of practice: with and without JavaScript, at a constant number of queries."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams.models import Exam
from examcenter.practice.models import MetMisconception, PracticeAnswer, Sheet, TopicBelief
from examcenter.practice.services import draw_next
from questions.models import Question, QuestionVersion
from tests.examcenter.making import as_form, enroll, make_exam, make_user
from tests.examcenter.practice.answering import (
    MINUTE,
    mistaken_answers,
    practise,
    right_answers,
    wrong_answers,
)

HTMX = {"HX-Request": "true"}


def _browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ada(cast, bank):
    return _browser(cast.ada)


@pytest.fixture
def sheet(cast, bank):
    """Return a question of Ada's about the output size."""
    return draw_next(user=cast.ada, topic="output-size", now=timezone.now())


def _link(name: str, sheet: Sheet) -> str:
    return reverse(f"practice:{name}", args=[sheet.pk])


def _text(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200, reply
    return reply.content.decode()


def _fill(user, n_answers: int) -> None:
    """Give a person a long history, as it would be stored."""
    version = QuestionVersion.objects.get(question__slug="one-side", number=1)
    now = timezone.now()
    PracticeAnswer.objects.bulk_create(
        PracticeAnswer(
            user=user,
            version=version,
            variant_index=number % 60,
            part="answer",
            answered_at=now,
            score=number % 2,
        )
        for number in range(n_answers)
    )


def test_the_desk_lists_topics_and_says_who_sees_what(ada):
    text = _text(ada, reverse("practice:desk"))

    assert "What I need most" in text
    assert "Output size" in text
    assert "Not practised yet" in text
    assert "Only you see this." in text


def test_tasks_in_code_are_found_in_the_practice_of_the_course(ada, cast):
    make_exam(cast.course, "drafted", ["code-task"], published_at=None)
    assert "Tasks in code" not in _text(ada, reverse("practice:desk"))
    # Of the tests' bank the task has another topic than the lesson's tasks.
    Question.objects.filter(slug="code-task").update(topic="code")
    exam = make_exam(cast.course, "write-it", ["code-task"])

    text = _text(ada, reverse("practice:desk"))
    assert reverse("exams:exam", args=[exam.pk]) in text
    assert "Drafted" not in text


def test_somebody_in_no_course_cannot_practise(cast, bank):
    assert "You are in no course yet." in _text(_browser(cast.carol), reverse("practice:desk"))


def test_a_question_is_drawn_answered_and_explained_without_javascript(ada, cast):
    reply = ada.post(reverse("practice:next"), {"topic": "output-size"})
    sheet = Sheet.objects.get(user=cast.ada)
    assert reply["Location"] == _link("sheet", sheet)
    assert "Skip this one" in _text(ada, _link("sheet", sheet))

    reply = ada.post(_link("check", sheet), as_form(wrong_answers(sheet)))
    assert reply.status_code == 302
    text = _text(ada, _link("sheet", sheet))
    assert "Not yet." in text
    assert "Worked solution" in text
    assert "Next question" in text
    assert "You chose this topic." in text


def test_a_check_by_htmx_swaps_answers_and_mastery(ada, sheet):
    reply = ada.post(_link("check", sheet), as_form(right_answers(sheet)), headers=HTMX)

    text = reply.content.decode()
    assert "Right." in text
    assert 'id="standing"' in text
    assert "<html" not in text


def test_no_solution_is_shown_before_an_answer(ada, sheet):
    assert "Worked solution" not in _text(ada, _link("sheet", sheet))
    ada.post(_link("check", sheet), as_form(dict.fromkeys(right_answers(sheet), "")))

    assert "Worked solution" not in _text(ada, _link("sheet", sheet))


def test_a_refused_answer_is_said_above_the_fields(ada, sheet):
    reply = ada.post(_link("check", sheet), as_form({"nobody": "1"}), headers=HTMX)

    assert reply.status_code == 400
    assert reply["HX-Retarget"] == "#problem"


@pytest.mark.parametrize("name", ["sheet", "check", "again", "harder"])
def test_somebody_elses_question_is_not_there(cast, sheet, name):
    for address in (_link(name, sheet), reverse(f"practice:{name}", args=[uuid4()])):
        client = _browser(cast.ben)
        reply = client.get(address) if name == "sheet" else client.post(address)
        assert reply.status_code == 404


def test_nothing_to_practise_is_said(ada):
    reply = ada.post(reverse("practice:next"), {"topic": "no-such-topic" * 40})

    assert reply.status_code == 404
    assert "Nothing to practise here" in reply.content.decode()


def test_the_mistakes_page_tells_what_was_met_and_leads_to_practice(ada, cast, sheet):
    while sheet.version.question.slug != "one-side":
        sheet = draw_next(user=cast.ada, topic="output-size", now=timezone.now())
    answers = mistaken_answers(sheet, "answer", "forgot-plus-one")
    ada.post(_link("check", sheet), as_form(answers))

    text = _text(ada, reverse("practice:mistakes"))
    assert "met once" in text
    assert "0 of 3 right answers" in text
    reply = ada.post(reverse("practice:next"), {"misconception": "forgot-plus-one"})
    assert reply.status_code == 302
    assert "1 mistake to overcome" in _text(ada, reverse("practice:desk"))


@pytest.mark.parametrize(
    ("page", "n_queries"), [("desk", 13), ("mistakes", 9), ("sheet", 7), ("next", 14)]
)
def test_queries_do_not_grow_with_the_history(
    ada, cast, sheet, page, n_queries, django_assert_num_queries
):
    practise(cast.ada, "0110", timezone.now() - 99 * MINUTE)
    make_exam(cast.course, "coming", ["same-padding"], kind=Exam.Kind.EXAM)
    ada.post(_link("check", sheet), as_form(wrong_answers(sheet)))
    MetMisconception.objects.create(
        user=cast.ada, misconception="stride-ignored", n_met=2, met_at=timezone.now()
    )

    def ask():
        if page == "next":
            assert ada.post(reverse("practice:next"), {"topic": "padding"}).status_code == 302
        else:
            _text(ada, _link("sheet", sheet) if page == "sheet" else reverse(f"practice:{page}"))

    ask()
    for n_answers in (10, 10_000):
        _fill(cast.ada, n_answers)
        with django_assert_num_queries(n_queries):
            ask()


def _class_of(course, n_people: int, now) -> list[User]:
    people = [make_user(f"pupil{number}") for number in range(n_people)]
    for user in people:
        enroll(course, user)
        TopicBelief.objects.create(
            user=user,
            topic="padding",
            mean=1.0,
            variance=0.3,
            n_questions=12,
            answered_at=now,
        )
        MetMisconception.objects.create(
            user=user, misconception="stride-ignored", n_met=2, met_at=now
        )
    return people


def test_the_class_is_shown_from_five_people_on_and_nobody_in_it(cast, bank):
    tess, address = _browser(cast.tess), reverse("practice:course", args=[cast.course.pk])
    _class_of(cast.course, 4, timezone.now())
    text = _text(tess, address)
    assert "fewer than 5 people" in text
    assert "Too few people" in text
    assert "Stride left out" not in text

    fifth = make_user("fifth")
    enroll(cast.course, fifth)
    TopicBelief.objects.create(
        user=fifth,
        topic="padding",
        mean=1.0,
        variance=0.3,
        n_questions=9,
        answered_at=timezone.now(),
    )
    MetMisconception.objects.create(
        user=fifth, misconception="stride-ignored", n_met=1, met_at=timezone.now()
    )
    text = _text(tess, address)
    assert "about 7 of 10 right" in text
    assert "Stride left out" in text
    assert "pupil" not in text


def test_those_who_teach_are_not_counted_among_the_class(cast, bank):
    for person in _class_of(cast.course, 6, timezone.now())[:2]:
        Enrollment.objects.filter(user=person).update(role=Enrollment.Role.ASSISTANT)

    text = _text(_browser(cast.tess), reverse("practice:course", args=[cast.course.pk]))
    assert "Too few people" in text


def test_the_class_page_is_for_teachers_of_the_course(cast, bank):
    address = reverse("practice:course", args=[cast.course.pk])

    assert _browser(cast.ada).get(address).status_code == 403
    assert _browser(cast.ada).post(address).status_code == 403
    assert _browser(cast.carol).get(address).status_code == 404


def test_teachers_decide_about_coming_exams(cast, bank):
    tess, address = _browser(cast.tess), reverse("practice:course", args=[cast.course.pk])

    reply = tess.post(address, {"hides_coming_exams": "on"}, follow=True)
    assert "Questions of coming exams stay out of practice." in reply.content.decode()
    assert "checked" in _text(tess, address)
    tess.post(address, {})
    assert "checked" not in _text(tess, address)


def test_queries_of_the_class_page_do_not_grow_with_the_class(
    cast, bank, django_assert_num_queries
):
    tess, address = _browser(cast.tess), reverse("practice:course", args=[cast.course.pk])
    for n_people in (6, 60):
        Enrollment.objects.filter(user__username__startswith="pupil").delete()
        type(cast.tess).objects.filter(username__startswith="pupil").delete()
        _class_of(cast.course, n_people, timezone.now())
        with django_assert_num_queries(5):
            _text(tess, address)


def test_nobody_signed_out_sees_practice(db):
    for name in ("desk", "mistakes"):
        assert Client().get(reverse(f"practice:{name}")).status_code == 302
