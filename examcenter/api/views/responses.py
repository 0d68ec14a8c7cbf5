"""One question of an attempt: read it, save a draft, check, draw another variant."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.attempts import CheckOutput, ResponseOutput, SavedOutput
from examcenter.api.serializers.inputs import CheckInput, DraftInput, NothingInput
from examcenter.api.views.base import BODY_PROBLEMS, ENTRY_PROBLEMS, ApiView, describe
from examcenter.exams.selectors.reading import read_question
from examcenter.exams.services import check_response, renew_variant, save_draft
from examcenter.exams.taking.lateness import recording_late_answers


class ResponseDetail(ApiView):
    """One question."""

    @describe(
        "read_response",
        "Read a question",
        responses={200: ResponseOutput},
        problems=(*ENTRY_PROBLEMS, 404),
    )
    def get(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Return the question with what is typed and what was said about it."""
        attempt = self.readable_attempt(attempt_id)
        _, question = read_question(attempt, number, timezone.now())
        return Response(ResponseOutput(question).data)

    @describe(
        "save_response",
        "Save what is typed",
        request=DraftInput,
        responses={200: SavedOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
    )
    def put(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Replace the draft; answered when it is durable. Doing it again changes nothing."""
        values = self.read(DraftInput)
        attempt, now = self.own_attempt(attempt_id), timezone.now()
        answers = values["answers"]
        with recording_late_answers(
            attempt=attempt, number=number, answers=answers, action="save", now=now
        ):
            saved = save_draft(
                attempt=attempt,
                number=number,
                answers=answers,
                sequence=values.get("sequence"),
                now=now,
            )
        return Response(SavedOutput(saved).data)


class ResponseCheck(ApiView):
    """The marking of a question."""

    @describe(
        "check_response",
        "Check the answers of a question",
        request=CheckInput,
        responses={200: CheckOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Mark what is typed. What cannot be read costs nothing and uses up no try."""
        values = self.read(CheckInput)
        attempt, now = self.own_attempt(attempt_id), timezone.now()
        answers = values.get("answers", {})
        with recording_late_answers(
            attempt=attempt, number=number, answers=answers, action="check", now=now
        ):
            outcome = check_response(attempt=attempt, number=number, answers=answers, now=now)
        return Response(CheckOutput(outcome).data)


class ResponseVariants(ApiView):
    """The variants of a question in practice."""

    @describe(
        "renew_response",
        "Draw another variant (practice)",
        request=NothingInput,
        responses={201: ResponseOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404, 409),
    )
    def post(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Draw a variant not seen before; the old one is kept and the better counts."""
        self.read(NothingInput)
        attempt = self.own_attempt(attempt_id)
        now = timezone.now()
        renew_variant(attempt=attempt, number=number, now=now)
        _, question = read_question(attempt, number, now)
        return Response(
            ResponseOutput(question).data,
            status=201,
            headers={"Location": reverse("api:response", args=[attempt_id, number])},
        )
