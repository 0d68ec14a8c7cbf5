"""One sitting: read it, finish it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.attempts import AttemptOutput, ResponseRowOutput
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.exams.models import Attempt
from examcenter.exams.selectors import AttemptReading, read_attempt
from examcenter.exams.services import finish_attempt


def show_attempt(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Return what the interface says of an attempt, brought up to date."""
    reading = read_attempt(attempt, now)
    fresh = reading.attempt
    return {
        "id": fresh.pk,
        "exam_id": fresh.exam_id,
        "user": fresh.user,
        "number": fresh.number,
        "started_at": fresh.started_at,
        "deadline_at": fresh.deadline_at,
        "finished_at": fresh.finished_at,
        "finish_reason": fresh.finish_reason,
        "is_open": reading.is_open,
        "is_pending": reading.is_pending,
        "score": fresh.score if reading.seen.score else None,
        "server_time": now,
        "responses": show_responses(reading),
    }


def show_responses(reading: AttemptReading) -> list[dict[str, Any]]:
    """Return one row for each question of an attempt."""
    return [
        {
            "number": response.number,
            "title": response.variant["title"],
            "state": reading.state_of(response),
            "points": response.slot.points,
            "score": response.score if reading.seen.points else None,
            "saved_at": response.saved_at,
        }
        for response in reading.responses
    ]


class AttemptDetail(ApiView):
    """One attempt."""

    @describe(
        "read_attempt",
        "Read an attempt",
        responses={200: AttemptOutput},
        problems=(*ENTRY_PROBLEMS, 404),
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return one's own attempt, or one in a course that one teaches."""
        attempt = self.readable_attempt(attempt_id)
        return Response(AttemptOutput(show_attempt(attempt, timezone.now())).data)


class AttemptResponses(ApiView):
    """The questions of an attempt."""

    @describe_list(
        "list_responses",
        "List the questions of an attempt",
        ResponseRowOutput,
        problems=(*ENTRY_PROBLEMS, 404),
        is_paged=False,
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return the questions with their states; there are too few for pages."""
        attempt = self.readable_attempt(attempt_id)
        rows = show_responses(read_attempt(attempt, timezone.now()))
        return self.whole_page(rows, ResponseRowOutput)


class AttemptFinish(ApiView):
    """The end of an attempt."""

    @describe(
        "finish_attempt",
        "Finish an attempt",
        request=NothingInput,
        responses={200: AttemptOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404),
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Finish the attempt: drafts count. Finishing it again changes nothing."""
        self.read(NothingInput)
        attempt = self.own_attempt(attempt_id)
        now = timezone.now()
        finished = finish_attempt(attempt=attempt, now=now)
        return Response(AttemptOutput(show_attempt(finished, now)).data)
