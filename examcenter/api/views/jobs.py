"""Long work: see how far it is, and fetch the file that it made."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.jobs import get_file, get_job_for
from examcenter.api.models import Job as JobRow
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.jobs import JobOutput
from examcenter.api.views.base import ApiView, describe, show_job
from examcenter.integrations.scopes import OPEN


class Job(ApiView):
    """One job."""

    @describe("read_job", "Read a job", responses={200: JobOutput}, problems=(404,), scope=OPEN)
    def get(self, request: Request, job_id: UUID) -> Response:
        """Return a job that one asked for; while it is not finished, ask again in a second."""
        job = get_job_for(self.person(), job_id)
        is_over = job.state in (JobRow.State.SUCCEEDED, JobRow.State.FAILED)
        headers = {} if is_over else {"Retry-After": "1"}
        return Response(show_job(request, job, timezone.now()), headers=headers)


class SignatureQuery(StrictSerializer):
    """What makes the address of a file good."""

    signature = serializers.CharField(max_length=500)


class JobFile(ApiView):
    """The file that a job made."""

    authentication_classes = ()
    permission_classes = [AllowAny]
    bucket = "export"
    # A table or a workbook, whatever was asked for.
    file_type = "*/*"

    @describe(
        "read_job_file",
        "Fetch the file of a job by its signed address",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        problems=(404, 410),
        query=SignatureQuery,
        scope=OPEN,
        auth=[],
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponse:
        """Return the file to whoever has the address that the job gave."""
        file = get_file(job_id, self.query(SignatureQuery)["signature"])
        return HttpResponse(
            bytes(file.content),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{file.name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            },
        )
