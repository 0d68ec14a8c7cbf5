"""What runs in the background for the REST interface; every task may run twice at once."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from examcenter.api import jobs
from examcenter.api.idempotency import forget_old_answers
from examcenter.integrations.services import forget_short_tokens


@shared_task(name=jobs.TASK_NAME, acks_late=True, ignore_result=True)
def run_job(*, job_id: str, **_: Any) -> None:
    """Do the work of a job."""
    jobs.run_job(UUID(job_id), now=timezone.now())


@shared_task(name="api.sweep_jobs", ignore_result=True)
def sweep_jobs(**_: Any) -> None:
    """Publish again what a lost worker or broker left behind."""
    jobs.sweep_jobs(now=timezone.now())


@shared_task(name="api.forget", ignore_result=True)
def forget(**_: Any) -> None:
    """Delete the answers, jobs and short tokens that are kept no longer."""
    forget_short_tokens(timezone.now())
    forget_old_answers(timezone.now())
    jobs.forget_old_jobs(now=timezone.now())
