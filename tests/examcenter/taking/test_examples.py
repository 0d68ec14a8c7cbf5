"""Running the examples: no try, no score, one at a time, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import errors, services
from examcenter.exams.models import ExampleRun, ResponseSubmission
from examcenter.exams.selectors import question_page
from examcenter.exams.services import finish_attempt
from examcenter.exams.taking.errors import ExamplesRunning, ExamplesTooOften
from examcenter.exams.taking.examples import MAX_RUNS, run_examples
from grader.errors import SourceRefused
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE, as_form, current, grade

BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def attempt(timed, cast):
    return services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())


@pytest.fixture
def run(attempt):
    def give(source=GOOD_SOURCE, *, now=None, part="answer"):
        return run_examples(
            attempt=attempt, number=3, part=part, source=source, now=now or attempt.started_at
        )

    return give


def client_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def end(submission):
    Submission.objects.filter(pk=submission.pk).update(
        state="graded", verdict="accepted", graded_at=timezone.now()
    )


def test_a_run_stores_the_draft_and_uses_up_no_try(run, attempt):
    submission = run()
    assert submission.is_examples_only
    assert current(attempt, 3).draft == {"answer": GOOD_SOURCE}
    assert current(attempt, 3).save_sequence == 1
    assert not ResponseSubmission.objects.exists()


def test_its_verdict_touches_no_score(run, attempt):
    submission = run()
    grade(submission.pk, score=None, verdict="accepted")
    response = current(attempt, 3)
    assert (response.score, response.part_scores) == (None, {})
    attempt.refresh_from_db()
    assert attempt.score == 0


def test_one_run_at_a_time_and_the_same_source_is_the_same_run(run):
    first = run()
    assert run().pk == first.pk
    with pytest.raises(ExamplesRunning):
        run("def conv2d(image, kernel):\n    return kernel\n")
    end(first)
    assert run().pk != first.pk


def test_runs_are_limited_in_a_minute_and_told_when_the_next_is_possible(run, attempt):
    start = attempt.started_at
    for number in range(MAX_RUNS):
        end(run(f"x = {number}\n", now=start + number * SECOND))
    with pytest.raises(ExamplesTooOften, match="the next one in 50 s") as refusal:
        run("x = 9\n", now=start + 10 * SECOND)
    assert refusal.value.retry_after_s == 50
    run("x = 9\n", now=start + 61 * SECOND)


@pytest.mark.parametrize("part", ["", "other"])
def test_a_part_that_takes_no_code_is_refused(run, part):
    with pytest.raises(errors.NotACodePart):
        run(part=part)


def test_an_empty_source_is_refused_and_nothing_is_stored(run, attempt):
    with pytest.raises(SourceRefused):
        run("  ")
    assert current(attempt, 3).draft == {}
    assert not ExampleRun.objects.exists()


def test_after_the_end_nothing_is_run(run, attempt):
    finish_attempt(attempt=attempt, now=timezone.now())
    attempt.refresh_from_db()
    with pytest.raises(errors.AttemptClosed):
        run()
    assert not ExampleRun.objects.exists()


def test_the_page_asks_again_until_the_run_has_ended(attempt, cast):
    ada = client_of(cast.ada)
    address = reverse("exams:examples", args=[attempt.pk, 3])
    form = {"part": "answer", **as_form({"answer": GOOD_SOURCE})}
    text = ada.post(address, form, headers=HTMX).content.decode()
    assert "Running the examples" in text
    poll = reverse(
        "exams:example_run", args=[attempt.pk, 3, ExampleRun.objects.get().submission_id]
    )
    assert f'hx-get="{poll}?seen=' in text
    end(ExampleRun.objects.get().submission)
    reply = ada.get(poll, headers=HTMX)
    assert reply.status_code == 286
    assert "Every example passes" in reply.content.decode()
    assert (
        "Every example passes"
        in ada.get(reverse("exams:question", args=[attempt.pk, 3])).content.decode()
    )


def test_a_run_without_javascript_leads_back_to_its_part(attempt, cast):
    form = {"part": "answer", **as_form({"answer": GOOD_SOURCE})}
    reply = client_of(cast.ada).post(reverse("exams:examples", args=[attempt.pk, 3]), form)
    assert reply["Location"].endswith("/3/#examples-answer")


def test_too_many_runs_are_told_with_the_time_to_wait(attempt, cast, run):
    run("x = 1\n")
    form = {"part": "answer", **as_form({"answer": GOOD_SOURCE})}
    reply = client_of(cast.ada).post(
        reverse("exams:examples", args=[attempt.pk, 3]), form, headers=HTMX
    )
    assert (reply.status_code, reply["Retry-After"]) == (429, "2")
    assert "One run of the examples at a time" in reply.content.decode()


def test_another_persons_run_is_not_there(attempt, cast, run, timed):
    submission = run()
    ben = client_of(cast.ben)
    others = services.start_attempt(user=cast.ben, exam_id=timed.pk, now=timezone.now())
    for base in (attempt, others):
        address = reverse("exams:example_run", args=[base.pk, 3, submission.pk])
        assert ben.get(address, headers=HTMX).status_code == 404


def test_a_run_is_no_submission_that_the_verdict_page_shows(attempt, cast, run):
    address = reverse("exams:submission", args=[attempt.pk, 3, run().pk])
    assert client_of(cast.ada).get(address).status_code == 404


def test_the_palette_does_not_count_a_run_as_waiting(attempt, run, now):
    run()
    assert question_page(attempt, 3, timezone.now()).rail[2].state == "saved"
