"""One question of an attempt: read it, save a draft, check, draw another variant."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.attempts import CheckOutput, ResponseOutput, SavedOutput
from examcenter.api.serializers.inputs import CheckInput, DraftInput, NothingInput
from examcenter.api.views.attempts import read_for
from examcenter.api.views.base import BODY_PROBLEMS, ENTRY_PROBLEMS, ApiView, describe, show
from examcenter.api.views.working import on_record, work_at, work_in
from examcenter.exams.selectors.reading import find_response, read_question, read_response
from examcenter.exams.services import check_response, renew_variant
from examcenter.exams.services.drafts import store_draft


class ResponseDetail(ApiView):
    """One question."""

    bucket = "exam"

    @describe(
        "read_response",
        "Read a question",
        responses={200: ResponseOutput},
        problems=(*ENTRY_PROBLEMS, 404),
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Return the question with what is typed and what was said about it."""
        attempt = self.readable_attempt(attempt_id)
        reading = read_for(attempt, self.person(), timezone.now())
        question = read_response(reading, find_response(reading, number))
        return Response(ResponseOutput(question).data)

    @describe(
        "save_response",
        "Save what is typed",
        request=DraftInput,
        responses={200: SavedOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
        scope="attempts:write",
    )
    def put(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Replace the draft; answered when it is durable. Doing it again changes nothing."""
        values = self.read(DraftInput)
        work, response = work_at(self, attempt_id, number)
        answers, now = values["answers"], timezone.now()
        with on_record(work, number, answers, "save", now):
            saved = store_draft(
                response=response, answers=answers, sequence=values.get("sequence"), now=now
            )
        return Response(show(SavedOutput, saved))


class ResponseCheck(ApiView):
    """The marking of a question."""

    bucket = "exam"

    @describe(
        "check_response",
        "Check the answers of a question",
        request=CheckInput,
        responses={200: CheckOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
        scope="attempts:write",
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Mark what is typed. What cannot be read costs nothing and uses up no try."""
        values = self.read(CheckInput)
        work, now = work_in(self, attempt_id), timezone.now()
        answers = values.get("answers", {})
        with on_record(work, number, answers, "check", now):
            outcome = check_response(attempt=work.attempt, number=number, answers=answers, now=now)
        return Response(CheckOutput(outcome).data)


class ResponseVariants(ApiView):
    """The variants of a question in practice."""

    bucket = "exam"

    @describe(
        "renew_response",
        "Draw another variant (practice)",
        request=NothingInput,
        responses={201: ResponseOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
        scope="attempts:write",
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Draw a variant not seen before; the old one is kept and the better counts."""
        self.read(NothingInput)
        work, now = work_in(self, attempt_id), timezone.now()
        with on_record(work, number, {}, "renew", now):
            renew_variant(attempt=work.attempt, number=number, now=now)
        _, question = read_question(work.attempt, number, now)
        return Response(
            ResponseOutput(question).data,
            status=201,
            headers={"Location": reverse("api:response", args=[attempt_id, number])},
        )
