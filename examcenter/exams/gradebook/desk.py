"""Who sits at the gradebook, and how the students are called there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.courses.models import TEACHING_ROLES, Enrollment
from examcenter.exams import access, errors, review
from examcenter.exams.anonymity import find_attempt_id, handle_of, hides_names, number_of
from examcenter.exams.models import Attempt, Exam


@dataclass(frozen=True)
class Desk:
    """One exam and who looks at its results."""

    exam: Exam
    user: User
    role: str
    now: datetime

    @property
    def is_teaching(self) -> bool:
        """Whether this person decides: rulings, bonus, release and the log."""
        return self.role in TEACHING_ROLES

    @property
    def hides_names(self) -> bool:
        """Whether numbers stand for names: until a teacher releases the results."""
        return hides_names(self.exam, self.now)

    def label(self, user: User) -> str:
        """Return how a student is called here."""
        return number_of(self.exam, user) if self.hides_names else user.display_name

    def sub_label(self, user: User) -> str:
        """Return the username, or nothing where names are hidden."""
        return "" if self.hides_names else user.username

    def id_of(self, attempt: Attempt) -> UUID:
        """Return how an attempt is addressed here; its own id stands beside a name in the room."""
        return handle_of(self.exam.pk, attempt.pk) if self.hides_names else attempt.pk

    def moment(self, moment: datetime | None) -> datetime | None:
        """Return when something happened; the room tells who did something at that very moment."""
        return None if self.hides_names else moment

    def may_see_keys(self) -> bool:
        """Tell whether right answers may be shown here; one query for assistants."""
        return review.may_see_keys(self.exam, self.role, self.now)


def open_desk(user: User, exam_id: UUID, now: datetime, *, teaching: bool = False) -> Desk:
    """Return the desk of an exam for somebody of its staff.

    Raises
    ------
    ExamNotFound
        If the exam is in no course of this person.
    NotPermitted
        If the person is there in another role.
    """
    exam = access.get_exam_for(user, exam_id)
    enrollment: Enrollment = access.get_enrollment_for(user, exam.course_id)
    if teaching:
        access.require_teaching(enrollment)
    else:
        access.require_staff(enrollment)
    return Desk(exam=exam, user=user, role=enrollment.role, now=now)


def get_attempt_at(desk: Desk, attempt_id: UUID) -> Attempt:
    """Return an attempt at the desk's exam, with its student, by the id that it has there.

    Raises
    ------
    AttemptNotFound
        If the exam has no such attempt.
    """
    key = find_attempt_id(desk.exam.pk, attempt_id) if desk.hides_names else attempt_id
    if key is None:
        raise errors.AttemptNotFound
    attempt = (
        Attempt.objects.filter(pk=key, exam=desk.exam)
        .select_related("exam__course", "user")
        .first()
    )
    if attempt is None:
        raise errors.AttemptNotFound
    return attempt
