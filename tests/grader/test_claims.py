"""Each submission is graded once: claims, results that come twice or late, lost runs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from grader import claims, grading
from grader.claims import Claim, claim_submission, finish_submission, give_back, sweep
from grader.models import Submission
from grader.report import Report
from grader.selectors import get_report
from grader.services import create_submission
from grader.signals import submission_graded

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def submission(broker) -> Submission:
    return create_submission(problem="conv2d", source="def conv2d(*a): ...")


@pytest.fixture
def news():
    heard = []

    def hear(**what):
        heard.append((what["submission_id"], what["score"], what["verdict"]))

    submission_graded.connect(hear)
    yield heard
    submission_graded.disconnect(hear)


def report(verdict: str = "accepted", score: float | None = 1.0) -> Report:
    return Report("conv2d", "v1", verdict, score, message="Said.", time_s=0.5, sandbox_tier="jail")


def take(submission: Submission, now: datetime = NOW) -> Claim:
    claim = claim_submission(submission.pk, now=now)
    assert claim is not None
    return claim


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def lose(submission: Submission) -> None:
    """Claim the submission and let the lease run out, as a worker that dies does."""
    assert claim_submission(submission.pk, now=NOW)
    Submission.objects.filter(pk=submission.pk).update(lease_until=NOW - timedelta(seconds=1))


def test_of_two_claims_one_wins(submission):
    assert take(submission).run == 1
    assert claim_submission(submission.pk, now=NOW) is None


def test_a_claim_that_read_an_old_row_loses(submission, monkeypatch):
    """The other worker claims between this one's read and its update."""
    real = grading.new_seed

    def another_worker_is_faster():
        monkeypatch.setattr(claims, "new_seed", real)
        assert claim_submission(submission.pk, now=NOW) is not None
        return real()

    monkeypatch.setattr(claims, "new_seed", another_worker_is_faster)
    assert claim_submission(submission.pk, now=NOW) is None
    assert fresh(submission).runs == 1


def test_a_claim_never_gets_the_number_of_another_one(submission, monkeypatch):
    """The other worker claims and gives back between this one's read and its update."""
    real = grading.new_seed

    def another_worker_comes_and_goes():
        monkeypatch.setattr(claims, "new_seed", real)
        give_back(submission.pk, take(submission).run, now=NOW)
        return real()

    monkeypatch.setattr(claims, "new_seed", another_worker_comes_and_goes)
    assert claim_submission(submission.pk, now=NOW) is None
    assert take(submission).run == 2


def test_the_run_is_counted_before_the_risky_work(submission):
    claim_submission(submission.pk, now=NOW)
    row = fresh(submission)
    assert (row.state, row.runs, row.started_at) == ("running", 1, NOW)
    assert row.lease_until is not None and row.lease_until > NOW
    assert len(row.seed) == 32


def test_each_run_draws_a_fresh_seed_and_stores_it(submission):
    claim = take(submission)
    give_back(submission.pk, claim.run, now=NOW)
    again = take(submission)
    assert again.seed != claim.seed
    assert fresh(submission).seed == again.seed


def test_a_graded_or_unknown_submission_cannot_be_claimed(submission):
    claim = take(submission)
    finish_submission(claim, report(), now=NOW)
    assert claim_submission(submission.pk, now=NOW + timedelta(days=1)) is None
    fresh(submission).delete()
    assert claim_submission(submission.pk, now=NOW) is None


def test_a_result_is_written_with_everything_that_is_known(
    submission, news, django_capture_on_commit_callbacks
):
    claim = take(submission)
    with django_capture_on_commit_callbacks(execute=True):
        assert finish_submission(claim, report(score=0.7, verdict="wrong_answer"), now=NOW)
    row = fresh(submission)
    assert (row.state, row.verdict, row.score, row.message) == (
        "graded",
        "wrong_answer",
        0.7,
        "Said.",
    )
    assert (row.graded_at, row.lease_until, row.sandbox_tier) == (NOW, None, "jail")
    stored = get_report(row)
    assert stored is not None and stored.time_s == 0.5
    assert news == [(submission.pk, 0.7, "wrong_answer")]


def test_a_result_that_arrives_twice_changes_nothing(
    submission, news, django_capture_on_commit_callbacks
):
    claim = take(submission)
    with django_capture_on_commit_callbacks(execute=True):
        assert finish_submission(claim, report(), now=NOW)
        later = NOW + timedelta(seconds=9)
        assert not finish_submission(claim, report("wrong_answer", 0.0), now=later)
    assert (fresh(submission).verdict, fresh(submission).graded_at) == ("accepted", NOW)
    assert len(news) == 1


