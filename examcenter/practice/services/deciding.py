"""What teachers decide about practice in their course."""

from __future__ import annotations

from uuid import UUID

from examcenter.accounts.models import User
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.practice.models import PracticeRules


def set_practice_rules(*, user: User, course_id: UUID, hides_coming_exams: bool) -> PracticeRules:
    """Keep a course's decision.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    enrollment = require_teaching(get_enrollment_for(user, course_id))
    rules, _ = PracticeRules.objects.update_or_create(
        course=enrollment.course, defaults={"hides_coming_exams": hides_coming_exams}
    )
    return rules
