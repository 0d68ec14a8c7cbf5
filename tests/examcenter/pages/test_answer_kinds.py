"""Fractions, sets and options on the question page: fields, drafts, marks and reasons."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import pages, services
from examcenter.exams.models import Exam
from tests.examcenter.making import as_form, current, keys_as_text, make_exam
from tests.examcenter.publishing import publish_quickly

BANK = Path(__file__).parents[1] / "kinds"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def kinds(db):
    """Publish the bank with one question of the kinds looked at here."""
    publish_quickly(BANK)


@pytest.fixture
def attempt(cast, kinds):
    exam = make_exam(cast.course, "kinds", ["many-kinds"])
    return services.start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    return client


def link(name, attempt):
    return reverse(f"exams:{name}", args=[attempt.pk, 1])


def page_of(ada, attempt):
    return ada.get(link("question", attempt)).content.decode()


def boxes(html):
    """Return the ids and ticks of the group of boxes."""
    tags = re.findall(r'<input[^>]*type="checkbox"[^>]*>', html)
    ids = [tag.partition('value="')[2].partition('"')[0] for tag in tags]
    return dict(zip(ids, [" checked" in tag for tag in tags], strict=True))


def part_of(attempt, name):
    return next(p for p in current(attempt, 1).variant["parts"] if p["name"] == name)


def test_boxes_stand_in_a_named_group_with_a_hint(ada, attempt):
    html = page_of(ada, attempt)
    (group,) = re.findall(r"<fieldset(?![^>]*radiogroup)[^>]*>.*?</fieldset>", html, re.DOTALL)
    assert "<legend" in group and "What holds" in group
    assert 'aria-describedby="hint-holds"' in group
    assert 'id="hint-holds">Tick all that are right.' in group
    assert list(boxes(html)) == [option["id"] for option in part_of(attempt, "holds")["options"]]
    assert 'name="answer-holds" value=""' in group


def test_hints_say_what_to_type(ada, attempt):
    html = page_of(ada, attempt)
    assert 'id="hint-share">A fraction in lowest terms, such as 3/4</p>' in html
    assert 'id="hint-divisors">All values of n, such as 1, 2, 3</p>' in html
    assert 'aria-describedby="hint-share"' in html


def test_ticks_are_saved_as_ids_and_shown_again_and_may_be_taken_back(ada, attempt):
    first, second, *_ = boxes(page_of(ada, attempt))
    ada.post(link("save", attempt), {"answer-holds": ["", second, first], "next": "1"})
    assert current(attempt, 1).draft["holds"] == f"{second},{first}"
    assert {name for name, is_on in boxes(page_of(ada, attempt)).items() if is_on} == {
        first,
        second,
    }
    ada.post(link("save", attempt), {"answer-holds": [""], "next": "1"})
    assert current(attempt, 1).draft["holds"] == ""
    assert not any(boxes(page_of(ada, attempt)).values())


def test_the_right_answers_of_every_kind_score_full(ada, attempt):
    answers = keys_as_text(attempt, 1)
    html = ada.post(link("check", attempt), as_form(answers), headers=HTMX).content.decode()
    assert html.count("feedback--right") == 5
    assert current(attempt, 1).score == 1
    for option in part_of(attempt, "holds")["options"]:
        assert f'value="{option["id"]}"' in html


def test_a_part_of_the_right_options_is_partly_right_and_keeps_its_secret(ada, attempt):
    right = keys_as_text(attempt, 1)["holds"].split(",")
    given = right[:-1] if len(right) == 3 else right
    wrong = [o["id"] for o in part_of(attempt, "holds")["options"] if o["id"] not in right]
    form = {"answer-holds": ["", *given, *([] if len(right) == 3 else wrong[:1])]}
    html = ada.post(link("check", attempt), form, headers=HTMX).content.decode()
    if len(right) == 3:
        assert "Partly right." in html and "something is still missing" in html
    else:
        assert "option that is not right" in html.replace("\n", " ")
    assert set(given) <= {name for name, is_on in boxes(html).items() if is_on}


def test_what_cannot_be_read_comes_back_with_its_ticks(ada, attempt):
    form = {"answer-holds": ["", "nonsense"], "answer-share": "1/0", "answer-divisors": "none"}
    html = ada.post(link("check", attempt), form, headers=HTMX).content.decode()
    assert "divides by zero" in html
    assert "There is at least one here" in html
    assert "is none of the options" in html


def test_another_variant_is_issued_with_the_options_it_stores(attempt):
    stored = current(attempt, 1).variant["parts"]
    ids = {part["name"]: [option["id"] for option in part["options"]] for part in stored}
    assert len(ids["one"]) == 3
    assert 4 <= len(ids["holds"]) <= 5
    assert all("why" not in option for part in stored for option in part["options"])


def test_the_result_tells_options_by_their_texts_and_every_reason(ada, cast, kinds):
    exam = make_exam(cast.course, "late", ["many-kinds"], feedback=Exam.Feedback.AFTER)
    attempt = services.start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())
    first, *_ = (option["id"] for option in part_of(attempt, "holds")["options"])
    ada.post(link("save", attempt), {"answer-holds": ["", first], "next": "1"})
    assert "Because" not in page_of(ada, attempt)
    services.finish_attempt(attempt=attempt, now=timezone.now())
    html = ada.get(reverse("exams:result", args=[attempt.pk])).content.decode()
    assert f"<dd>{first}</dd>" not in html
    assert html.count("✓") >= 2


def test_several_values_of_a_field_are_joined_and_one_is_left_as_it_is():
    form = QueryDict("answer-a=&answer-a=x&answer-a=y&answer-b=1%2C+2&answer-c=&csrf=t")
    assert pages.read_answers(form) == {"a": "x,y", "b": "1, 2", "c": ""}


def test_a_choice_is_repeated_without_a_full_stop_of_ours(ada, attempt):
    (chosen, *_) = part_of(attempt, "one")["options"]
    form = {"answer-one": chosen["id"]}
    html = ada.post(link("check", attempt), form, headers=HTMX).content.decode()

    assert f'Your choice: <span lang="en">{chosen["text"]}</span>' in html


def test_a_formula_is_shown_as_it_was_understood(ada, attempt):
    html = ada.post(link("check", attempt), {"answer-rule": "FF+1"}, headers=HTMX).content.decode()
    shown = re.search(r'id="feedback-rule".*?You answered (<math.*?</math>)', html, re.DOTALL)
    assert shown and "<mi>F</mi>" in shown[1]
    assert "your formula gives" in html
    assert 'value="FF+1"' in html
    again = ada.post(link("check", attempt), {"answer-rule": "<b>F"}, headers=HTMX)
    assert "<b>" not in again.content.decode()
