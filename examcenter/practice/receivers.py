"""What practice does when a course is copied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from examcenter.courses.models import Course
from examcenter.courses.signals import course_copied
from examcenter.practice.models import PracticeRules


@receiver(course_copied, dispatch_uid="examcenter.practice.copy_rules")
def copy_rules(sender: object, *, source_id: UUID, course: Course, **_: Any) -> None:
    """Let the copy decide about practice as the course did that it was made of."""
    rules = PracticeRules.objects.filter(course=source_id).first()
    if rules is not None:
        PracticeRules.objects.update_or_create(
            course=course, defaults={"hides_coming_exams": rules.hides_coming_exams}
        )
