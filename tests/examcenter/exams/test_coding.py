"""Submitting code and hearing of its verdict."""

from datetime import timedelta

import pytest
from django.db import transaction

from examcenter.exams import errors
from examcenter.exams.models import Exam, ResponseSubmission
from examcenter.exams.services import (
    finish_attempt,
    settle_attempt,
    start_attempt,
    submit_code,
)
from examcenter.exams.services.queueing import MAX_WAITING
from grader.errors import SourceRefused
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE, current, grade, make_exam

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


def submit(attempt, now, source=GOOD_SOURCE):
    return submit_code(attempt=attempt, number=3, part="answer", source=source, now=now)


def test_code_is_queued_and_kept_as_the_draft(attempt, cast, now):
    submission = submit(attempt, now)

    assert submission.state == "queued"
    assert submission.problem == "conv2d"
    response = current(attempt, 3)
    assert response.draft == {"answer": GOOD_SOURCE}
    assert ResponseSubmission.objects.get().response == response


def test_the_grader_learns_no_name(attempt, cast, now):
    key = submit(attempt, now).fairness_key

    assert cast.ada.username not in key
    assert cast.ada.email not in key


def test_a_submission_and_its_note_are_stored_together_or_not_at_all(attempt, now):
    with pytest.raises(RuntimeError), transaction.atomic():
        submit(attempt, now)
        raise RuntimeError("the machine fails before the commit")

    assert Submission.objects.count() == ResponseSubmission.objects.count() == 0


def test_a_dead_broker_loses_nothing(attempt, now, django_capture_on_commit_callbacks):
    # The tests' broker address has nobody behind it.
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit(attempt, now)

    assert Submission.objects.get(pk=submission.pk).state == "queued"


def test_the_same_source_twice_is_one_submission_while_it_waits(attempt, now):
    assert submit(attempt, now) == submit(attempt, now)
    assert Submission.objects.count() == 1


def test_the_same_source_can_be_sent_again_after_its_verdict(attempt, now):
    grade(submit(attempt, now).pk, score=0.5)
    submit(attempt, now)

    assert Submission.objects.count() == 2


def test_the_queue_takes_a_few_of_one_person_and_then_asks_to_wait(attempt, now):
    for n in range(MAX_WAITING):
        submit(attempt, now, f"{GOOD_SOURCE}# {n}\n")

    with pytest.raises(errors.StillGrading, match="5 of your submissions"):
        submit(attempt, now, f"{GOOD_SOURCE}# more\n")


def test_a_source_that_is_too_large_is_refused_by_its_size(attempt, now):
    with pytest.raises(SourceRefused) as refusal:
        submit(attempt, now, "#" * 65537)

    assert refusal.value.code == "source_too_large"
    assert Submission.objects.count() == 0


def test_an_empty_source_is_refused(attempt, now):
    with pytest.raises(SourceRefused) as refusal:
        submit(attempt, now, "  \n")

    assert refusal.value.code == "source_empty"


def test_code_for_a_typed_part_is_refused(attempt, now):
    with pytest.raises(errors.NotACodePart, match="'width' for code in this question; it has none"):
        submit_code(attempt=attempt, number=2, part="width", source=GOOD_SOURCE, now=now)


def test_code_after_the_deadline_is_refused(timed, cast, now):
    clocked = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)

    with pytest.raises(errors.AnswerTooLate):
        submit(clocked, now + 11 * MINUTE)


def test_a_verdict_sets_the_score_of_response_and_attempt(attempt, now):
    grade(submit(attempt, now).pk, score=0.5)

    attempt.refresh_from_db()
    assert current(attempt, 3).score == 0.5
    assert attempt.score == 0.25


def test_hearing_a_verdict_twice_is_once(attempt, now):
    submission = submit(attempt, now)
    grade(submission.pk, score=0.5)
    settled_at = ResponseSubmission.objects.get().settled_at
    settle_attempt(attempt=attempt, now=now + MINUTE)

    assert ResponseSubmission.objects.get().settled_at == settled_at
    assert current(attempt, 3).score == 0.5


def test_a_worse_verdict_lowers_nothing(attempt, now):
    grade(submit(attempt, now).pk, score=1.0)
    grade(submit(attempt, now, f"{GOOD_SOURCE}# worse\n").pk, score=0.0)

    assert current(attempt, 3).score == 1.0


def test_our_own_fault_touches_no_score(attempt, now):
    grade(submit(attempt, now).pk, score=0.5)
    grade(submit(attempt, now, f"{GOOD_SOURCE}# 2\n").pk, score=None, verdict="system_error")

    assert current(attempt, 3).score == 0.5
    assert not any(link.is_pending for link in ResponseSubmission.objects.all())


def test_a_submission_graded_again_after_our_fault_counts(attempt, now):
    submission = submit(attempt, now)
    grade(submission.pk, score=None, verdict="system_error")
    assert current(attempt, 3).score is None
    grade(submission.pk, score=1.0)

    assert current(attempt, 3).score == 1.0


def test_a_verdict_whose_news_was_lost_is_entered_when_the_attempt_is_touched(attempt, now):
    submission = submit(attempt, now)
    Submission.objects.filter(pk=submission.pk).update(
        state="graded", verdict="accepted", score=1.0, graded_at=now
    )
    settled = settle_attempt(attempt=attempt, now=now)

    assert settled.score == 0.5


def test_a_verdict_for_nobodys_submission_is_passed_over(db):
    orphan = Submission.objects.create(
        problem="conv2d",
        problem_version="1",
        source="x",
        source_sha256="0",
        created_at="2026-11-22T14:00:00Z",
    )
    grade(orphan.pk, score=1.0)


def test_limited_tries_count_verdicts_but_not_our_faults(cast, bank, now):
    exam = make_exam(cast.course, "limited", ["code-task"], kind=Exam.Kind.QUIZ, max_tries=2)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)

    def send(n):
        return submit_code(
            attempt=attempt, number=1, part="answer", source=f"{GOOD_SOURCE}# {n}\n", now=now
        )

    grade(send(1).pk, score=0.0)
    grade(send(2).pk, score=None, verdict="system_error")
    grade(send(3).pk, score=0.0)
    with pytest.raises(errors.NoTriesLeft, match="2 tries"):
        send(4)


def test_a_finished_attempt_takes_no_code(attempt, now):
    finished = finish_attempt(attempt=attempt, now=now)

    with pytest.raises(errors.AttemptClosed):
        submit(finished, now)
