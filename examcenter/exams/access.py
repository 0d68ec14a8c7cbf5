"""Who may fetch what: permission and fetch are one call, and what is not yours is not there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.clocks import read_in
from examcenter.courses.models import STAFF_ROLES, TEACHING_ROLES, Course, Enrollment
from examcenter.exams import errors
from examcenter.exams.anonymity import hides_names
from examcenter.exams.models import Attempt, Exam, Message, Response, ResponseSubmission
from examcenter.prepared import PreparedRead

Person = User | AnonymousUser


def in_course_of(exam: str, user_id: int) -> Exists:
    """Return the condition that somebody is in the course of an exam, named by its path.

    Part of the query that fetches an attempt, so that a removal holds from the next request on.
    """
    course = OuterRef(f"{exam}__course_id")
    return Exists(Enrollment.objects.filter(course_id=course, user_id=user_id))


# What a save asks of a response, and what the rules, the clock and the door ask of its exam. The
# rest stays where it is: turning fifty columns into Python takes longer than finding the row.
_SAVED = (
    *("attempt", "number", "round", "variant", "saved_at", "save_sequence"),
    *("attempt__exam", "attempt__user", "attempt__deadline_at", "attempt__finished_at"),
    *("attempt__finish_reason", "attempt__paused_at", "attempt__extra_s"),
    *("attempt__exam__course", "attempt__exam__kind"),
    *("attempt__exam__opens_at", "attempt__exam__closes_at", "attempt__exam__time_limit_s"),
    *("attempt__exam__max_tries", "attempt__exam__max_attempts"),
    *("attempt__exam__late_until_at", "attempt__exam__late_factor"),
    *("attempt__exam__room_password", "attempt__exam__networks"),
)


def _responses_to_save(attempt_id: UUID, user_id: int, number: int) -> QuerySet[Response]:
    return (
        Response.objects.filter(
            in_course_of("attempt__exam", user_id),
            attempt_id=attempt_id,
            attempt__user_id=user_id,
            number=number,
            is_current=True,
        )
        .select_related("attempt__exam")
        .only(*_SAVED)
        .annotate(time_zone=F("attempt__exam__course__time_zone"))
        .order_by()[:1]
    )


_LARGEST_NUMBER = 32767
# Read for every answer that is typed.
_RESPONSE = PreparedRead(
    _responses_to_save,
    {
        "attempt_id": models.UUIDField(),
        "user_id": models.BigIntegerField(),
        "number": models.PositiveSmallIntegerField(),
    },
)


def list_courses_for(user: User) -> QuerySet[Course]:
    """Return the courses that a person belongs to."""
    return Course.objects.filter(enrollments__user=user)


def get_enrollment_for(user: User, course_id: UUID) -> Enrollment:
    """Return a person's place in a course, with the course.

    Raises
    ------
    CourseNotFound
        If there is no such course for this person.
    """
    enrollment = (
        Enrollment.objects.filter(user=user, course_id=course_id).select_related("course").first()
    )
    if enrollment is None:
        raise errors.CourseNotFound
    read_in(enrollment.course.time_zone)
    return enrollment


def require_teaching(enrollment: Enrollment) -> Enrollment:
    """Return the enrollment when its role teaches.

    Raises
    ------
    NotPermitted
        If the person is in the course in another role.
    """
    if enrollment.role not in TEACHING_ROLES:
        raise errors.NotPermitted(_("Only teachers of the course may see this."))
    return enrollment


def require_staff(enrollment: Enrollment) -> Enrollment:
    """Return the enrollment when its role watches the room: teachers and assistants.

    Raises
    ------
    NotPermitted
        If the person is in the course as a student.
    """
    if enrollment.role not in STAFF_ROLES:
        raise errors.NotPermitted(_("Only teachers and assistants of the course may see this."))
    return enrollment


def is_teaching_anywhere(user: User) -> bool:
    """Tell whether a person teaches any course, and so may look into the bank."""
    return Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES).exists()


def list_exams_for(user: User) -> QuerySet[Exam]:
    """Return the exams of a person's courses, each with its course; drafts for the staff only."""
    return _exams_of(user.pk)


def _exams_of(user_id: int) -> QuerySet[Exam]:
    return Exam.objects.filter(
        Q(published_at__isnull=False) | Q(course__enrollments__role__in=STAFF_ROLES),
        course__enrollments__user=user_id,
    ).select_related("course")


def _exam_to_start(user_id: int, exam_id: UUID) -> QuerySet[Exam]:
    return _exams_of(user_id).filter(pk=exam_id).order_by()[:1]


# Read for everybody when an exam begins.
_EXAM = PreparedRead(
    _exam_to_start, {"user_id": models.BigIntegerField(), "exam_id": models.UUIDField()}
)


