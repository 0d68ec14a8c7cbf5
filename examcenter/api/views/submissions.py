"""Code: submit it, list what was sent, read a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.inputs import SubmissionInput
from examcenter.api.serializers.submissions import (
    AttemptSubmissionOutput,
    SubmissionOutput,
    SubmissionRowOutput,
)
from examcenter.api.views.attempts import TAUGHT, read_for
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.api.views.working import on_record, work_in
from examcenter.exams.behalf import get_readable_link_for
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import ResponseSubmission
from examcenter.exams.review import Seen, view_of
from examcenter.exams.selectors.reading import find_response
from examcenter.exams.selectors.submissions import show_verdict
from examcenter.exams.services import submit_code
from grader.services import SubmissionView, get_submission_view


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


def show_submission(user: User, submission_id: UUID, now: datetime) -> SubmissionView:
    """Return a submission as somebody may see it.

    Raises
    ------
    SubmissionNotFound
    """
    link = get_readable_link_for(user, submission_id)
    attempt = link.response.attempt
    seen = view_of(attempt, now)
    if attempt.user_id != user.pk:
        seen = replace(TAUGHT, key=seen.key, solution=seen.solution)
    return show_verdict(get_submission_view(submission_id), seen)


class AttemptSubmissions(ApiView):
    """The code sent in an attempt."""

    @describe_list(
        "list_attempt_submissions",
        "List the code sent in an attempt",
        AttemptSubmissionOutput,
        problems=(*ENTRY_PROBLEMS, 404),
        is_paged=False,
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return the submissions for all questions of the attempt, oldest first."""
        attempt = self.readable_attempt(attempt_id)
        reading = read_for(attempt, self.person(), timezone.now())
        numbers = {response.pk: response.number for response in reading.responses}
        rows = [
            {**show_row(link, reading.seen), "number": numbers[link.response_id]}
            for link in reading.links
            if link.response_id in numbers
        ]
        return self.whole_page(rows, AttemptSubmissionOutput)


class ResponseSubmissions(ApiView):
    """The code sent for a question."""

    bucket = "exam"

    @describe_list(
        "list_submissions",
        "List the code sent for a question",
        SubmissionRowOutput,
        problems=(*ENTRY_PROBLEMS, 404),
        is_paged=False,
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Return the submissions for the current variant, oldest first."""
        attempt = self.readable_attempt(attempt_id)
        reading = read_for(attempt, self.person(), timezone.now())
        links = reading.links_of(find_response(reading, number))
        rows = [show_row(link, reading.seen) for link in links]
        return self.whole_page(rows, SubmissionRowOutput)

    @describe(
        "create_submission",
        "Submit code",
        request=SubmissionInput,
        responses={202: SubmissionOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
        scope="attempts:write",
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Store the source and queue it for grading; Location says where its verdict will be."""
        values = self.read(SubmissionInput)
        work, now = work_in(self, attempt_id), timezone.now()
        part, source = values["part"], values["source"]
        with on_record(work, number, {part: source}, "submit", now):
            submission = submit_code(
                attempt=work.attempt, number=number, part=part, source=source, now=now
            )
        view = show_submission(self.person(), submission.pk, now)
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
        scope="attempts:read",
    )
    def get(self, request: Request, submission_id: UUID) -> Response:
        """Return one's own submission, or one in a course that one teaches; poll until final."""
        person = self.person()
        attempt = get_readable_link_for(person, submission_id).response.attempt
        if attempt.user_id == person.pk:
            require_entry(request, attempt)
        view = show_submission(person, submission_id, timezone.now())
        headers = {} if view.is_final else {"Retry-After": "1"}
        return Response(SubmissionOutput(view).data, headers=headers)
