"""Figures on the pages: every step in words, and never before the worked solution."""

import re
import shutil
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.models import Exam
from examcenter.exams.services import check_response, finish_attempt, start_attempt
from questions.figures import Rule, convolution_figure, pooling_figure, stack_figure
from questions.publishing import BANK_DIR
from questions.services import publish_bank
from questions.solver.receptive_field import Layer
from tests.examcenter.making import make_exam


def _draw(tag: str, figure: object) -> str:
    page = Template(f"{{% load steppers %}}{{% {tag} figure %}}")
    return page.render(Context({"figure": figure}))


def _steps(html: str) -> list[str]:
    items = re.findall(r"<li data-row[^>]*>(.*?)</li>", html)
    return [re.sub(r"<[^>]+>", "", item) for item in items]


def test_a_convolution_says_products_and_sum_of_each_step():
    html = _draw("window_figure", convolution_figure([[1, 2], [3, -4]], [[1, 0], [-1, 1]]))
    assert _steps(html) == ["Row 1, column 1: 1·1 + 2·0 + 3·(−1) + (−4)·1 = −6"]


def test_a_pooling_says_its_rule():
    image = [[1, 3], [5, 6]]
    largest = _steps(_draw("window_figure", pooling_figure(image, 2)))
    assert largest == ["Row 1, column 1: the largest of 1, 3, 5, 6 is 6"]
    mean = _steps(_draw("window_figure", pooling_figure(image, 2, rule=Rule.AVERAGE)))
    assert mean == ["Row 1, column 1: (1 + 3 + 5 + 6) / 4 = 3.75"]


def test_ninths_are_shown_as_fractions():
    html = _draw("window_figure", convolution_figure([[9] * 3] * 3, [[1 / 9] * 3] * 3))
    assert "9·1/9" in _steps(html)[0]
    assert _steps(html)[0].endswith("= 9")


def test_a_stack_says_how_the_field_grows_and_draws_a_cone_for_each_layer():
    html = _draw("stack_figure", stack_figure([Layer(3), Layer(3, 2), Layer(3, 1, 0, 2)]))
    assert _steps(html) == [
        "Layer 1 (window 3): 1 + (3 − 1)·1 = 3 pixels",
        "Layer 2 (window 3, stride 2): 3 + (3 − 1)·1 = 5 pixels",
        "Layer 3 (window 3, dilation 2): 5 + 2·(3 − 1)·2 = 13 pixels",
    ]
    assert html.count("data-cone") == 3


@pytest.mark.parametrize(
    ("query", "title", "first"),
    [
        ("", "Vertical edge", "= −9"),
        ("?kernel=blur", "Blur", "= 1"),
        ("?kernel=sharpen", "Sharpen", "= 0"),
        ("?kernel=%3Cscript%3E", "Vertical edge", "= −9"),
    ],
)
def test_the_lessons_page_steps_through_the_filter_that_is_asked_for(query, title, first):
    html = Client().get(reverse("exams:lesson") + query).content.decode()
    steps = _steps(html)
    assert len(steps) == 25
    assert steps[0].endswith(first)
    assert re.search(rf'aria-current="page">{title}<', html)
    assert "<script>" not in html.split("</head>")[1]


@pytest.fixture
def stack_question(bank, tmp_path):
    """Publish the question about stacked layers beside the tests' own."""
    shutil.copy(BANK_DIR / "receptive-field-stack.yaml", tmp_path)
    publish_bank(tmp_path)


@pytest.fixture
def stacked(cast, stack_question):
    """Return an exam with the question about stacked layers, whose feedback waits for the end."""
    rules = {"kind": Exam.Kind.EXAM, "feedback": Exam.Feedback.AFTER}
    return make_exam(cast.course, "stacked", ["receptive-field-stack"], **rules)


def test_no_figure_is_shown_before_the_worked_solution_may_be(cast, stacked):
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=stacked.pk, now=now)
    outcome = check_response(attempt=attempt, number=1, answers={"field": "1"}, now=now)
    assert outcome.parts["field"].figure is None
    browser = Client()
    browser.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("exams:question", args=[attempt.pk, 1])).content.decode()
    assert "data-stepper" not in page

    finish_attempt(attempt=attempt, now=now + timedelta(minutes=1))
    result = browser.get(reverse("exams:result", args=[attempt.pk])).content.decode()
    assert result.count("data-stepper") == 1


def test_in_practice_the_figure_comes_with_the_worked_solution(cast, stack_question):
    exam = make_exam(cast.course, "practising", ["receptive-field-stack"])
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    check_response(attempt=attempt, number=1, answers={"field": "1"}, now=now)
    browser = Client()
    browser.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("exams:question", args=[attempt.pk, 1])).content.decode()
    assert page.count("data-stepper") == 1
