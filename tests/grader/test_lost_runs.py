"""What a killed process or a lost message leaves behind is noticed soon and taken over safely."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.claims import Claimant, claim_next, finish_submission, sweep
from grader.models import Submission
from grader.processes import name_own_process
from grader.report import Report
from grader.retries import pause_after
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


def test_the_next_claim_gives_back_what_a_dead_process_held(submission, broker):
    slow = claim_next(now=NOW, claimant=Claimant("one", DEAD))
    assert slow is not None
    other, another = (create_submission(problem="conv2d", source=f"# {n}") for n in range(2))
    # The other one is taken while the first one pauses; then it is the first one's turn again.
    beside = claim_next(now=NOW)
    assert beside is not None and beside.submission_id == other.pk
    again = claim_next(now=NOW + timedelta(seconds=1))
    assert again is not None and (again.submission_id, again.run) == (submission.pk, 2)
    assert not finish_submission(slow, report("wrong_answer", 0.0), now=NOW)
    assert finish_submission(again, report(), now=NOW)
    assert fresh(another).state == "queued"


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
    assert done.n_given_back == 1


def lose_again_and_again(claimant: Claimant) -> tuple[Submission, timedelta]:
    """Let a claimant die with each run until the submission ends; return it, and how long it took.

    Never asks before the pause is over, and always at its end.
    """
    moment = NOW
    while True:
        claim = claim_next(now=moment, claimant=claimant)
        row = Submission.objects.get()
        if claim is None and row.not_before is not None and row.not_before > moment:
            moment = row.not_before
        elif claim is None:
            return row, moment - NOW


def test_a_submission_that_kills_its_process_each_time_ends_as_a_system_error(submission, settings):
    settings.GRADER_MAX_RUNS = 3
    row, took = lose_again_and_again(Claimant("one", DEAD, name_own_process()))
    assert (row.verdict, row.score, row.runs, row.excused_runs) == ("system_error", None, 3, 0)
    assert took == timedelta(seconds=2.5)


def test_a_submission_that_kills_whole_workers_ends_as_a_system_error_too(submission, settings):
    """An innocent one is excused; one that does it every time is found out in the end."""
    settings.GRADER_MAX_RUNS = 3
    row, _ = lose_again_and_again(Claimant("one", DEAD, DEAD))
    assert (row.verdict, row.score, row.excused_runs) == ("system_error", None, 11)
    assert row.runs == 14


def test_runs_that_ended_with_their_whole_worker_are_excused(submission, settings):
    settings.GRADER_MAX_RUNS = 1
    moment = NOW
    for _ in range(3):
        assert claim_next(now=moment, claimant=Claimant("one", DEAD, DEAD)) is not None
        assert claim_next(now=moment) is None
        moment += timedelta(minutes=1)
    row = fresh(submission)
    assert (row.state, row.runs, row.excused_runs) == ("queued", 3, 3)
    last = claim_next(now=moment)
    assert last is not None and finish_submission(last, report(), now=moment)
    assert fresh(submission).verdict == "accepted"


def test_a_run_on_a_machine_that_fell_silent_is_excused(submission, settings):
    settings.GRADER_MAX_RUNS = 1
    claim_next(now=NOW, claimant=Claimant("far", "another/pid:[1]/7/7", "another/pid:[1]/1/1"))
    sweep(now=NOW, is_grading_possible=True, silent_workers={"far"})
    assert (fresh(submission).state, fresh(submission).excused_runs) == ("queued", 1)


def test_each_retry_waits_longer_up_to_half_a_minute():
    pauses = [pause_after(runs).total_seconds() for runs in (1, 2, 3, 4, 5, 1000)]
    assert pauses == [0.5, 2, 8, 30, 30, 30]


def test_the_last_try_comes_after_a_pause_that_outlasts_a_burst_of_kills(settings):
    assert pause_after(settings.GRADER_MAX_RUNS - 1).total_seconds() == 30


def test_a_message_comes_when_the_pause_is_over(
    submission, broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert claim_next(now=NOW, claimant=Claimant("one", DEAD)) is not None
        assert claim_next(now=NOW) is None
    assert (broker.sent, broker.delays_s) == ([submission.pk], [0.5])


def test_what_cannot_be_taken_any_more_does_not_block_the_next(submission, broker, settings):
    settings.GRADER_MAX_RUNS = 0
    second = create_submission(problem="conv2d", source="# 2")
    assert claim_next(now=NOW) is None
    assert {fresh(submission).verdict, fresh(second).verdict} == {"system_error"}
