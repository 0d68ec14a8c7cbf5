"""Sending a source in, and sending it in again after a fault of ours."""

from uuid import uuid4

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from grader.claims import claim_submission, finish_submission
from grader.errors import ProblemNotFound, SourceRefused, SubmissionNotFound
from grader.models import Submission
from grader.report import Report
from grader.selectors import count_queue, find_queue_position, get_submission
from grader.services import create_submission, get_submission_view, regrade_submission

pytestmark = pytest.mark.django_db
SOURCE = "def conv2d(image, kernel, stride=1, padding=0): ...\n"


def test_a_source_is_stored_and_queued_once_it_is_committed(
    broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = create_submission(problem="conv2d", source=SOURCE.encode(), fairness_key="ada")
        assert broker.sent == []
    assert broker.sent == [row.pk]
    stored = get_submission(row.pk)
    assert (stored.state, stored.source, stored.fairness_key) == ("queued", SOURCE, "ada")
    assert len(stored.source_sha256) == 64 and stored.problem_version


@pytest.mark.parametrize("error", [OperationalError("down"), RuntimeError("anything else")])
def test_a_broker_that_is_down_fails_no_request_and_loses_nothing(
    broker, django_capture_on_commit_callbacks, error
):
    broker.error = error
    with django_capture_on_commit_callbacks(execute=True):
        row = create_submission(problem="conv2d", source=SOURCE)
    assert get_submission(row.pk).state == "queued"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * 70_000, "source_too_large"),
        (b"\xff\xfe", "source_not_utf8"),
        (b"a\x00b", "source_not_text"),
        (b" \n", "source_empty"),
    ],
)
def test_a_source_that_is_refused_is_not_stored(broker, raw, code):
    with pytest.raises(SourceRefused) as caught:
        create_submission(problem="conv2d", source=raw)
    assert caught.value.code == code
    assert not Submission.objects.exists()


def test_an_unknown_problem_is_an_error(broker):
    with pytest.raises(ProblemNotFound):
        create_submission(problem="conv3d", source=SOURCE)


def test_an_unknown_submission_is_an_error():
    with pytest.raises(SubmissionNotFound, match="not found"):
        get_submission_view(uuid4())


def test_the_queue_counts_those_that_came_before(broker):
    first, second, third = (create_submission(problem="conv2d", source=SOURCE) for _ in range(3))
    assert [find_queue_position(row) for row in (first, second, third)] == [1, 2, 3]
    claim_submission(first.pk, now=timezone.now())
    assert find_queue_position(get_submission(first.pk)) is None
    assert find_queue_position(second) == 1
    queue = count_queue()
    assert (queue.n_queued, queue.n_running, queue.oldest_at) == (2, 1, second.created_at)


def end(row: Submission, verdict: str, score: float | None) -> None:
    claim = claim_submission(row.pk, now=timezone.now())
    assert claim is not None
    finish_submission(claim, Report("conv2d", "v", verdict, score), now=timezone.now())


def test_only_a_fault_of_ours_can_be_graded_again(
    broker, settings, django_capture_on_commit_callbacks
):
    settings.GRADER_MAX_RUNS = 1
    ours, theirs = (create_submission(problem="conv2d", source=SOURCE) for _ in range(2))
    end(ours, "system_error", None)
    end(theirs, "wrong_answer", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        assert regrade_submission(ours.pk)
        assert not regrade_submission(theirs.pk)
    assert broker.sent == [ours.pk]
    assert get_submission(theirs.pk).verdict == "wrong_answer"
    again = claim_submission(ours.pk, now=timezone.now())
    assert again is not None and again.run == 2
