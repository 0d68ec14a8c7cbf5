"""Few messages for many submissions: none is lost, whatever the broker forgets."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grader.claims import claim_next, finish_submission, sweep
from grader.models import Submission
from grader.publishing import ENOUGH, top_up
from grader.report import Report
from grader.services import create_submission
from grader.tasks import grade_submission

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)


def hand_in(n: int) -> list[Submission]:
    return [create_submission(problem="conv2d", source=f"def conv2d(*a): {k}") for k in range(n)]


def fill(n_rows: int) -> None:
    Submission.objects.bulk_create(
        Submission(
            problem="conv2d",
            problem_version="v",
            source="# 1",
            source_sha256="0" * 64,
            turn=n,
            created_at=NOW + timedelta(milliseconds=n),
        )
        for n in range(n_rows)
    )


def grade_one() -> bool:
    """Take a message and a submission, as the task does, with less of a report."""
    claim = claim_next(now=NOW)
    if claim is not None:
        finish_submission(claim, Report("conv2d", "v", "accepted", 1.0), now=NOW)
        top_up(now=NOW)
    return claim is not None


def test_a_broker_that_forgot_everything_is_told_again_in_the_order_of_turns(broker):
    rows = hand_in(3)
    assert sweep(now=NOW, is_grading_possible=True).n_published == 3
    assert broker.sent == [row.pk for row in rows]
    assert sweep(now=NOW, is_grading_possible=True).n_published == 0
    broker.n_waiting = 0
    assert sweep(now=NOW, is_grading_possible=True).n_published == 3


def test_only_what_is_missing_is_sent(broker):
    hand_in(3)
    broker.n_waiting = 2
    assert sweep(now=NOW, is_grading_possible=True).n_published == 1


def test_nothing_is_sent_while_no_sandbox_works_and_at_once_when_one_does(broker):
    hand_in(1)
    assert sweep(now=NOW, is_grading_possible=False).n_published == 0
    assert sweep(now=NOW, is_grading_possible=True).n_published == 1


def test_a_broker_that_is_down_makes_no_sweep_fail(broker):
    hand_in(1)
    broker.error = ConnectionRefusedError()
    assert sweep(now=NOW, is_grading_possible=True).n_published == 0


def test_what_pauses_after_a_lost_run_is_not_announced_before(broker):
    (row,) = hand_in(1)
    Submission.objects.filter(pk=row.pk).update(not_before=NOW + timedelta(seconds=2))
    assert top_up(now=NOW) == 0
    assert top_up(now=NOW + timedelta(seconds=2)) == 1


def test_after_a_grading_the_worker_itself_tops_up(broker, fake_sandbox):
    hand_in(2)
    grade_submission(submission_id="of no matter")
    assert Submission.objects.filter(state="queued").count() == broker.n_waiting == 1


def test_ten_thousand_are_graded_with_a_hundred_messages(broker):
    """No sweep helps: what one message starts, the next one goes on with."""
    fill(10_000)
    most = n_graded = 0
    top_up(now=NOW)
    # One in a hundred is graded; that the others would be follows from what is left.
    while n_graded < 100:
        broker.take()
        n_graded += grade_one()
        most = max(most, broker.n_waiting)
    assert (most, broker.n_waiting) == (ENOUGH, ENOUGH)


def test_the_last_message_is_for_the_last_submission(broker):
    fill(130)
    top_up(now=NOW)
    n_taken = 0
    while broker.n_waiting:
        broker.take()
        n_taken += 1
        grade_one()
    assert not Submission.objects.filter(state="queued").exists()
    assert n_taken == 130


def test_ten_minutes_of_sweeps_over_ten_thousand_send_a_hundred_messages(broker):
    """Nobody takes any, as when every worker is busy with long runs."""
    fill(10_000)
    n_queries = set()
    for step in range(60):
        with CaptureQueriesContext(connection) as caught:
            sweep(now=NOW + timedelta(seconds=10 * step), is_grading_possible=True)
        n_queries.add(len(caught))
    assert len(broker.sent) == ENOUGH
    # What runs; and, while messages are missing, what waits.
    assert n_queries == {1, 2}
