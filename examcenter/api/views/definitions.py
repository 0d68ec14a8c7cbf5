"""A whole exam in and out, the check before publishing, and copies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.definitions import (
    ChecksOutput,
    CopyInput,
    DefinitionInput,
    DefinitionOutput,
)
from examcenter.api.serializers.exams import ExamOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe
from examcenter.api.views.definition_problems import read_definition
from examcenter.api.views.exams import show_exam
from examcenter.exams.building import services
from examcenter.exams.building.access import get_taught_course, get_taught_exam
from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.copying import Shift, copy_exam
from examcenter.exams.building.definition import define_exam
from examcenter.exams.building.reading import read_plan
from examcenter.exams.models import Exam


def show_definition(exam: Exam) -> dict[str, Any]:
    """Return an exam written down, without the password of its room."""
    definition = define_exam(exam)
    shown: dict[str, Any] = DefinitionOutput(
        {
            "format": definition.to_json()["format"],
            "rules": definition.rules,
            "sections": [section.to_json() for section in definition.sections],
        }
    ).data
    return shown


class Definition(ApiView):
    """A whole exam as one document."""

    @describe(
        "read_definition",
        "Read the definition of an exam (teachers)",
        responses={200: DefinitionOutput},
        problems=(403, 404),
        scope="exams:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return rules, sections and slots; what is sent back changes nothing."""
        return Response(show_definition(get_taught_exam(self.person(), exam_id)))

    @describe(
        "replace_definition",
        "Replace the definition of an exam (teachers)",
        request=DefinitionInput,
        responses={200: DefinitionOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="exams:write",
        match=True,
    )
    def put(self, request: Request, exam_id: UUID) -> Response:
        """Make the exam what the document says; its questions are settled by the first attempt."""
        exam = get_taught_exam(self.person(), exam_id)
        self.require_match(show_definition(exam))
        definition = read_definition(self.request.data, exam=exam)
        services.replace_definition(
            exam=exam, definition=definition, actor=self.person(), now=timezone.now()
        )
        return Response(show_definition(get_taught_exam(self.person(), exam_id)))


class Checks(ApiView):
    """The check before publishing."""

    @describe(
        "check_exam",
        "Read what will go wrong in an exam (teachers)",
        responses={200: ChecksOutput},
        problems=(403, 404),
        scope="exams:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return what the check finds; errors block publishing, warnings do not."""
        exam = get_taught_exam(self.person(), exam_id)
        findings = check_exam(read_plan(exam), timezone.now())
        is_ready = not any(finding.is_error for finding in findings)
        return Response(ChecksOutput({"is_ready": is_ready, "findings": findings}).data)


class Copies(ApiView):
    """Copies of an exam."""

    @describe(
        "copy_exam",
        "Copy an exam as a draft (teachers of both courses)",
        request=CopyInput,
        responses={201: ExamOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="exams:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Copy rules, sections and slots; attempts, exceptions and a release stay behind."""
        values, now, person = self.read(CopyInput), timezone.now(), self.person()
        exam = get_taught_exam(person, exam_id)
        course = exam.course
        if "course" in values:
            course = get_taught_course(person, values["course"])
        made = copy_exam(
            exam=exam,
            course=course,
            actor=person,
            now=now,
            shift=Shift(values["days"]) if "days" in values else None,
            title=values["title"],
            external_id=values["external_id"],
        )
        return Response(
            show_exam(person, made.pk),
            status=201,
            headers={"Location": reverse("api:exam", args=[made.pk])},
        )
