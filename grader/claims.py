"""The life of a submission between queue and verdict: claim, finish, give back, sweep.

Every step is one conditional UPDATE whose row count says who won; that is right on SQLite, where
row locks are silently ignored, and on PostgreSQL alike. A message only says that there is work:
whoever gets one takes what is next in the fair order of ``grader.turns``.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from grader.grading import new_seed
from grader.models import Submission
from grader.processes import is_known_dead
from grader.publishing import publish_submission, top_up
from grader.report import Report
from grader.retries import is_used_up, may_be_excused, pause_after
from grader.signals import submission_graded
from grader.turns import find_next

logger = logging.getLogger(__name__)

State = Submission.State
_SWEEP_BATCH = 500


@dataclass(frozen=True)
class Claim:
    """The right to grade a submission once: only this run's result is taken."""

    submission_id: UUID
    run: int
    problem: str
    source: str
    seed: str
    is_examples_only: bool = False


@dataclass(frozen=True)
class Released:
    """How many lost submissions went back into the queue, and how many were ended."""

    n_given_back: int
    n_given_up: int


@dataclass(frozen=True)
class Sweep:
    """What one sweep did."""

    n_published: int
    n_given_back: int
    n_given_up: int


@dataclass(frozen=True)
class Claimant:
    """Who claims: a Celery worker's name; the process that grades and the worker's main process.

    Both as ``grader.processes`` names them.
    """

    worker: str = ""
    process: str = ""
    worker_process: str = ""


_NOBODY = Claimant()


def claim_next(*, now: datetime, claimant: Claimant = _NOBODY) -> Claim | None:
    """Take the submission whose turn it is; None when nothing waits.

    What a dead process of this machine held is given back first: it kept its turn, so it is next
    when its pause is over.
    """
    release_lost(now=now)
    # Ends: a row that cannot be taken was taken, or ended, by somebody since it was read.
    while (row := find_next(now=now)) is not None:
        claim = _take(row, now=now, claimant=claimant)
        if claim is not None:
            return claim
    return None


def claim_submission(
    submission_id: UUID, *, now: datetime, claimant: Claimant = _NOBODY
) -> Claim | None:
    """Take this very submission, out of turn; None when there is nothing (more) to do."""
    row = _claimable(now).filter(pk=submission_id).first()
    return None if row is None else _take(row, now=now, claimant=claimant)


def _take(row: Submission, *, now: datetime, claimant: Claimant) -> Claim | None:
    """Claim the row unless somebody did since it was read; end it when its runs are used up."""
    if is_used_up(row):
        _give_up(row, now=now)
        return None
    seed = new_seed()
    n_claimed = (
        _claimable(now)
        .filter(pk=row.pk, runs=row.runs)
        .update(
            state=State.RUNNING,
            runs=row.runs + 1,
            lease_until=now + timedelta(seconds=settings.GRADER_LEASE_S),
            worker=claimant.worker,
            process=claimant.process,
            worker_process=claimant.worker_process,
            started_at=now,
            seed=seed,
        )
    )
    if not n_claimed:
        return None
    return Claim(row.pk, row.runs + 1, row.problem, row.source, seed, row.is_examples_only)


def finish_submission(claim: Claim, report: Report, *, now: datetime) -> bool:
    """Write the result of a claimed run and send the news on commit; False when it came too late.

    A fault of ours is written only by the last run that is allowed; before, the submission goes
    back into the queue.
    """
    if not report.is_worth_another_run:
        return _write(claim.submission_id, claim.run, report, now=now)
    logger.error("Unable to grade submission %s: %s", claim.submission_id, report.detail)
    row = Submission.objects.filter(
        pk=claim.submission_id, state=State.RUNNING, runs=claim.run
    ).first()
    if row is None:
        return False
    if is_used_up(row):
        return _give_up(row, detail=report.detail, now=now)
    give_back(claim.submission_id, claim.run, now=now)
    return False


def give_back(submission_id: UUID, run: int, *, now: datetime, is_excused: bool = False) -> bool:
    """Put a claimed submission back into the queue, for later; an excused run does not count."""
    pause = pause_after(run)
    n_rows = Submission.objects.filter(pk=submission_id, state=State.RUNNING, runs=run).update(
        state=State.QUEUED,
        lease_until=None,
        excused_runs=F("excused_runs") + (1 if is_excused else 0),
        not_before=now + pause,
    )
    if n_rows:
        publish = partial(publish_submission, submission_id, after_s=pause.total_seconds())
        transaction.on_commit(publish, robust=True)
    return bool(n_rows)


