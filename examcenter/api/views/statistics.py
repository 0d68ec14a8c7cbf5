"""How an exam went, and decisions about its questions for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.grades import (
    RegradeEffectOutput,
    RegradeInput,
    RegradeOutput,
    StatisticsOutput,
)
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.exams.building.access import get_taught_exam
from examcenter.exams.gradebook.rulings import Change, apply_ruling, preview_ruling
from examcenter.exams.gradebook.statistics import statistics_of
from examcenter.exams.models import Exam, Slot


class Statistics(ApiView):
    """How an exam went."""

    bucket = "export"

    @describe(
        "read_statistics",
        "Read the statistics of an exam (teachers)",
        responses={200: StatisticsOutput},
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return counts, scores, and of each question its mean and its commonest mistakes."""
        exam = get_taught_exam(self.person(), exam_id)
        return Response(StatisticsOutput(statistics_of(exam)).data)


def slots_of(exam: Exam) -> list[Slot]:
    """Return the slots of an exam in their order; the first is question 1."""
    rows = Slot.objects.filter(section__exam=exam).select_related("question", "section")
    return list(rows.order_by("section__position", "position"))


def show_regrade(number: int, slot: Slot) -> dict[str, Any]:
    """Return what was decided about a question."""
    return {
        "question": number,
        "title": slot.question.title if slot.question else "",
        "points": slot.points,
        "ruling": slot.ruling,
        "reason": slot.ruling_reason,
    }


def show_effect(changes: Sequence[Change]) -> dict[str, Any]:
    """Return what a decision changes, in numbers."""
    return {
        "n_changed": len(changes),
        "n_raised": sum(change.after > change.before for change in changes),
        "n_lowered": sum(change.after < change.before for change in changes),
        "mean_before": mean(change.before for change in changes) if changes else None,
        "mean_after": mean(change.after for change in changes) if changes else None,
    }


class Regrades(ApiView):
    """Decisions about questions for everybody."""

    @describe_list(
        "list_regrades",
        "List the decisions about questions for everybody (teachers)",
        RegradeOutput,
        problems=(403, 404),
        is_paged=False,
        scope="grades:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return the questions that count otherwise than they were marked."""
        exam = get_taught_exam(self.person(), exam_id)
        slots = enumerate(slots_of(exam), start=1)
        rows = [show_regrade(number, slot) for number, slot in slots if slot.ruling]
        return self.whole_page(rows, RegradeOutput)

    @describe(
        "create_regrade",
        "Decide about a question for everybody, or see what that would change (teachers)",
        request=RegradeInput,
        responses={200: RegradeEffectOutput, 201: RegradeEffectOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="grades:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Give everybody full marks, drop the question, or take such a decision back (201).

        With `is_preview` nothing is written (200).
        """
        values, exam = self.read(RegradeInput), get_taught_exam(self.person(), exam_id)
        slots = slots_of(exam)
        number, ruling = values["question"], values["ruling"]
        if number > len(slots):
            text = f"Found question {number}, expected 1 to {len(slots)}."
            raise ValidationError({"question": [text]})
        slot = slots[number - 1]
        effect = show_effect(preview_ruling(slot, ruling))
        if not values["is_preview"]:
            n_changed = apply_ruling(
                slot=slot,
                ruling=ruling,
                reason=values["reason"],
                actor=self.person(),
                now=timezone.now(),
            )
            effect["n_changed"] = n_changed
        decided = {**show_regrade(number, slot), "ruling": ruling, "reason": values["reason"]}
        told = {**decided, **effect, "is_preview": values["is_preview"]}
        return Response(
            RegradeEffectOutput(told).data,
            status=200 if values["is_preview"] else 201,
            headers=None
            if values["is_preview"]
            else {"Location": reverse("api:regrades", args=[exam.pk])},
        )
