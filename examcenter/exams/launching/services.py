"""Making an address that opens an exam, and using it up.

A session that begins with one can do nothing but sit that exam (`launching.middleware`). So who may
make the address, a program that may answer for the students of the course, gains nothing by it that
it could not do already.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from examcenter.accounts import second_factor
from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams import audit
from examcenter.exams.launching.errors import LaunchOver, LaunchRefused
from examcenter.exams.models import Exam, Launch

LASTS = timedelta(minutes=5)
_SECRET_BYTES = 32


@dataclass(frozen=True)
class MadeLaunch:
    """A new address; its secret is known here only, and once."""

    launch: Launch
    secret: str


def make_launch(*, exam: Exam, student: Enrollment, actor: User, now: datetime) -> MadeLaunch:
    """Return a new address that opens an exam for a student of its course.

    Raises
    ------
    LaunchRefused
        If the person is no student there, or is more than a student anywhere.
    """
    _require_student(student, exam)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        launch = Launch.objects.create(
            exam=exam,
            user=student.user,
            digest=_digest(secret),
            created_by=actor,
            created_at=now,
            expires_at=now + LASTS,
        )
        _record("launch-made", launch, actor, now)
    return MadeLaunch(launch, secret)


def find_launch(secret: str, now: datetime) -> Launch:
    """Return what an address opens, without using it up.

    Raises
    ------
    LaunchOver
    """
    launch = (
        Launch.objects.filter(
            digest=_digest(secret), used_at=None, expires_at__gt=now, user__is_active=True
        )
        .select_related("exam__course", "user")
        .first()
    )
    if launch is None:
        raise LaunchOver
    return launch


def use_launch(secret: str, now: datetime) -> Launch:
    """Use an address up and return what it opens; of two at once, one is refused.

    Raises
    ------
    LaunchOver, LaunchRefused
    """
    with transaction.atomic():
        launch = find_launch(secret, now)
        if not Launch.objects.filter(pk=launch.pk, used_at=None).update(used_at=now):
            raise LaunchOver
        student = Enrollment.objects.filter(course=launch.exam.course_id, user=launch.user).first()
        if student is None:
            raise LaunchOver
        # Five minutes are enough to become a teacher.
        _require_student(student, launch.exam)
        _record("launch-used", launch, launch.user, now)
    return launch


def _require_student(student: Enrollment, exam: Exam) -> None:
    user = student.user
    places = Enrollment.objects.filter(user=user)
    is_student = student.course_id == exam.course_id and student.role == Enrollment.Role.STUDENT
    is_more = (
        user.is_staff
        or user.is_superuser
        or user.second_factor_at is not None
        or second_factor.must_have(user)
        or places.exclude(role=Enrollment.Role.STUDENT).exists()
    )
    if not is_student or is_more or not user.is_active:
        raise LaunchRefused(
            _("An exam is opened for students only: for nobody who teaches or helps anywhere.")
        )


def _record(action: str, launch: Launch, actor: User, now: datetime) -> None:
    audit.record(
        action=action,
        course=launch.exam.course,
        exam=launch.exam,
        actor=actor,
        data={"launch": str(launch.pk), "user": launch.user_id},
        now=now,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