def release_lost(*, now: datetime, silent_workers: Collection[str] = ()) -> Released:
    """Give back what runs nowhere any more; end what has used up its runs.

    Lost is a submission whose process has ended, as this machine's kernel says, or whose worker
    is among the silent ones, or whose lease has run out. Should a process judged lost live on all
    the same, its result is taken or not by the number of its run, and never twice.
    """
    n_given_back = n_given_up = 0
    # Sources stay in the database: a batch of them would be tens of megabytes.
    running = Submission.objects.defer("source", "report").filter(state=State.RUNNING)
    for row in running.order_by("lease_until")[:_SWEEP_BATCH]:
        if not _is_lost(row, silent_workers, now=now):
            continue
        if may_be_excused(row) and _has_lost_its_worker(row, silent_workers):
            n_given_back += give_back(row.pk, row.runs, now=now, is_excused=True)
        elif is_used_up(row):
            n_given_up += _give_up(row, now=now)
        else:
            n_given_back += give_back(row.pk, row.runs, now=now)
    return Released(n_given_back, n_given_up)


def sweep(
    *, now: datetime, is_grading_possible: bool, silent_workers: Collection[str] = ()
) -> Sweep:
    """Queue again what a lost worker or broker left behind, and end what has used up its runs.

    Where every worker says that its sandbox does not work, nothing is published: the submissions
    wait, and lose no place by it.
    """
    released = release_lost(now=now, silent_workers=silent_workers)
    n_published = top_up(now=now) if is_grading_possible else 0
    return Sweep(n_published, released.n_given_back, released.n_given_up)


def _is_lost(row: Submission, silent_workers: Collection[str], *, now: datetime) -> bool:
    return (
        (row.lease_until is not None and row.lease_until < now)
        or row.worker in silent_workers
        or is_known_dead(row.process)
    )


def _has_lost_its_worker(row: Submission, silent_workers: Collection[str]) -> bool:
    """Tell whether the whole worker is gone, and not just the process that graded."""
    return row.worker in silent_workers or is_known_dead(row.worker_process)


def _claimable(now: datetime) -> QuerySet[Submission]:
    return Submission.objects.filter(
        Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    )


def _give_up(row: Submission, *, now: datetime, detail: str = "") -> bool:
    """End a submission whose runs were all lost or failed; a teacher sees it, no score is made."""
    logger.error("Unable to grade submission %s after %s runs", row.pk, row.runs)
    report = Report(
        problem=row.problem,
        problem_version=row.problem_version,
        verdict="system_error",
        score=None,
        message="The judge failed several times. A teacher has to look; it costs you nothing.",
        detail=detail or f"{row.runs} runs were lost",
    )
    return _write(row.pk, row.runs, report, now=now)


def _write(submission_id: UUID, run: int, report: Report, *, now: datetime) -> bool:
    """Write a final result if the row still waits for the result of this very run."""
    open_rows = Submission.objects.filter(pk=submission_id, runs=run).exclude(state=State.GRADED)
    # Before the transaction, which keeps every other writer of a SQLite database waiting.
    found = report.to_json()
    with transaction.atomic():
        n_rows = open_rows.update(
            state=State.GRADED,
            lease_until=None,
            graded_at=now,
            verdict=report.verdict,
            score=report.score,
            message=report.message,
            problem_version=report.problem_version,
            report=found,
            time_s=report.time_s,
            wall_s=report.wall_s,
            peak_memory_bytes=report.peak_memory_bytes,
            sandbox_tier=report.sandbox_tier,
        )
        if not n_rows:
            logger.info("Result of run %s of submission %s came too late", run, submission_id)
            return False
        transaction.on_commit(lambda: _tell(submission_id, report))
    return True


def _tell(submission_id: UUID, report: Report) -> None:
    answers = submission_graded.send_robust(
        sender=Submission,
        submission_id=submission_id,
        score=report.score,
        verdict=report.verdict,
    )
    for receiver, answer in answers:
        if isinstance(answer, Exception):
            logger.error(
                "Receiver %s failed on submission %s", receiver, submission_id, exc_info=answer
            )