def get_exam_for(user: User, exam_id: UUID) -> Exam:
    """Return an exam of one of a person's courses, with the course.

    Raises
    ------
    ExamNotFound
        If there is no such exam for this person.
    """
    exam = _EXAM.first(user_id=user.pk, exam_id=exam_id)
    if exam is None:
        raise errors.ExamNotFound
    read_in(exam.course.time_zone)
    return exam


def _attempt_to_answer(user_id: int, attempt_id: UUID) -> QuerySet[Attempt]:
    own = Attempt.objects.filter(pk=attempt_id, user_id=user_id)
    known = own.annotate(
        is_member=in_course_of("exam", user_id),
        has_messages=Exists(Message.objects.filter(attempt=OuterRef("pk"))),
    )
    return known.select_related("exam__course").order_by()[:1]


# Read for every page of a question.
_ATTEMPT = PreparedRead(
    _attempt_to_answer, {"user_id": models.BigIntegerField(), "attempt_id": models.UUIDField()}
)


def get_attempt_for(user: User, attempt_id: UUID) -> Attempt:
    """Return a person's own attempt, with exam and course: what may be answered in.

    Who was removed from the course meets a closed door while the attempt is open. What is finished
    can be read as before: a result and its receipt stay their person's.

    Raises
    ------
    AttemptNotFound
        If there is none, or it is somebody else's.
    NotInCourse
        If it is open and its person is not in the course any more.
    """
    # With the annotations of its query.
    found: Any = _ATTEMPT.first(user_id=user.pk, attempt_id=attempt_id)
    if found is None:
        raise errors.AttemptNotFound
    read_in(found.exam.course.time_zone)
    if found.finished_at is None and not found.is_member:
        raise errors.NotInCourse
    attempt: Attempt = found
    return attempt


def get_readable_attempt_for(user: User, attempt_id: UUID) -> Attempt:
    """Return an attempt for reading: a person's own, or one in a course that they teach.

    Raises
    ------
    AttemptNotFound
        If there is none that this person may read.
    NotInCourse
        If it is one's own and open, and one is not in the course any more.
    MarkedAnonymously
        If it is somebody else's, and its marks may not be read beside a name yet.
    """
    attempt = (
        Attempt.objects.filter(pk=attempt_id)
        .select_related("exam__course", "user")
        .annotate(is_member=in_course_of("exam", user.pk))
        .first()
    )
    if attempt is None:
        raise errors.AttemptNotFound
    read_in(attempt.exam.course.time_zone)
    if attempt.user_id == user.pk:
        if attempt.finished_at is None and not attempt.is_member:
            raise errors.NotInCourse
    else:
        teaches = Enrollment.objects.filter(
            user=user, course_id=attempt.exam.course_id, role__in=TEACHING_ROLES
        )
        if not teaches.exists():
            raise errors.AttemptNotFound
        if hides_names(attempt.exam, timezone.now()):
            raise errors.MarkedAnonymously
    return attempt


def get_response_of(attempt: Attempt, number: int) -> Response:
    """Return the current response to a question of an attempt.

    Raises
    ------
    ResponseNotFound
        If the attempt has no question of this number.
    """
    response = Response.objects.filter(attempt=attempt, number=number, is_current=True).first()
    if response is None:
        n_questions = Response.objects.filter(attempt=attempt, is_current=True).count()
        raise errors.ResponseNotFound(number, n_questions)
    # The attempt in hand carries its exam along.
    response.attempt = attempt
    return response


def get_response_for(user: User, attempt_id: UUID, number: int) -> Response:
    """Return a person's own current response with its attempt and exam: one query for a save.

    What a save does not need stays in the database.

    Raises
    ------
    AttemptNotFound
        If there is no such attempt, or it is somebody else's.
    NotInCourse
        If the attempt is open and its person is not in the course any more.
    ResponseNotFound
        If the attempt has no question of this number.
    """
    # With the annotation of its query.
    found: Any = None
    if number <= _LARGEST_NUMBER:
        found = _RESPONSE.first(attempt_id=attempt_id, user_id=user.pk, number=number)
    if found is None:
        return get_response_of(get_attempt_for(user, attempt_id), number)
    read_in(found.time_zone)
    response: Response = found
    return response


def get_submission_link_for(user: User, submission_id: UUID) -> ResponseSubmission:
    """Return a person's own code submission with its response and attempt.

    Raises
    ------
    SubmissionNotFound
        If there is none, or it is somebody else's.
    NotInCourse
        If its attempt is open and its person is not in the course any more.
    """
    link = (
        ResponseSubmission.objects.filter(submission_id=submission_id, response__attempt__user=user)
        .select_related("response__attempt__exam__course", "submission")
        .annotate(is_member=in_course_of("response__attempt__exam", user.pk))
        .first()
    )
    if link is None:
        raise errors.SubmissionNotFound
    read_in(link.response.attempt.exam.course.time_zone)
    if link.response.attempt.finished_at is None and not link.is_member:
        raise errors.NotInCourse
    return link
