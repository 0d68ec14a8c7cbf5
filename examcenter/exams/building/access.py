"""Who may build: those who teach the course; to others of it that is said, to strangers nothing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.courses.models import STAFF_ROLES, TEACHING_ROLES, Course, Enrollment
from examcenter.exams import errors
from examcenter.exams.access import get_enrollment_for, get_exam_for, require_teaching
from examcenter.exams.building.errors import PartNotFound
from examcenter.exams.models import Exam, Section, Slot


def get_taught_course(user: User, course_id: UUID) -> Course:
    """Return a course that a person teaches.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    return require_teaching(get_enrollment_for(user, course_id)).course


def get_taught_exam(user: User, exam_id: UUID) -> Exam:
    """Return an exam of a course that a person teaches, with the course.

    Raises
    ------
    ExamNotFound, NotPermitted
    """
    exam = get_exam_for(user, exam_id)
    require_teaching(get_enrollment_for(user, exam.course_id))
    return exam


def get_previewed_exam(user: User, exam_id: UUID) -> tuple[Exam, bool]:
    """Return an exam of a course whose staff a person belongs to, and whether they see keys.

    Raises
    ------
    ExamNotFound, NotPermitted
    """
    exam = get_exam_for(user, exam_id)
    role = get_enrollment_for(user, exam.course_id).role
    if role not in STAFF_ROLES:
        raise errors.NotPermitted(_("Only the staff of the course may see this."))
    return exam, role in TEACHING_ROLES


def list_taught_courses(user: User) -> list[Course]:
    """Return the courses that a person teaches, by title."""
    return list(
        Course.objects.filter(
            enrollments__in=Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES)
        ).order_by("title", "term")
    )


def get_section(exam: Exam, section_id: int) -> Section:
    """Return a section of an exam. Raises PartNotFound."""
    section = Section.objects.filter(exam=exam, pk=section_id).first()
    if section is None:
        raise PartNotFound
    return section


def get_slot(exam: Exam, slot_id: int) -> Slot:
    """Return a slot of an exam with its section. Raises PartNotFound."""
    slot = (
        Slot.objects.filter(section__exam=exam, pk=slot_id)
        .select_related("section", "question")
        .first()
    )
    if slot is None:
        raise PartNotFound
    return slot
