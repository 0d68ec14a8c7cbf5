"""Courses made by programs: a program owns nothing, so it founds a course for somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.courses.errors import LastOwner
from examcenter.courses.models import Course, Enrollment
from examcenter.courses.roles import Role
from examcenter.courses.roster.entries import Entry
from examcenter.courses.roster.writing import put_person
from examcenter.courses.services.courses import CopyWishes, CourseFacts, copy_course, open_course


def found_course(*, facts: CourseFacts, program: User, owner: Entry, now: datetime) -> Course:
    """Make a course for its owner, in which the program goes on to work.

    Raises
    ------
    ExternalIdTaken, RowRefused
    """
    with transaction.atomic():
        course = open_course(facts=facts, owner=program, now=now)
        place = Enrollment.objects.select_related("course").get(course=course, user=program)
        place.user = program
        put_person(owner, actor=place, now=now)
        _step_back(place)
    return course


def copy_for_program(
    *, actor: Enrollment, facts: CourseFacts, wishes: CopyWishes, now: datetime
) -> Course:
    """Make the next term of a course for its owners, who come along in any case.

    Raises
    ------
    ExternalIdTaken, LastOwner, QuestionsMissing
    """
    with transaction.atomic():
        course = copy_course(actor=actor, facts=facts, wishes=wishes, now=now)
        owners = Enrollment.objects.filter(course=actor.course_id, role=Role.OWNER)
        for user_id in owners.values_list("user_id", flat=True):
            Enrollment.objects.update_or_create(
                course=course, user_id=user_id, defaults={"role": Role.OWNER}
            )
        if not owners.exists():
            raise LastOwner
        _step_back(Enrollment.objects.get(course=course, user=actor.user_id))
    return course


def _step_back(place: Enrollment) -> None:
    """Leave a course that was founded to its owner."""
    place.role = Role.PROGRAM
    place.save(update_fields=["role"])
