"""Files of the gradebook: asked for with 202, fetched when the job is done."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.exports import KIND, MEDIA, ROWS
from examcenter.api.jobs import start_job
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.jobs import JobOutput
from examcenter.api.views.base import ApiView, describe
from examcenter.exams.gradebook.desk import open_desk


class ExportInput(StrictSerializer):
    """Which file."""

    what = serializers.ChoiceField(choices=sorted(ROWS), default="grades")
    format = serializers.ChoiceField(choices=sorted(MEDIA), default="csv")


class Exports(ApiView):
    """Files of the gradebook of an exam."""

    bucket = "export"

    @describe(
        "create_export",
        "Ask for a file of the gradebook (staff)",
        request=ExportInput,
        responses={202: JobOutput},
        problems=(404,),
        scope="grades:read",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Have the file made: grades, or every answer. The job says where it can be fetched."""
        wanted = self.read(ExportInput)
        now = timezone.now()
        desk = open_desk(self.person(), exam_id, now)
        arguments = {"exam": str(desk.exam.pk), **wanted}
        job = start_job(
            kind=KIND, user=self.person(), arguments=arguments, now=now, course=desk.exam.course
        )
        return self.accepted(job)
