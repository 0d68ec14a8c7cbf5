"""Long work: asked for with 202, done by a worker, looked at until it is finished.

The row is committed before anything is published, and a sweeper publishes again what a lost worker
or broker left behind, so a lost message costs seconds and nothing else (ADR 4).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from examcenter.accounts.models import User
from examcenter.api.models import Job, JobFile
from examcenter.courses.models import Course
from examcenter.errors import problem_of
from examcenter.exams.errors import ExamError, NotFound
from examcenter.problems import Problem

logger = logging.getLogger(__name__)

TASK_NAME = "api.run_job"
QUEUE = "maint"
# Longer than any task may run (CELERY_TASK_TIME_LIMIT).
LEASE = timedelta(seconds=150)
# Its message is lost, or the worker has much to do; another message does no harm.
QUEUED_TOO_LONG = timedelta(seconds=30)
MOST_RUNS = 3
KEPT = timedelta(days=7)
FILE_LASTS = timedelta(hours=1)
_SALT = "examcenter.api.job_file"
_BATCH = 100


class JobNotFound(NotFound):
    """No such job for this person."""

    code = "job_not_found"
    title = _("Job not found")
    action = _("Ask for the work again.")

    def __init__(self) -> None:
        super().__init__("There is no job of this kind here; finished ones are kept for a week.")


class LinkOver(ExamError):
    """A signed address that is too old, or was not made here."""

    code = "link_over"
    title = _("This address is over")
    action = _("Read the job again for a new one.")
    status = 410

    def __init__(self) -> None:
        super().__init__("Addresses of files are good for an hour.")


_FAILED = Problem(500, "server_error", "Our machine failed", "This is our fault; ask again.")


class JobRun:
    """A job at work: what it is about, and how it tells how far it is."""

    def __init__(self, job: Job, run: int) -> None:
        self.job = job
        self._run = run

    def report(self, progress: float) -> None:
        """Say how much is done, from 0 to 1; it also says that the worker lives."""
        share = min(1.0, max(0.0, progress))
        self._mine().update(progress=share, leased_until=timezone.now() + LEASE)

    def attach(self, *, name: str, content_type: str, content: bytes) -> None:
        """Hand a file to whoever asked for the job."""
        values = {"name": name, "content_type": content_type, "content": content}
        JobFile.objects.update_or_create(job=self.job, defaults=values)

    def finish(self, *, result: Any = None, problem: Problem | None = None) -> bool:
        """Enter how it ended, unless another worker has the job by now."""
        changed = self._mine().update(
            state=Job.State.SUCCEEDED if problem is None else Job.State.FAILED,
            result=result,
            problem=None if problem is None else problem.to_json(),
            progress=1.0 if problem is None else F("progress"),
            leased_until=None,
            finished_at=timezone.now(),
        )
        return bool(changed)

    def give_back(self) -> None:
        """Let it be run again; the sweeper sees to it."""
        self._mine().update(state=Job.State.QUEUED, leased_until=None)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, runs=self._run)


Work = Callable[[JobRun], dict[str, Any]]


@dataclass(frozen=True)
class _Kind:
    name: str
    work: Work


_KINDS: dict[str, _Kind] = {}


def job_kind(name: str) -> Callable[[Work], Work]:
    """Return a decorator that makes a function the work of a kind of jobs.

    It is called with the run, outside of any transaction, may be called again after a crash, and
    returns the job's result, which is a JSON object. An `ExamError` that it raises is the job's
    problem. Its module has to be imported by `ApiConfig.ready`.
    """

    def register(work: Work) -> Work:
        if name in _KINDS:
            raise ValueError(f"job kind {name}: found two, expected one")
        _KINDS[name] = _Kind(name, work)
        return work

    return register


def start_job(
    *,
    kind: str,
    user: User,
    arguments: dict[str, Any],
    now: datetime,
    course: Course | None = None,
) -> Job:
    """Ask for work; it is begun when the current transaction is committed."""
    if kind not in _KINDS:
        raise ValueError(f"job kind: found {kind!r}, expected one of {', '.join(_KINDS)}")
    job = Job.objects.create(
        kind=kind, user=user, course=course, arguments=arguments, created_at=now
    )
    transaction.on_commit(lambda: _publish(job.pk), robust=True)
    return job


def get_job_for(user: User, job_id: UUID) -> Job:
    """Return a job that somebody asked for, with its file. Raises JobNotFound."""
    job = Job.objects.filter(pk=job_id, user=user).select_related("file").first()
    if job is None:
        raise JobNotFound
    return job


def sign_file(job: Job) -> str:
    """Return what makes the address of a job's file good for an hour."""
    return signing.dumps(str(job.pk), salt=_SALT)


def get_file(job_id: UUID, signature: str) -> JobFile:
    """Return the file of a job to whoever has its signed address. Raises LinkOver, JobNotFound."""
    try:
        signed = signing.loads(signature, salt=_SALT, max_age=FILE_LASTS)
    except signing.BadSignature:
        raise LinkOver from None
    file = JobFile.objects.filter(job=job_id).first() if signed == str(job_id) else None
    if file is None:
        raise JobNotFound
    return file


def run_job(job_id: UUID, *, now: datetime) -> None:
    """Do the work of a job, unless somebody does or did it already."""
    run = _claim(job_id, now)
    if run is None:
        return
    job = run.job
    kind = _KINDS.get(job.kind)
    if kind is None or job.runs > MOST_RUNS:
        logger.error("Unable to finish job %s (%s) after %s runs", job.pk, job.kind, MOST_RUNS)
        run.finish(problem=_FAILED)
        return
    try:
        run.finish(result=kind.work(run))
    except ExamError as error:
        run.finish(problem=problem_of(error))
    except Exception:
        # Whatever it is, it is ours: it is tried again, and said so in the end.
        logger.exception("Unable to run job %s", job.pk)
        run.give_back()


def _claim(job_id: UUID, now: datetime) -> JobRun | None:
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=now)
    with transaction.atomic():
        changed = Job.objects.filter(free, pk=job_id).update(
            state=Job.State.RUNNING, runs=F("runs") + 1, leased_until=now + LEASE
        )
        if not changed:
            return None
        job = Job.objects.select_related("user", "course").get(pk=job_id)
    return JobRun(job, job.runs)


def sweep_jobs(*, now: datetime) -> int:
    """Publish again what waits too long or lost its worker; return how many jobs that were."""
    waiting = Q(state=Job.State.QUEUED, created_at__lt=now - QUEUED_TOO_LONG)
    lost = Q(state=Job.State.RUNNING, leased_until__lt=now)
    found = Job.objects.filter(waiting | lost).order_by("created_at")[:_BATCH]
    ids = list(found.values_list("pk", flat=True))
    for job_id in ids:
        _publish(job_id)
    return len(ids)


def forget_old_jobs(*, now: datetime) -> int:
    """Delete what was finished long ago, with its files; return how many jobs that were."""
    over = Job.objects.filter(finished_at__lt=now - KEPT)
    n_jobs = over.count()
    over.delete()
    return n_jobs


def _publish(job_id: UUID) -> None:
    try:
        current_app.send_task(TASK_NAME, kwargs={"job_id": str(job_id)}, queue=QUEUE)
    except (BrokerError, OSError):
        logger.warning("Unable to reach the broker; job %s waits for the sweeper", job_id)
