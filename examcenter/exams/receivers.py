"""What exams do when the grader tells of a verdict, and when people leave a course."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from examcenter.courses.signals import roster_changed
from examcenter.exams import changes
from examcenter.exams.services import settle_submission
from grader.signals import submission_graded


@receiver(submission_graded, dispatch_uid="examcenter.exams.enter_verdict")
def enter_graded_submission(sender: object, *, submission_id: UUID, **_: Any) -> None:
    """Enter the verdict into the response that the submission answers; hearing it twice is once."""
    settle_submission(submission_id=submission_id, now=timezone.now())


@receiver(roster_changed, dispatch_uid="examcenter.exams.keep_grades_of_who_left")
def keep_grades_of_who_left(
    sender: object, *, course_id: UUID, counts: dict[str, int], **_: Any
) -> None:
    """See to it that a poll hears of the grades of who leaves and comes back."""
    if counts["changed"] or counts["removed"]:
        changes.note_departures(course_id)
