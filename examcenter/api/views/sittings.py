"""Sittings: listing them, starting them, and opening an exam for a student from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.attempts import (
    AttemptOutput,
    AttemptRowOutput,
    AttemptsQuery,
    ExamAttemptsQuery,
    LaunchInput,
    LaunchOutput,
    StartInput,
)
from examcenter.api.views.attempts import show_attempt
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.courses.models import TEACHING_ROLES, Enrollment
from examcenter.courses.naming import PersonName, get_place_named
from examcenter.exams import access, behalf, errors
from examcenter.exams.building.gate import require_entry
from examcenter.exams.launching.services import make_launch
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.services import start_attempt


def readable_attempts(user: User) -> QuerySet[Attempt]:
    """Return a person's own attempts, and those in courses that they teach."""
    taught = Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES)
    return Attempt.objects.filter(Q(user=user) | Q(exam__course__in=taught.values("course")))


def narrow(attempts: QuerySet[Attempt], asked: Mapping[str, Any]) -> QuerySet[Attempt]:
    """Return the attempts that a query asks for."""
    states = {
        "open": Q(finished_at__isnull=True),
        "paused": Q(finished_at__isnull=True, paused_at__isnull=False),
        "finished": Q(finished_at__isnull=False),
    }
    if "state" in asked:
        attempts = attempts.filter(states[asked["state"]])
    if "user_id" in asked:
        attempts = attempts.filter(user__public_id=asked["user_id"])
    if "started_since" in asked:
        attempts = attempts.filter(started_at__gte=asked["started_since"])
    same = {"exam": "exam", "course": "exam__course"}
    return attempts.filter(**{same[name]: asked[name] for name in same if name in asked})


def show_rows(attempts: Sequence[Attempt]) -> list[dict[str, Any]]:
    """Return what lists say of attempts: whose they are, and nothing of their marks."""
    return [{**vars(attempt), "user_id": attempt.user.public_id} for attempt in attempts]


class Attempts(ApiView):
    """Attempts at all exams."""

    @describe_list(
        "list_attempts",
        "List attempts: one's own, and those in courses that one teaches",
        AttemptRowOutput,
        scope="attempts:read",
        query=AttemptsQuery,
    )
    def get(self, request: Request) -> Response:
        """Return the attempts, the oldest first."""
        rows = narrow(readable_attempts(self.person()), self.query(AttemptsQuery))
        return self.page(
            rows.select_related("user", "exam"),
            AttemptRowOutput,
            show_rows,
            order=("started_at",),
        )


class ExamAttempts(ApiView):
    """Sittings of an exam."""

    @describe_list(
        "list_exam_attempts",
        "List attempts at an exam: one's own, or all for a teacher",
        AttemptRowOutput,
        scope="attempts:read",
        query=ExamAttemptsQuery,
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return the person's attempts; a teacher of the course sees everybody's."""
        person = self.person()
        exam = access.get_exam_for(person, exam_id)
        rows = readable_attempts(person).filter(exam=exam)
        rows = narrow(rows, self.query(ExamAttemptsQuery))
        return self.page(
            rows.select_related("user", "exam"),
            AttemptRowOutput,
            show_rows,
            order=("started_at",),
        )

    @describe(
        "start_attempt",
        "Start an attempt, or get the open one",
        request=StartInput,
        responses={200: AttemptOutput, 201: AttemptOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
        scope="attempts:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Start an attempt (201), or return the one that is open (200); Location says where.

        A student starts their own. Teachers and programs of the course name a student, whose page
        then goes on with it; it is recorded who started it.
        """
        values, now, person = self.read(StartInput), timezone.now(), self.person()
        exam = access.get_exam_for(person, exam_id)
        student = person
        if "student" in values:
            student = self._student(exam, values["student"])
        elif behalf.is_program(person, exam.course_id):
            raise ValidationError({"student": ["A program sits no exam; say for whom it starts."]})
        else:
            require_entry(request, exam)
        if student.pk == person.pk:
            attempt = start_attempt(user=student, exam_id=exam_id, now=now)
        else:
            attempt = behalf.start_for(student, exam_id=exam_id, actor=person, now=now)
        is_new = attempt.started_at == now
        return Response(
            AttemptOutput(show_attempt(attempt, person, now)).data,
            status=201 if is_new else 200,
            headers={"Location": reverse("api:attempt", args=[attempt.pk])},
        )

    def _student(self, exam: Exam, name: PersonName) -> User:
        """Return the student for whom somebody who teaches the course starts an attempt."""
        access.require_teaching(access.get_enrollment_for(self.person(), exam.course_id))
        return get_student(exam, name).user


def get_student(exam: Exam, name: PersonName) -> Enrollment:
    """Return the place of a named student in an exam's course.

    Raises
    ------
    PersonNotFound
    NotPermitted
        If the person has another role there.
    """
    place = get_place_named(exam.course_id, name)
    if place.role != Enrollment.Role.STUDENT:
        raise errors.NotPermitted(f"Found a {place.role}, expected a student of the course.")
    return place


class Launches(ApiView):
    """Addresses that open an exam on a student's own browser."""

    @describe(
        "create_launch",
        "Make an address that opens an exam for a student (programs)",
        request=LaunchInput,
        responses={201: LaunchOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="attempts:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Make an address that works once, for five minutes; lead the student's browser there.

        The browser is then open for this exam and nothing else. It is for students only: whoever
        teaches or helps in any course signs in themselves.
        """
        values, now, person = self.read(LaunchInput), timezone.now(), self.person()
        exam = access.get_exam_for(person, exam_id)
        behalf.require_program(person, exam)
        if exam.published_at is None:
            raise errors.ExamNotOpen(is_draft=True)
        student = get_student(exam, values["student"])
        made = make_launch(exam=exam, student=student, actor=person, now=now)
        address = request.build_absolute_uri(reverse("exams:launch", args=[made.secret]))
        output = {"id": made.launch.pk, "url": address, "expires_at": made.launch.expires_at}
        return Response(
            LaunchOutput(output).data,
            status=201,
            headers={"Location": address, "Cache-Control": "no-store"},
        )