def test_a_result_of_an_older_run_changes_nothing(submission, news):
    slow = take(submission)
    later = NOW + timedelta(hours=1)
    quick = take(submission, later)
    assert quick.run == 2
    assert not finish_submission(slow, report("wrong_answer", 0.0), now=later)
    assert fresh(submission).state == "running"
    assert finish_submission(quick, report(), now=later)
    assert fresh(submission).verdict == "accepted"


def test_news_is_sent_on_commit_only(submission, news, django_capture_on_commit_callbacks):
    claim = take(submission)
    with django_capture_on_commit_callbacks() as callbacks:
        finish_submission(claim, report(), now=NOW)
    assert news == [] and len(callbacks) == 1


def test_a_listener_that_fails_does_not_undo_the_result(
    submission, caplog, django_capture_on_commit_callbacks
):
    def fail(**_):
        raise ZeroDivisionError("a listener's bug")

    submission_graded.connect(fail)
    try:
        claim = take(submission)
        with django_capture_on_commit_callbacks(execute=True):
            finish_submission(claim, report(), now=NOW)
    finally:
        submission_graded.disconnect(fail)
    assert fresh(submission).state == "graded"
    assert "a listener's bug" in caplog.text


def test_a_fault_of_ours_goes_back_into_the_queue_until_the_last_run(submission, news, settings):
    settings.GRADER_MAX_RUNS = 2
    claim = take(submission)
    assert not finish_submission(claim, report("system_error", None), now=NOW)
    row = fresh(submission)
    assert (row.state, row.verdict, row.runs, row.lease_until) == ("queued", "", 1, None)
    last = take(submission)
    assert finish_submission(last, report("system_error", None), now=NOW)
    row = fresh(submission)
    assert (row.state, row.verdict, row.score) == ("graded", "system_error", None)
    assert "costs you nothing" in row.message


def test_an_excused_run_uses_up_nothing(submission, settings):
    settings.GRADER_MAX_RUNS = 1
    for _ in range(3):
        claim = take(submission)
        assert give_back(submission.pk, claim.run, now=NOW, is_excused=True)
    row = fresh(submission)
    assert (row.state, row.runs, row.excused_runs) == ("queued", 3, 3)


def test_the_sweeper_gives_back_what_a_dead_worker_left(submission, broker):
    lose(submission)
    done = sweep(now=NOW, is_grading_possible=True)
    assert (done.n_given_back, done.n_given_up) == (1, 0)
    assert fresh(submission).state == "queued"


def test_the_sweeper_leaves_a_running_submission_with_a_living_lease_alone(submission, broker):
    claim_submission(submission.pk, now=NOW)
    done = sweep(now=NOW + timedelta(seconds=1), is_grading_possible=True)
    assert (done.n_given_back, done.n_published) == (0, 0)


def test_the_sweeper_ends_what_was_lost_too_often_without_a_score(
    submission, broker, news, settings, django_capture_on_commit_callbacks
):
    settings.GRADER_MAX_RUNS = 2
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            lose(submission)
            sweep(now=NOW, is_grading_possible=True)
    row = fresh(submission)
    assert (row.state, row.verdict, row.score, row.runs) == ("graded", "system_error", None, 2)
    assert news == [(submission.pk, None, "system_error")]


def test_a_message_redelivered_after_the_last_run_ends_it_too(submission, settings):
    settings.GRADER_MAX_RUNS = 1
    lose(submission)
    assert claim_submission(submission.pk, now=NOW) is None
    assert fresh(submission).verdict == "system_error"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("submission_state_is_known", {"state": "lost"}),
        (
            "submission_score_between_0_and_1",
            {"state": "graded", "verdict": "accepted", "score": 1.5, "graded_at": NOW},
        ),
        ("submission_running_has_lease", {"state": "running", "lease_until": None}),
        ("submission_graded_has_verdict", {"state": "graded"}),
        ("submission_graded_has_verdict", {"verdict": "accepted"}),
        ("submission_excused_runs_were_runs", {"excused_runs": F("runs") + 1}),
        (
            "submission_system_error_has_no_score",
            {"state": "graded", "verdict": "system_error", "score": 0.0, "graded_at": NOW},
        ),
    ],
)
def test_the_database_itself_refuses(submission, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(**changes)
