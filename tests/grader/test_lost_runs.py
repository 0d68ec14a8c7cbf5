"""What a killed process or a lost message leaves behind is noticed soon and taken over safely."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.claims import Claimant, claim_next, finish_submission, sweep
from grader.models import Submission
from grader.processes import name_own_process
from grader.report import Report
from grader.services import create_submission

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
# No process has this number: it is above the kernel's largest.
DEAD = f"{name_own_process().rsplit('/', 2)[0]}/4194303/1"


@pytest.fixture
def submission(broker) -> Submission:
    return create_submission(problem="conv2d", source="def conv2d(*a): ...")


def report(verdict: str = "accepted", score: float | None = 1.0) -> Report:
    return Report("conv2d", "v1", verdict, score)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_the_next_claim_takes_over_from_a_dead_process_at_once(submission, broker):
    slow = claim_next(now=NOW, claimant=Claimant("one", DEAD))
    assert slow is not None
    other = create_submission(problem="conv2d", source="# later")
    again = claim_next(now=NOW + timedelta(seconds=1))
    assert again is not None and (again.submission_id, again.run) == (submission.pk, 2)
    assert not finish_submission(slow, report("wrong_answer", 0.0), now=NOW)
    assert finish_submission(again, report(), now=NOW)
    assert fresh(other).state == "queued"


def test_a_living_process_keeps_what_it_claimed(submission):
    me = Claimant("one", name_own_process())
    assert claim_next(now=NOW, claimant=me) is not None
    assert claim_next(now=NOW + timedelta(seconds=1)) is None
    row = fresh(submission)
    assert (row.state, row.worker, row.process) == ("running", "one", name_own_process())


def test_the_sweeper_takes_from_a_worker_whose_pulse_stopped(submission, broker):
    claim_next(now=NOW, claimant=Claimant("far away", "another/pid:[1]/7/7"))
    done = sweep(now=NOW, is_grading_possible=True, silent_workers={"somebody else"})
    assert done.n_given_back == 0
    done = sweep(now=NOW, is_grading_possible=True, silent_workers={"far away"})
    assert (done.n_given_back, done.n_published) == (1, 1)


def test_dead_processes_use_up_runs_like_any_other_end(submission, settings):
    settings.GRADER_MAX_RUNS = 2
    for _ in range(2):
        assert claim_next(now=NOW, claimant=Claimant("one", DEAD)) is not None
    assert claim_next(now=NOW) is None
    row = fresh(submission)
    assert (row.verdict, row.score, row.runs) == ("system_error", None, 2)


def test_what_cannot_be_taken_any_more_does_not_block_the_next(submission, broker, settings):
    settings.GRADER_MAX_RUNS = 0
    second = create_submission(problem="conv2d", source="# 2")
    assert claim_next(now=NOW) is None
    assert {fresh(submission).verdict, fresh(second).verdict} == {"system_error"}


def test_an_idle_worker_is_sent_everything_that_waits(submission, broker):
    """Lost messages are missed at once, not when each row's own delay has run out."""
    moment = fresh(submission).created_at + timedelta(seconds=10)
    assert sweep(now=moment, is_grading_possible=True).n_published == 0
    done = sweep(now=moment, is_grading_possible=True, is_worker_ready=True)
    assert (done.n_published, broker.sent) == (1, [submission.pk])


def test_a_busy_worker_is_not_sent_what_waits_in_line(submission, broker):
    claim_next(now=NOW)
    waiting = create_submission(problem="conv2d", source="# 2")
    moment = fresh(waiting).created_at + timedelta(seconds=10)
    Submission.objects.filter(pk=submission.pk).update(lease_until=moment + timedelta(seconds=60))
    assert sweep(now=moment, is_grading_possible=True, is_worker_ready=True).n_published == 0


def test_a_message_on_its_way_is_not_sent_again(submission, broker):
    moment = fresh(submission).created_at + timedelta(seconds=1)
    assert sweep(now=moment, is_grading_possible=True, is_worker_ready=True).n_published == 0
