"""The worker's tasks, called as functions: the real worker is tested elsewhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from grader import health, tasks
from grader.models import Submission, WorkerHeartbeat
from grader.proving.solutions import read_references
from grader.sandbox import CallResult, Outcome, ReturnKind, RunResult, SandboxStatus
from grader.services import create_submission
from grader.tasks import grade_submission, sweep_submissions

pytestmark = pytest.mark.django_db
READY, BROKEN = SandboxStatus(True, "jail"), SandboxStatus(False)


@pytest.fixture
def submission(broker) -> Submission:
    lesson = next(s for s in read_references("conv2d") if s.name == "lesson")
    return create_submission(problem="conv2d", source=lesson.source)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def broken_run(*_):
    return RunResult(Outcome.BROKEN, (CallResult(ReturnKind.NOT_RUN),), detail="no namespace")


def test_it_grades_the_lesson_s_own_code_as_accepted(submission, fake_sandbox):
    grade_submission(submission_id=str(submission.pk))
    row = fresh(submission)
    assert (row.state, row.verdict, row.score, row.runs) == ("graded", "accepted", 1.0, 1)


def test_a_message_that_comes_twice_grades_once(submission, fake_sandbox):
    for _ in range(2):
        grade_submission(submission_id=str(submission.pk))
    assert fake_sandbox.n_runs == 1


def test_a_message_for_an_unknown_submission_does_nothing(fake_sandbox):
    grade_submission(submission_id=str(uuid4()))
    assert fake_sandbox.n_runs == 0


def test_arguments_that_a_newer_sender_adds_are_ignored(submission, fake_sandbox):
    grade_submission(submission_id=str(submission.pk), priority=3)
    assert fresh(submission).state == "graded"


def test_without_a_working_sandbox_it_waits_and_uses_up_no_run(submission, fake_sandbox):
    fake_sandbox.status = BROKEN
    grade_submission(submission_id=str(submission.pk))
    row = fresh(submission)
    assert (row.state, row.runs, fake_sandbox.n_runs) == ("queued", 0, 0)


def test_a_sandbox_that_breaks_during_the_run_excuses_it(submission, fake_sandbox):
    def breaks(*_):
        fake_sandbox.status = BROKEN
        return broken_run()

    fake_sandbox.answers = breaks
    grade_submission(submission_id=str(submission.pk))
    row = fresh(submission)
    assert (row.state, row.runs, row.excused_runs) == ("queued", 1, 1)


def test_a_run_that_fails_in_a_working_sandbox_is_tried_again_then_given_up(
    submission, fake_sandbox, settings
):
    settings.GRADER_MAX_RUNS = 2
    fake_sandbox.answers = broken_run
    grade_submission(submission_id=str(submission.pk))
    assert (fresh(submission).state, fresh(submission).runs) == ("queued", 1)
    Submission.objects.update(not_before=timezone.now())
    grade_submission(submission_id=str(submission.pk))
    row = fresh(submission)
    assert (row.state, row.verdict, row.score) == ("graded", "system_error", None)


def test_a_bug_of_ours_while_grading_is_a_system_error_not_a_lost_submission(
    submission, fake_sandbox, monkeypatch, caplog, settings
):
    settings.GRADER_MAX_RUNS = 1

    def bug(*_, **__):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(tasks, "grade_source", bug)
    grade_submission(submission_id=str(submission.pk))
    assert fresh(submission).verdict == "system_error"
    assert "a bug" in caplog.text


def test_student_text_never_reaches_the_log(broker, fake_sandbox, caplog):
    caplog.set_level("INFO")
    source = "MARK_IN_SOURCE = 1\ndef conv2d(*a):\n    raise ValueError('MARK_IN_MESSAGE')\n"
    row = create_submission(problem="conv2d", source=source)
    grade_submission(submission_id=str(row.pk))
    assert fresh(row).verdict == "runtime_error"
    assert "MARK" not in caplog.text


def test_the_worker_s_own_word_on_its_sandbox_saves_the_proof(submission, fake_sandbox):
    health.record_worker("here", BROKEN, now=timezone.now())
    assert not health.is_sandbox_ready(worker="here")
    health.record_worker("here", READY, now=timezone.now())
    fake_sandbox.status = BROKEN
    assert health.is_sandbox_ready(worker="here")
    assert not health.is_sandbox_ready(worker="another")


def test_the_sweep_publishes_and_forgets_workers_of_yesterday(submission, broker):
    health.record_worker("old", READY, now=timezone.now() - timedelta(days=2))
    sweep_submissions()
    assert broker.sent == [submission.pk]
    assert not WorkerHeartbeat.objects.exists()


def test_the_sweep_publishes_nothing_while_every_living_worker_lacks_a_sandbox(submission, broker):
    health.record_worker("one", BROKEN, now=timezone.now())
    sweep_submissions()
    assert broker.sent == []
    health.record_worker("two", READY, now=timezone.now())
    sweep_submissions()
    assert broker.sent == [submission.pk]


def test_a_worker_that_is_gone_stops_no_sweep(submission, broker):
    health.record_worker("one", BROKEN, now=timezone.now() - timedelta(minutes=5))
    sweep_submissions()
    assert broker.sent == [submission.pk]
