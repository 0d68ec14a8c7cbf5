"""What exams do when the grader tells of a verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from examcenter.exams.services import settle_submission
from grader.signals import submission_graded


@receiver(submission_graded, dispatch_uid="examcenter.exams.enter_verdict")
def enter_graded_submission(sender: object, *, submission_id: UUID, **_: Any) -> None:
    """Enter the verdict into the response that the submission answers; hearing it twice is once."""
    settle_submission(submission_id=submission_id, now=timezone.now())
