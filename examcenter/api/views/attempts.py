"""One sitting: read it, finish it, open it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.attempts import AttemptOutput, ReopenInput, ResponseRowOutput
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.views.base import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    ApiView,
    describe,
    describe_list,
)
from examcenter.api.views.working import work_in
from examcenter.exams import access, anonymity, behalf
from examcenter.exams.access import get_readable_attempt_for
from examcenter.exams.models import Attempt
from examcenter.exams.review import NOTHING, Seen
from examcenter.exams.room.errors import NotReopened
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts
from examcenter.exams.selectors import AttemptReading, read_attempt
from examcenter.exams.selectors.reading import counted_points, counted_score
from examcenter.exams.services import finish_attempt

# What those who teach see of somebody's attempt from the first moment; keys and solutions stand in
# the bank and on the marking pages.
TAUGHT = Seen(correctness=True, score=True, diagnosis=True)


def read_for(attempt: Attempt, viewer: User, now: datetime) -> AttemptReading:
    """Return an attempt as its student reads it, or as somebody does who teaches the course.

    Beside a name no marks are shown while the exam is marked without names.
    """
    reading = read_attempt(attempt, now)
    if attempt.user_id == viewer.pk:
        return reading
    if anonymity.hides_names(attempt.exam, now):
        return replace(reading, seen=NOTHING)
    seen = reading.seen
    taught = replace(TAUGHT, key=seen.key, solution=seen.solution)
    return replace(reading, seen=taught)


def show_attempt(attempt: Attempt, viewer: User, now: datetime) -> dict[str, Any]:
    """Return what the interface says of an attempt, brought up to date."""
    reading = read_for(attempt, viewer, now)
    fresh = reading.attempt
    return {
        "id": fresh.pk,
        "exam_id": fresh.exam_id,
        "user_id": attempt.user.public_id,
        "number": fresh.number,
        "started_at": fresh.started_at,
        "deadline_at": fresh.deadline_at,
        "paused_at": fresh.paused_at,
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
            "points": counted_points(response, reading.seen),
            "score": counted_score(response, reading.seen),
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
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return one's own attempt, or one in a course that one teaches."""
        attempt = self.readable_attempt(attempt_id)
        return Response(AttemptOutput(show_attempt(attempt, self.person(), timezone.now())).data)


class AttemptResponses(ApiView):
    """The questions of an attempt."""

    @describe_list(
        "list_responses",
        "List the questions of an attempt",
        ResponseRowOutput,
        problems=(*ENTRY_PROBLEMS, 404),
        is_paged=False,
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return the questions with their states; there are too few for pages."""
        attempt = self.readable_attempt(attempt_id)
        rows = show_responses(read_for(attempt, self.person(), timezone.now()))
        return self.whole_page(rows, ResponseRowOutput)


class AttemptFinish(ApiView):
    """The end of an attempt."""

    @describe(
        "finish_attempt",
        "Finish an attempt",
        request=NothingInput,
        responses={200: AttemptOutput},
        problems=(*BODY_PROBLEMS, *ENTRY_PROBLEMS, 404),
        scope="attempts:write",
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Finish the attempt: drafts count. Finishing it again changes nothing."""
        self.read(NothingInput)
        now, person = timezone.now(), self.person()
        work = work_in(self, attempt_id)
        reason = Attempt.FinishReason.STUDENT
        if work.program is not None:
            reason = Attempt.FinishReason.TEACHER
        with behalf.on_record(work, "finished", now):
            finished = finish_attempt(attempt=work.attempt, now=now, reason=reason)
        finished.user = work.attempt.user
        return Response(AttemptOutput(show_attempt(finished, person, now)).data)


class AttemptReopening(ApiView):
    """A finished attempt that goes on."""

    @describe(
        "reopen_attempt",
        "Open a finished attempt again (teachers)",
        request=ReopenInput,
        responses={200: AttemptOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="attempts:write",
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Let it go on for some minutes, or for what was left: the closing's marks are taken back.

        It stays closed where no time is left, or where its student sits another attempt.
        """
        values, now, person = self.read(ReopenInput), timezone.now(), self.person()
        attempt = get_readable_attempt_for(person, attempt_id)
        access.require_teaching(access.get_enrollment_for(person, attempt.exam.course_id))
        minutes = values.get("minutes")
        outcome = reopen_attempts(
            attempts=[attempt.pk],
            time=TimeToHave(None if minutes is None else 60 * minutes),
            actor=person,
            now=now,
            reason=values["reason"],
        )
        if not outcome.done:
            raise NotReopened
        fresh = get_readable_attempt_for(person, attempt_id)
        return Response(AttemptOutput(show_attempt(fresh, person, now)).data)
