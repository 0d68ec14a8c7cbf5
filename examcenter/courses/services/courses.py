"""Making, changing and putting away courses."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.accounts.names import clean_name
from examcenter.courses.errors import ExternalIdTaken, RoleNotYours
from examcenter.courses.models import STAFF_ROLES, Course, Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.signals import course_copied
from examcenter.exams import audit
from examcenter.exams.building.copying import copy_exam
from examcenter.exams.models import Exam


@dataclass(frozen=True)
class CourseFacts:
    """What a course is called and when it runs."""

    title: str
    term: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = "UTC"
    # What another system calls it; None leaves it as it is.
    external_id: str | None = None


def may_create_courses(user: User) -> bool:
    """Tell whether somebody may make a course: staff, and who teaches already."""
    if user.is_staff:
        return True
    return Enrollment.objects.filter(user=user, role__in=(Role.OWNER, Role.TEACHER)).exists()


def create_course(*, facts: CourseFacts, owner: User, now: datetime) -> Course:
    """Make a course with its owner. Raises RoleNotYours."""
    if not may_create_courses(owner):
        raise RoleNotYours(_("Only teachers and staff may make courses."))
    return open_course(facts=facts, owner=owner, now=now)


def open_course(*, facts: CourseFacts, owner: User, now: datetime) -> Course:
    """Make a course with its owner, whoever that is: for commands. Raises ExternalIdTaken."""
    with transaction.atomic():
        _check_external_id(facts.external_id, None)
        course = Course.objects.create(slug=_free_slug(facts), updated_at=now, **_cleaned(facts))
        Enrollment.objects.create(course=course, user=owner, role=Role.OWNER)
        audit.record(action="course-made", course=course, actor=owner, now=now)
    return course


def edit_course(*, actor: Enrollment, facts: CourseFacts, now: datetime) -> Course:
    """Change what a course is called and when it runs; its address stays.

    Raises ExternalIdTaken.
    """
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=actor.course_id)
        _check_external_id(facts.external_id, course)
        values = _cleaned(facts)
        changed = [name for name, value in values.items() if getattr(course, name) != value]
        for name, value in values.items():
            setattr(course, name, value)
        if changed:
            course.updated_at = now
            course.save(update_fields=[*changed, "updated_at"])
            audit.record(
                action="course-changed",
                course=course,
                actor=actor.user,
                now=now,
                data={"changed": changed},
            )
    return course


def archive_course(
    *, actor: Enrollment, is_archived: bool, now: datetime, is_trusted: bool = False
) -> Course:
    """Put a course away, or take it out again: owners, and programs that the site trusts with it.

    Raises RoleNotYours.
    """
    if actor.role != Role.OWNER and not is_trusted:
        raise RoleNotYours(_("Only owners of the course may archive it."))
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=actor.course_id)
        if (course.archived_at is not None) == is_archived:
            return course
        course.archived_at = now if is_archived else None
        course.updated_at = now
        course.save(update_fields=["archived_at", "updated_at"])
        audit.record(
            action="course-archived" if is_archived else "course-taken-out",
            course=course,
            actor=actor.user,
            now=now,
        )
    return course


@dataclass(frozen=True)
class CopyWishes:
    """What a copy of a course takes along."""

    staff: bool = True
    groups: bool = True
    exams: bool = True


def copy_course(
    *, actor: Enrollment, facts: CourseFacts, wishes: CopyWishes, now: datetime
) -> Course:
    """Make a course for the next term with what is wished of this one; exams become drafts.

    Students, attempts and accommodations belong to the term that was. Who copies owns the copy.

    Raises
    ------
    QuestionsMissing
        If an exam draws from a question that is no longer there.
    """
    with transaction.atomic():
        course = open_course(facts=facts, owner=actor.user, now=now)
        if wishes.staff:
            staff = Enrollment.objects.filter(course=actor.course_id, role__in=STAFF_ROLES).exclude(
                role=Role.PROGRAM
            )
            # A teacher who copies cannot make owners of others, nor unmake any: they teach.
            Enrollment.objects.bulk_create(
                Enrollment(course=course, user_id=place.user_id, role=_role_in_copy(actor, place))
                for place in staff.exclude(user=actor.user_id)
            )
        if wishes.groups:
            names = Group.objects.filter(course=actor.course_id).values_list("name", flat=True)
            Group.objects.bulk_create(Group(course=course, name=name) for name in names)
        exams = list(Exam.objects.filter(course=actor.course_id).select_related("course"))
        for exam in exams if wishes.exams else ():
            copy_exam(exam=exam, course=course, actor=actor.user, now=now)
        course_copied.send(sender=Course, source_id=actor.course_id, course=course)
        audit.record(
            action="course-copied",
            course=course,
            actor=actor.user,
            now=now,
            data={"from": str(actor.course_id), **asdict(wishes)},
        )
    return course


def _role_in_copy(actor: Enrollment, place: Enrollment) -> str:
    if place.role == Role.OWNER and actor.role != Role.OWNER:
        return Role.TEACHER
    return place.role


def _cleaned(facts: CourseFacts) -> dict[str, Any]:
    said = {name: value for name, value in asdict(facts).items() if name != "external_id"}
    if facts.external_id is not None:
        said["external_id"] = facts.external_id
    return {
        **said,
        "title": clean_name(facts.title)[:200],
        "term": clean_name(facts.term)[:80],
    }


def _check_external_id(external_id: str | None, course: Course | None) -> None:
    if not external_id:
        return
    others = Course.objects.filter(external_id=external_id)
    if course is not None:
        others = others.exclude(pk=course.pk)
    if others.exists():
        raise ExternalIdTaken(external_id)


def _free_slug(facts: CourseFacts) -> str:
    """Return a short name for files and commands that no other course has."""
    base = slugify(f"{facts.title} {facts.term}")[:70].strip("-") or "course"
    taken = set(Course.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
