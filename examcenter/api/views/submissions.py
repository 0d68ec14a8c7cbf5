"""Code: submit it, list what was sent, read a verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.inputs import SubmissionInput
from examcenter.api.serializers.submissions import SubmissionOutput, SubmissionRowOutput
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.exams.access import get_submission_link_for
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import ResponseSubmission
from examcenter.exams.review import Seen
from examcenter.exams.selectors import submission_page
from examcenter.exams.selectors.reading import find_response, read_attempt
from examcenter.exams.services import submit_code
from examcenter.exams.taking.lateness import recording_late_answers


def show_row(link: ResponseSubmission, seen: Seen) -> dict[str, Any]:
    """Return what a list says of a submission."""
    submission = link.submission
    return {
        "id": submission.pk,
        "part": link.part,
        "state": submission.state,
        "is_final": submission.state == "graded",
        "verdict": submission.verdict if seen.correctness else "",
        "score": submission.score if seen.points else None,
        "created_at": submission.created_at,
    }


class ResponseSubmissions(ApiView):
    """The code sent for a question."""

    @describe_list(
        "list_submissions",
        "List the code sent for a question",
        SubmissionRowOutput,
        problems=(*ENTRY_PROBLEMS, 404),
        is_paged=False,
    )
    def get(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Return the submissions for the current variant, oldest first."""
        attempt = self.readable_attempt(attempt_id)
        reading = read_attempt(attempt, timezone.now())
        links = reading.links_of(find_response(reading, number))
        rows = [show_row(link, reading.seen) for link in links]
        return self.whole_page(rows, SubmissionRowOutput)

    @describe(
        "create_submission",
        "Submit code",
        request=SubmissionInput,
        responses={202: SubmissionOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Store the source and queue it for grading; Location says where its verdict will be."""
        values = self.read(SubmissionInput)
        attempt, now = self.own_attempt(attempt_id), timezone.now()
        part, source = values["part"], values["source"]
        with recording_late_answers(
            attempt=attempt, number=number, answers={part: source}, action="submit", now=now
        ):
            submission = submit_code(
                attempt=attempt, number=number, part=part, source=source, now=now
            )
        view = submission_page(self.person(), submission.pk, now)
        return Response(
            SubmissionOutput(view).data,
            status=202,
            headers={
                "Location": reverse("api:submission", args=[submission.pk]),
                "Retry-After": "1",
            },
        )


class SubmissionDetail(ApiView):
    """One submission."""

    @describe(
        "read_submission",
        "Read a submission and its verdict",
        responses={200: SubmissionOutput},
        problems=(*ENTRY_PROBLEMS, 404),
    )
    def get(self, request: Request, submission_id: UUID) -> Response:
        """Return one's own submission; poll it until it is final."""
        link = get_submission_link_for(self.person(), submission_id)
        require_entry(request, link.response.attempt)
        view = submission_page(self.person(), submission_id, timezone.now())
        headers = {} if view.is_final else {"Retry-After": "1"}
        return Response(SubmissionOutput(view).data, headers=headers)
