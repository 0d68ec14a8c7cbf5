"""Marking by hand: points in place of the computed ones, comments, points for an attempt."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.grades import (
    AdjustedMarkOutput,
    AdjustmentInput,
    BonusInput,
    BonusOutput,
    CommentInput,
)
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe
from examcenter.exams import access, errors, scoring
from examcenter.exams.gradebook.desk import Desk, get_attempt_at, open_desk
from examcenter.exams.gradebook.marking import (
    adjust_response,
    comment_response,
    set_bonus,
    undo_adjustment,
)
from examcenter.exams.models import Attempt, Slot
from examcenter.exams.models import Response as Answer

_PROBLEMS = (*BODY_PROBLEMS, 403, 404)


def attempt_at_desk(view: ApiView, attempt_id: UUID, now: datetime) -> tuple[Desk, Attempt]:
    """Return an attempt with the desk of its exam, for the staff of the course.

    Raises
    ------
    AttemptNotFound, NotPermitted
    """
    exam_id = Attempt.objects.filter(pk=attempt_id).values_list("exam_id", flat=True).first()
    if exam_id is None:
        raise errors.AttemptNotFound
    try:
        desk = open_desk(view.person(), exam_id, now)
    except errors.ExamNotFound:
        raise errors.AttemptNotFound from None
    except errors.NotPermitted:
        # A classmate does not learn that there is such an attempt; its own student knows.
        access.get_attempt_for(view.person(), attempt_id)
        raise
    return desk, get_attempt_at(desk, attempt_id)


def answer_of(attempt: Attempt, number: int) -> Answer:
    """Return a question of an attempt as it is marked. Raises ResponseNotFound."""
    found = access.get_response_of(attempt, number)
    return Answer.objects.select_related("slot").defer("keys").get(pk=found.pk)


def show_mark(answer: Answer) -> dict[str, Any]:
    """Return how a question is marked."""
    slot = answer.slot
    settled = scoring.settled_score(
        answer.score, adjusted=answer.adjusted_score, is_full=slot.ruling == Slot.Ruling.FULL
    )
    shown: dict[str, Any] = AdjustedMarkOutput(
        {
            "number": answer.number,
            "title": answer.variant["title"],
            "points_possible": 0.0 if slot.ruling == Slot.Ruling.DROPPED else slot.points,
            "marked_score": answer.score,
            "adjusted_score": answer.adjusted_score,
            "points": None if settled is None else round(settled * slot.points, 6),
            "reason": answer.adjusted_reason,
            "comment": answer.comment,
        }
    ).data
    return shown


class Adjustment(ApiView):
    """The mark of a question that a person has set."""

    @describe(
        "read_mark",
        "Read how a question is marked (staff of the course)",
        responses={200: AdjustedMarkOutput},
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Return the computed score, and what was set in its place and why."""
        _, attempt = attempt_at_desk(self, attempt_id, timezone.now())
        return Response(show_mark(answer_of(attempt, number)))

    @describe(
        "adjust_mark",
        "Set the points of a question (staff of the course)",
        request=AdjustmentInput,
        responses={200: AdjustedMarkOutput},
        problems=_PROBLEMS,
        scope="grades:write",
        match=True,
    )
    def put(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Let these points count in place of the computed ones; the student reads the reason."""
        now = timezone.now()
        _, attempt = attempt_at_desk(self, attempt_id, now)
        answer = answer_of(attempt, number)
        self.require_match(show_mark(answer))
        values = self.read(AdjustmentInput)
        adjust_response(response=answer, actor=self.person(), now=now, **values)
        return Response(show_mark(answer_of(attempt, number)))

    @describe(
        "undo_adjustment",
        "Take the last adjustment of a mark back (staff of the course)",
        responses={204: None},
        problems=(400, 403, 404),
        scope="grades:write",
        match=True,
    )
    def delete(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Put back what stood before; that is on record, too."""
        now = timezone.now()
        _, attempt = attempt_at_desk(self, attempt_id, now)
        answer = answer_of(attempt, number)
        self.require_match(show_mark(answer))
        undo_adjustment(response=answer, actor=self.person(), now=now)
        return Response(status=204)


class Comment(ApiView):
    """What a student reads about a response."""

    @describe(
        "comment_response",
        "Comment on a response (staff of the course)",
        request=CommentInput,
        responses={200: AdjustedMarkOutput},
        problems=_PROBLEMS,
        scope="grades:write",
    )
    def put(self, request: Request, attempt_id: UUID, number: int) -> Response:
        """Say something to the student about a response; empty takes it away."""
        values, now = self.read(CommentInput), timezone.now()
        _, attempt = attempt_at_desk(self, attempt_id, now)
        answer = answer_of(attempt, number)
        comment_response(response=answer, actor=self.person(), comment=values["comment"], now=now)
        return Response(show_mark(answer_of(attempt, number)))


class Bonus(ApiView):
    """Points for an attempt as a whole."""

    def _attempt(self, attempt_id: UUID, now: datetime) -> Attempt:
        desk, attempt = attempt_at_desk(self, attempt_id, now)
        access.require_teaching(access.get_enrollment_for(desk.user, desk.exam.course_id))
        return attempt

    @describe(
        "read_bonus",
        "Read the points given for an attempt as a whole (teachers)",
        responses={200: BonusOutput},
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return the points, the reason, and the score that they are part of."""
        return Response(show_bonus(self._attempt(attempt_id, timezone.now())))

    @describe(
        "set_bonus",
        "Give points for an attempt as a whole, or take some (teachers)",
        request=BonusInput,
        responses={200: BonusOutput},
        problems=_PROBLEMS,
        scope="grades:write",
        match=True,
    )
    def put(self, request: Request, attempt_id: UUID) -> Response:
        """Give or take points with a reason; 0 takes back what was given."""
        now = timezone.now()
        attempt = self._attempt(attempt_id, now)
        self.require_match(show_bonus(attempt))
        set_bonus(attempt=attempt, actor=self.person(), now=now, **self.read(BonusInput))
        return Response(show_bonus(self._attempt(attempt_id, now)))


def show_bonus(attempt: Attempt) -> dict[str, Any]:
    """Return the points that were given for an attempt as a whole."""
    shown: dict[str, Any] = BonusOutput(
        {
            "points": attempt.bonus_points,
            "reason": attempt.bonus_reason,
            "score": attempt.score,
        }
    ).data
    return shown
