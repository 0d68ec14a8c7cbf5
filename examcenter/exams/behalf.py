"""Who works in attempts and reads code for others: programs and teachers, and the record of it.

A student's page or own program does what the student does. A program of the course does it for the
student: the door of the room is not asked, because the program stands at it, and the audit log says
that it was the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.courses.models import TEACHING_ROLES, Enrollment
from examcenter.exams import audit, errors
from examcenter.exams.access import in_course_of
from examcenter.exams.anonymity import hides_names
from examcenter.exams.models import Attempt, Exam, ResponseSubmission
from examcenter.exams.services.closing import close_if_over
from examcenter.exams.services.starting import start_attempt

# The role of programs in courses.
PROGRAM = "program"


class ProgramsOnly(errors.NotPermitted):
    """What only a program of the course may do: a person would do it in somebody else's name."""

    code = "programs_only"
    title = gettext_lazy("For programs only")
    action = gettext_lazy("Let an integration of the course do it, with a token of its own.")

    def __init__(self) -> None:
        super().__init__(_("Only a program of the course does this for its students."))


@dataclass(frozen=True)
class Work:
    """An attempt to work in, and the program that does so for the student; None is the student."""

    attempt: Attempt
    program: User | None = None


def is_program(user: User, course_id: UUID) -> bool:
    """Tell whether this is a program of a course."""
    places = Enrollment.objects.filter(user=user, course_id=course_id, role=PROGRAM)
    return places.exists()


def require_program(user: User, exam: Exam) -> None:
    """Refuse who is no program of an exam's course. Raises ProgramsOnly."""
    if not is_program(user, exam.course_id):
        raise ProgramsOnly


def get_work_for(user: User, attempt_id: UUID) -> Work:
    """Return an attempt to work in: a person's own, or for a program one of its course.

    Raises
    ------
    AttemptNotFound
        If there is none, or it is somebody else's.
    NotInCourse
        If it is open and its student was removed from the course.
    """
    places = Enrollment.objects.filter(course=OuterRef("exam__course_id"), user=OuterRef("user_id"))
    attempt = (
        Attempt.objects.filter(pk=attempt_id)
        .select_related("exam__course", "user")
        .annotate(is_member=Exists(places))
        .first()
    )
    if attempt is None:
        raise errors.AttemptNotFound
    is_own = attempt.user_id == user.pk
    if not is_own and not is_program(user, attempt.exam.course_id):
        raise errors.AttemptNotFound
    if attempt.finished_at is None and not attempt.is_member:
        raise errors.NotInCourse
    return Work(attempt, None if is_own else user)


def get_readable_link_for(user: User, submission_id: UUID) -> ResponseSubmission:
    """Return a code submission for reading: a person's own, or one in a course that they teach.

    Raises
    ------
    SubmissionNotFound
    NotInCourse
        If it is one's own in an open attempt, and its person was removed from the course.
    MarkedAnonymously
        If it is another's, and who marks may not know whose.
    """
    taught = Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES)
    link = (
        ResponseSubmission.objects.filter(
            Q(response__attempt__user=user)
            | Q(response__attempt__exam__course__in=taught.values("course")),
            submission_id=submission_id,
        )
        .select_related("response__attempt__exam", "submission")
        .annotate(is_member=in_course_of("response__attempt__exam", user.pk))
        .first()
    )
    if link is None:
        raise errors.SubmissionNotFound
    attempt = link.response.attempt
    if attempt.user_id != user.pk:
        if hides_names(attempt.exam, timezone.now()):
            raise errors.MarkedAnonymously
    elif attempt.finished_at is None and not link.is_member:
        raise errors.NotInCourse
    return link


def start_for(student: User, *, exam_id: UUID, actor: User, now: datetime) -> Attempt:
    """Start an attempt for a student, on record in the same transaction; or return the open one.

    Raises
    ------
    ExamNotFound, ExamNotOpen, NoAttemptsLeft, NothingToDraw
    """
    return start_attempt(
        user=student,
        exam_id=exam_id,
        now=now,
        on_start=lambda attempt: record(attempt, "started-for-student", actor, now),
    )


@contextmanager
def on_record(
    work: Work, action: str, now: datetime, *, data: Mapping[str, Any] | None = None
) -> Iterator[None]:
    """Enter what a program does within into the audit log, with it or not at all."""
    if work.program is None:
        yield
        return
    # What the clock has ended is closed before: its closing stays, also when the work is refused.
    close_if_over(attempt=work.attempt, now=now)
    with transaction.atomic():
        yield
        record(work.attempt, f"{action}-for-student", work.program, now, data=data)


def record(
    attempt: Attempt,
    action: str,
    program: User,
    now: datetime,
    *,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Enter what a program did; where a room has a door, that it was not asked."""
    exam = attempt.exam
    door = {"door": "not asked"} if exam.networks or exam.room_password else {}
    audit.record_of_attempt(attempt, action, now, actor=program, data={**(data or {}), **door})
