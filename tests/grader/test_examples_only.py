"""A run of the examples alone: nothing hidden is drawn, nothing is scored, nothing diagnosed."""

from dataclasses import replace

import pytest
from django.utils import timezone

from grader import claims
from grader.grading import run_examples
from grader.models import Submission
from grader.problems import get_problem
from grader.report import Report
from grader.services import create_submission
from grader.tasks import _grade
from questions.solver import conv2d
from tests.grader.conftest import FakeSandbox, mapped

PROBLEM = get_problem("conv2d")
SOURCE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"


def right(image, kernel, stride=1, padding=0):
    return conv2d(image, kernel, stride=stride, padding=padding)


def flipped(image, kernel, stride=1, padding=0):
    return conv2d(image, kernel[::-1, ::-1], stride=stride, padding=padding)


def refuse_to_draw(_):
    raise AssertionError("a hidden case was drawn")


@pytest.mark.parametrize("solve", [right, flipped])
def test_only_the_visible_cases_are_sent_and_there_is_no_score(fake_sandbox: FakeSandbox, solve):
    fake_sandbox.answers = mapped(solve)
    problem = replace(PROBLEM, draw_cases=refuse_to_draw, draw_probes=refuse_to_draw)
    report: Report = run_examples(problem, SOURCE)
    assert len(fake_sandbox.calls) == len(PROBLEM.visible_cases)
    assert [case.name for case in report.cases] == [case.name for case in PROBLEM.visible_cases]
    assert report.score is None
    assert report.diagnosis == ()
    assert report.verdict == ("accepted" if solve is right else "wrong_answer")
    assert all(case.figure is not None for case in report.cases)


@pytest.mark.django_db
@pytest.mark.parametrize("is_examples_only", [True, False])
def test_the_worker_runs_what_the_row_says(fake_sandbox: FakeSandbox, is_examples_only):
    fake_sandbox.answers = mapped(right)
    create_submission(problem="conv2d", source=SOURCE, is_examples_only=is_examples_only)
    claim = claims.claim_next(now=timezone.now())
    assert claim is not None
    report = _grade(claim)
    assert claims.finish_submission(claim, report, now=timezone.now())
    row = Submission.objects.get()
    assert row.verdict == "accepted"
    assert row.score == (None if is_examples_only else 1.0)
    assert any(case.is_hidden for case in report.cases) is not is_examples_only
