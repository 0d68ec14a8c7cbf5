"""Exams, sittings of them, and their grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.attempts import AttemptOutput, AttemptRowOutput
from examcenter.api.serializers.exams import ExamOutput, GradeOutput
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.views.attempts import show_attempt
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.courses.models import TEACHING_ROLES
from examcenter.exams import access, errors
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import Attempt, Exam, Slot
from examcenter.exams.rules import Rules, rules_of_exams
from examcenter.exams.selectors import list_grades
from examcenter.exams.selectors.grades import list_students
from examcenter.exams.services import start_attempt


def with_sizes(exams: QuerySet[Exam]) -> QuerySet[Exam]:
    """Return the exams with their numbers of questions and points."""
    return exams.annotate(
        n_questions=Count("sections__slots"),
        points=Sum(
            "sections__slots__points",
            filter=~Q(sections__slots__ruling=Slot.Ruling.DROPPED),
            default=0.0,
        ),
    )


@dataclass(frozen=True)
class PersonalExam:
    """An exam with the rules that hold in it for who asks."""

    exam: Exam
    rules: Rules


def with_rules(exams: Sequence[Exam], user: User) -> list[PersonalExam]:
    """Return the exams with the person's rules; one query for all of them."""
    rules = rules_of_exams(exams, user)
    return [PersonalExam(exam, rules[exam.pk]) for exam in exams]


class Exams(ApiView):
    """The exams of one's courses."""

    @describe_list("list_exams", "List the exams of one's courses", ExamOutput)
    def get(self, request: Request) -> Response:
        """Return the exams of all courses of the person."""
        person = self.person()
        exams = with_sizes(access.list_exams_for(person))
        return self.page(exams, ExamOutput, lambda rows: with_rules(rows, person))


class ExamDetail(ApiView):
    """One exam."""

    @describe("read_exam", "Read an exam", responses={200: ExamOutput}, problems=(404,))
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return one exam and its rules."""
        exam = with_sizes(access.list_exams_for(self.person())).filter(pk=exam_id).first()
        if exam is None:
            raise errors.ExamNotFound
        (personal,) = with_rules([exam], self.person())
        return Response(ExamOutput(personal).data)


class ExamAttempts(ApiView):
    """Sittings of an exam."""

    @describe_list(
        "list_attempts", "List attempts: one's own, or all for a teacher", AttemptRowOutput
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return the person's attempts; a teacher of the course sees everybody's."""
        exam = access.get_exam_for(self.person(), exam_id)
        rows = Attempt.objects.filter(exam=exam).select_related("user")
        role = access.get_enrollment_for(self.person(), exam.course_id).role
        if role not in TEACHING_ROLES:
            rows = rows.filter(user=self.person())
        return self.page(rows, AttemptRowOutput)

    @describe(
        "start_attempt",
        "Start an attempt, or get the open one",
        request=NothingInput,
        responses={200: AttemptOutput, 201: AttemptOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Start an attempt (201), or return the one that is open (200); Location says where."""
        self.read(NothingInput)
        require_entry(request, access.get_exam_for(self.person(), exam_id))
        now = timezone.now()
        attempt = start_attempt(user=self.person(), exam_id=exam_id, now=now)
        return Response(
            AttemptOutput(show_attempt(attempt, now)).data,
            status=201 if attempt.started_at == now else 200,
            headers={"Location": reverse("api:attempt", args=[attempt.pk])},
        )


class Grades(ApiView):
    """The grades of an exam."""

    @describe_list(
        "list_grades", "List the grades of an exam (teachers)", GradeOutput, problems=(403, 404)
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return one row for each student of the course, with the attempt that counts."""
        exam = access.get_exam_for(self.person(), exam_id)
        access.require_teaching(access.get_enrollment_for(self.person(), exam.course_id))
        now = timezone.now()
        return self.page(
            list_students(exam), GradeOutput, lambda students: list_grades(exam, students, now)
        )
