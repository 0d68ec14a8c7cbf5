"""The live room of an exam: who sits it, orders to attempts, words to all, and outages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.room import (
    MessageInput,
    OrderInput,
    OutageInput,
    OutageOutput,
    OutcomeOutput,
    RoomOutput,
    ToldOutput,
)
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.courses.naming import find_places_named
from examcenter.exams.building.access import get_taught_exam
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.giving import Outcome, announce
from examcenter.exams.room.intervals import Interval
from examcenter.exams.room.orders import Action, Order, carry_out
from examcenter.exams.room.outages import find_outages, give_time_back
from examcenter.exams.room.watching import get_room_exam, list_seats

_PROBLEMS = (*BODY_PROBLEMS, 403, 404)


def show_room(exam: Exam, now: datetime) -> dict[str, Any]:
    """Return everybody's seat; attempts have their own ids here, others beside their marks."""
    seats = list_seats(exam, now)
    people = User.objects.in_bulk([seat.user_id for seat in seats])
    return {
        "exam": exam.pk,
        "server_time": now,
        "counts": Counter(seat.presence.value for seat in seats),
        "seats": [
            {
                **vars(seat),
                "student": people[seat.user_id],
                "presence": seat.presence.value,
                "attempt": seat.attempt_id,
            }
            for seat in seats
        ],
    }


def show_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return how many attempts were reached."""
    shown: dict[str, Any] = OutcomeOutput(
        {"n_done": len(outcome.done), "n_passed": len(outcome.passed)}
    ).data
    return shown


class Room(ApiView):
    """Who sits an exam."""

    @describe(
        "read_room",
        "Read who sits an exam now (staff of the course)",
        responses={200: RoomOutput},
        problems=(403, 404),
        scope="attempts:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return every student of the course and how far they are."""
        exam, _ = get_room_exam(self.person(), exam_id)
        return Response(RoomOutput(show_room(exam, timezone.now())).data)


class RoomOrders(ApiView):
    """Orders to attempts."""

    @describe(
        "order_attempts",
        "Extend, pause, resume, close or reopen attempts (teachers)",
        request=OrderInput,
        responses={200: OutcomeOutput},
        problems=_PROBLEMS,
        scope="attempts:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Do it to those that it fits; their students are told, and the audit log."""
        exam = get_taught_exam(self.person(), exam_id)
        values = self.read(OrderInput)
        named = () if values["is_for_all"] else tuple(_attempts_of(exam, values))
        order = Order(
            action=Action(values["action"]),
            attempts=named,
            minutes=values.get("minutes"),
            reason=values["reason"],
        )
        if not named and not values["is_for_all"]:
            # Without attempts an order is for all that are open.
            return Response(show_outcome(Outcome(())))
        outcome = carry_out(exam, order, actor=self.person(), now=timezone.now())
        return Response(show_outcome(outcome))


def _attempts_of(exam: Exam, values: Mapping[str, Any]) -> list[UUID]:
    """Return the attempts that an order names, of students the newest of each, if they have one.

    Raises
    ------
    rest_framework.exceptions.ValidationError
        If the exam has no such attempt, or the course no such person: then nothing is done.
    """
    if values.get("attempts"):
        named = values["attempts"]
        there = set(Attempt.objects.filter(exam=exam, pk__in=named).values_list("pk", flat=True))
        _refuse_unknown("attempts", named, there, "The exam has no attempt {}.")
        return list(there)
    places = find_places_named(exam.course_id, values["students"])
    _refuse_unknown("students", values["students"], places, "Nobody in the course has {}.")
    users = [place.user_id for place in places.values()]
    rows = Attempt.objects.filter(exam=exam, user__in=users).order_by("number")
    return list(dict(rows.values_list("user_id", "pk")).values())


def _refuse_unknown(
    field: str, named: Sequence[object], there: Container[object], words: str
) -> None:
    missing = {str(at): [words.format(one)] for at, one in enumerate(named) if one not in there}
    if missing:
        raise ValidationError({field: missing})


class RoomMessages(ApiView):
    """Words to everybody who sits an exam."""

    @describe(
        "announce",
        "Tell everybody who sits an exam something (teachers)",
        request=MessageInput,
        responses={200: ToldOutput},
        problems=_PROBLEMS,
        scope="attempts:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Let the page of everybody who sits it say something, once."""
        values = self.read(MessageInput)
        exam = get_taught_exam(self.person(), exam_id)
        n = announce(exam=exam, text=values["text"], actor=self.person(), now=timezone.now())
        return Response(ToldOutput({"n_attempts": n}).data)


class Outages(ApiView):
    """Times in which nothing was heard, and giving them back."""

    @describe_list(
        "list_outages",
        "List when nothing was heard in a running exam (teachers)",
        OutageOutput,
        problems=(403, 404),
        is_paged=False,
        scope="attempts:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return the silences of the last twelve hours, the newest first."""
        exam = get_taught_exam(self.person(), exam_id)
        rows = [
            {"start": one.interval.start, "end": one.interval.end, "n_attempts": one.n_attempts}
            for one in find_outages(exam, timezone.now())
        ]
        return self.whole_page(rows, OutageOutput)

    @describe(
        "give_time_back",
        "Give back the time that an outage took (teachers)",
        request=OutageInput,
        responses={200: OutcomeOutput},
        problems=_PROBLEMS,
        scope="attempts:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Give each attempt what the outage took from it; the same interval again gives nothing."""
        values = self.read(OutageInput)
        exam = get_taught_exam(self.person(), exam_id)
        outcome = give_time_back(
            exam=exam,
            interval=Interval(values["start"], values["end"]),
            reason=values["reason"],
            actor=self.person(),
            now=timezone.now(),
            may_reopen=values["may_reopen"],
        )
        return Response(show_outcome(outcome))
