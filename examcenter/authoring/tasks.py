"""What the workbench leaves to a worker; ids come in, rows go out."""

from typing import Any
from uuid import UUID

from celery import shared_task

from examcenter.authoring.services.proofs import TASK_NAME, run_proof


# The queue is named by the sender; the proof's own bounds are far below the task's time limit.
@shared_task(name=TASK_NAME, acks_late=True, ignore_result=True)
def certify_revision(*, run_id: str, **_: Any) -> None:
    """Prove the saved text of a run; safe to get twice."""
    run_proof(UUID(run_id))
