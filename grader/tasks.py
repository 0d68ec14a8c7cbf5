"""What the grading worker does: Celery's door to the judge. Ids come in, rows go out."""

import logging
from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from grader import claims, health
from grader.grading import grade_source, run_examples
from grader.problems import get_problem
from grader.processes import name_own_process, name_parent_process
from grader.publishing import SWEEP_NAME, TASK_NAME, top_up
from grader.report import Report

logger = logging.getLogger(__name__)


# The queue is named by the sender (grader.publishing, the beat schedule): Celery 5.7 deprecates a
# task attribute for it.
@shared_task(bind=True, name=TASK_NAME, acks_late=True, ignore_result=True)
def grade_submission(self: "Task[Any, Any]", /, *, submission_id: str, **_: Any) -> None:
    """Grade the submission whose turn it is, which need not be the one that the message names.

    A message means that there is work. After it there may be fewer messages than submissions that
    wait, so the broker is topped up.
    """
    worker = self.request.hostname or ""
    if not health.is_sandbox_ready(worker=worker):
        # The rows stay queued and keep their runs; the sweeper publishes again.
        logger.warning("Unable to grade submission %s: no working sandbox", submission_id)
        return
    claimant = claims.Claimant(worker, name_own_process(), name_parent_process())
    claim = claims.claim_next(now=timezone.now(), claimant=claimant)
    if claim is None:
        logger.info("Nothing waits; the message named submission %s", submission_id)
        return
    report = _grade(claim)
    if report.is_worth_another_run and not health.is_sandbox_ready_after_all():
        claims.give_back(claim.submission_id, claim.run, now=timezone.now(), is_excused=True)
        return
    claims.finish_submission(claim, report, now=timezone.now())
    top_up(now=timezone.now())


def _grade(claim: claims.Claim) -> Report:
    problem = get_problem(claim.problem)
    try:
        if claim.is_examples_only:
            return run_examples(problem, claim.source)
        return grade_source(problem, claim.source, seed=claim.seed)
    except Exception as error:
        # Whatever it is, it is ours: the submission must not be lost, nor the student blamed.
        logger.exception("Unable to grade submission %s", claim.submission_id)
        return Report(
            problem=claim.problem,
            problem_version=problem.version,
            verdict="system_error",
            score=None,
            detail=type(error).__name__,
        )


@shared_task(name=SWEEP_NAME, ignore_result=True)
def sweep_submissions(**_: Any) -> None:
    """Queue again what a lost worker or broker left behind; safe to run twice at once."""
    now = timezone.now()
    status = health.worker_status(now=now)
    done = claims.sweep(
        now=now,
        is_grading_possible=status.may_grade or not status.is_alive,
        silent_workers=health.find_silent_workers(now=now),
    )
    health.forget_old_workers(now=now)
    if any((done.n_published, done.n_given_back, done.n_given_up)):
        logger.info(
            "Swept submissions: %s published, %s given back, %s given up",
            done.n_published,
            done.n_given_back,
            done.n_given_up,
        )
