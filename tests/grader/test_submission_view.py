"""What the owner of a submission sees, and that nothing hidden is among it."""

import dataclasses
import json
import re
import sys

import numpy as np
import pytest
from django.utils import timezone

from grader import health
from grader.claims import claim_submission, finish_submission
from grader.grading import grade_source
from grader.problems import get_problem
from grader.sandbox import SandboxProblem, SandboxStatus
from grader.services import create_submission, get_submission_view
from questions.solver import conv2d
from tests.grader.conftest import mapped

pytestmark = pytest.mark.django_db
READY = SandboxStatus(True, "jail")
BROKEN = SandboxStatus(False, "", (SandboxProblem("no bubblewrap", "apt install bubblewrap"),))


@pytest.fixture
def submission(broker):
    return create_submission(problem="conv2d", source="def conv2d(*a): ...")


def grade_as(submission, fake_sandbox, function):
    """Grade the submission as if it were this function; return the view and the seed."""
    fake_sandbox.answers = mapped(function)
    now = timezone.now()
    claim = claim_submission(submission.pk, now=now)
    assert claim is not None
    report = grade_source(get_problem("conv2d"), claim.source, seed=claim.seed)
    finish_submission(claim, report, now=now)
    return get_submission_view(submission.pk), claim.seed


def as_text(view) -> str:
    return json.dumps(dataclasses.asdict(view), default=str)


def test_without_a_worker_it_says_so_and_that_nothing_is_lost(submission):
    view = get_submission_view(submission.pk)
    assert (view.state, view.is_final, view.waiting) == ("queued", False, "no_worker")
    assert "nothing is lost" in view.waiting_text
    assert view.queue_position == 1


def test_without_a_working_sandbox_it_waits_and_says_so(submission):
    health.record_worker("one", BROKEN, now=timezone.now())
    view = get_submission_view(submission.pk)
    assert view.waiting == "no_sandbox"
    assert "waits" in view.waiting_text


def test_with_a_worker_it_tells_the_place_in_the_queue(submission, broker):
    health.record_worker("one", READY, now=timezone.now())
    assert get_submission_view(submission.pk).waiting_text == "You are next."
    second = create_submission(problem="conv2d", source="# 2")
    view = get_submission_view(second.pk)
    assert (view.waiting, view.queue_position) == ("busy", 2)
    assert "number 2" in view.waiting_text


def test_while_it_runs_it_waits_for_nothing(submission):
    claim_submission(submission.pk, now=timezone.now())
    view = get_submission_view(submission.pk)
    assert (view.state, view.waiting, view.queue_position) == ("running", "", None)
    assert (view.title, view.verdict, view.score) == ("Running", "", None)


def test_an_accepted_submission_says_so(submission, fake_sandbox):
    view, _ = grade_as(
        submission, fake_sandbox, lambda x, k, s=1, p=0: conv2d(x, k, stride=s, padding=p)
    )
    assert (view.state, view.verdict, view.title, view.sign) == (
        "graded",
        "accepted",
        "Accepted",
        "✓",
    )
    assert view.score == 1.0 and view.is_final
    assert view.n_passed == view.n_cases == len(view.cases) > 20
    assert view.diagnosis == ()


def test_a_flipped_kernel_is_named(submission, fake_sandbox):
    view, _ = grade_as(
        submission,
        fake_sandbox,
        lambda x, k, s=1, p=0: conv2d(x, k[::-1, ::-1], stride=s, padding=p),
    )
    assert [mistake.id for mistake in view.diagnosis] == ["kernel-flipped"]
    assert view.cases[0].figure is not None
    assert view.cases[0].figure.difference is not None


def test_the_view_holds_no_number_of_a_hidden_case(submission, fake_sandbox):
    """Neither inputs nor outputs, expected or got: the whole view is searched as text."""
    got: list[np.ndarray] = []

    def almost(x, k, s=1, p=0):
        sys.stdout.write(str(x))
        got.append(conv2d(x, k, stride=s, padding=p) * 1.7320508)
        return got[-1]

    view, seed = grade_as(submission, fake_sandbox, almost)
    problem = get_problem("conv2d")
    hidden = problem.draw_cases(np.random.default_rng(int(seed, 16)))
    arrays = [a for case in hidden for a in (*case.arrays().values(), problem.expect(case).array)]
    arrays += got[len(problem.visible_cases) :]
    numbers = {f"{v:.6g}".lstrip("-") for array in arrays for v in array.ravel()}
    telling = {text for text in numbers if len(text.replace(".", "").strip("0")) >= 4}
    assert len(telling) > 1000
    shown = re.findall(r"\d+\.\d+", as_text(view))
    visible = {
        text
        for case in view.cases
        if case.figure
        for text in re.findall(r"\d+\.\d+", json.dumps(dataclasses.asdict(case.figure)))
    }
    assert set(shown) & telling <= visible
    assert all(case.figure is None for case in view.cases if case.is_hidden)
    assert "report" not in dataclasses.asdict(view) and seed not in as_text(view)


def test_a_figure_of_a_hidden_case_is_not_shown_even_if_one_was_stored(submission, fake_sandbox):
    grade_as(submission, fake_sandbox, lambda *_: np.zeros((2, 2)))
    submission.refresh_from_db()
    submission.report["cases"][-1]["figure"] = submission.report["cases"][0]["figure"]
    submission.save(update_fields=["report"])
    last = get_submission_view(submission.pk).cases[-1]
    assert last.is_hidden and last.figure is None


def test_the_report_keeps_what_hidden_cases_returned_for_staff_only(submission, fake_sandbox):
    view, _ = grade_as(submission, fake_sandbox, lambda *_: np.full((1, 1), 31337.5))
    submission.refresh_from_db()
    assert "31337.5" in json.dumps(submission.report["cases"][-1])
    assert "31337" not in json.dumps(dataclasses.asdict(view.cases[-1]))


def test_a_view_takes_few_queries(submission, fake_sandbox, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        get_submission_view(submission.pk)
    grade_as(submission, fake_sandbox, lambda *_: None)
    with django_assert_max_num_queries(1):
        get_submission_view(submission.pk)
