"""A question with typed parts and code on one page: one form, one draft, buttons for each part."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import services
from tests.examcenter.making import GOOD_SOURCE, current, make_exam
from tests.examcenter.publishing import publish_quickly

BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def attempt(cast):
    publish_quickly(Path(__file__).parent.parent / "mixed")
    exam = make_exam(cast.course, "mixed", ["mixed-parts"])
    return services.start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend=BACKEND)
    return client


def link(attempt, name):
    return reverse(f"exams:{name}", args=[attempt.pk, 1])


def test_both_parts_stand_in_one_form_with_their_own_buttons(ada, attempt):
    text = ada.get(link(attempt, "question")).content.decode()
    (form,) = re.findall(r'<form[^>]*id="answer-form".*?</form>', text, re.DOTALL)
    assert 'name="answer-width"' in form
    assert '<textarea id="answer-program"' in form
    assert 'id="run-program" name="part" value="program"' in form
    assert 'id="submit-program"' in form
    assert "def conv2d" in form
    assert "js/code.js" in text
    assert "css/code.css" in text


def test_the_first_button_checks_so_that_enter_in_a_field_runs_no_code(ada, attempt):
    text = ada.get(link(attempt, "question")).content.decode()
    first = re.search(r"<button[^>]*>", text.partition('id="answer-form"')[2])
    assert first is not None
    assert f'hx-post="{link(attempt, "check")}"' in first[0]


def test_a_check_keeps_the_code_and_answers_with_the_whole_form(ada, attempt):
    form = {"answer-width": "a dozen", "answer-program": GOOD_SOURCE}
    text = ada.post(link(attempt, "check"), form, headers=HTMX).content.decode()
    assert "This could not be read." in text
    assert "return image" in text
    assert 'id="editor-program" hx-preserve' in text
    assert current(attempt, 1).draft == {"width": "a dozen", "program": GOOD_SOURCE}


@pytest.mark.parametrize("name", ["submit", "examples"])
def test_code_is_sent_for_its_part_and_the_typed_answer_stays(ada, attempt, name):
    ada.post(link(attempt, "save"), {"answer-width": "12"})
    form = {"part": "program", "answer-program": GOOD_SOURCE, "answer-width": "12"}
    reply = ada.post(link(attempt, name), form, headers=HTMX)
    assert reply.status_code == 200
    assert "rail--bar" not in reply.content.decode()
    assert current(attempt, 1).draft == {"width": "12", "program": GOOD_SOURCE}
