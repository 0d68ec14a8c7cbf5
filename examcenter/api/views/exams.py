"""Exams: listing, making, reading, changing and deleting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.definitions import NewExamInput, RulesPatchInput
from examcenter.api.serializers.exams import ExamOutput, ExamsQuery
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.api.views.definition_problems import read_definition, read_rules
from examcenter.exams import access, errors
from examcenter.exams.building import services
from examcenter.exams.building.access import get_taught_course, get_taught_exam
from examcenter.exams.models import Exam, Slot
from examcenter.exams.rules import Rules, rules_of_exams

# Longer than any change takes to be written: who asks for changes since then misses none that was
# under way.
OVERLAP = timedelta(seconds=60)


def with_sizes(exams: QuerySet[Exam]) -> QuerySet[Exam]:
    """Return the exams with their numbers of questions and points."""
    return exams.annotate(
        n_questions=Count("sections__slots"),
        points=Sum(
            "sections__slots__points",
            filter=~Q(sections__slots__ruling=Slot.Ruling.DROPPED),
            default=0.0,
        ),
    )


@dataclass(frozen=True)
class PersonalExam:
    """An exam with the rules that hold in it for who asks."""

    exam: Exam
    rules: Rules
    now: datetime

    @property
    def state(self) -> str:
        """Where it stands for this person: draft, coming, open or closed."""
        if self.exam.published_at is None:
            return "draft"
        if self.rules.opens_at is not None and self.now < self.rules.opens_at:
            return "coming"
        ends_at = self.rules.ends_at
        return "closed" if ends_at is not None and self.now >= ends_at else "open"


def with_rules(exams: Sequence[Exam], user: User, now: datetime) -> list[PersonalExam]:
    """Return the exams with the person's rules; one query for all of them."""
    rules = rules_of_exams(exams, user)
    return [PersonalExam(exam, rules[exam.pk], now) for exam in exams]


def show_exam(user: User, exam_id: UUID) -> dict[str, Any]:
    """Return what an exam's address answers. Raises ExamNotFound."""
    exam = with_sizes(access.list_exams_for(user)).filter(pk=exam_id).first()
    if exam is None:
        raise errors.ExamNotFound
    (personal,) = with_rules([exam], user, timezone.now())
    shown: dict[str, Any] = ExamOutput(personal).data
    return shown


def narrow(exams: QuerySet[Exam], asked: Mapping[str, Any], now: datetime) -> QuerySet[Exam]:
    """Return the exams that a query asks for."""
    exams = exams.annotate(ends_at=Coalesce("late_until_at", "closes_at"))
    states = {
        "draft": Q(published_at__isnull=True),
        "coming": Q(published_at__isnull=False, opens_at__gt=now),
        "closed": Q(published_at__isnull=False, ends_at__lte=now),
        "open": Q(published_at__isnull=False)
        & (Q(opens_at__isnull=True) | Q(opens_at__lte=now))
        & (Q(ends_at__isnull=True) | Q(ends_at__gt=now)),
    }
    if "state" in asked:
        exams = exams.filter(states[asked["state"]])
    if "updated_since" in asked:
        exams = exams.filter(updated_at__gte=asked["updated_since"] - OVERLAP)
    same = {name: asked[name] for name in ("course", "kind", "external_id") if name in asked}
    return exams.filter(**same)


class Exams(ApiView):
    """The exams of one's courses."""

    @describe_list(
        "list_exams",
        "List the exams of one's courses",
        ExamOutput,
        scope="exams:read",
        query=ExamsQuery,
    )
    def get(self, request: Request) -> Response:
        """Return the exams of all courses of the person."""
        person, now, asked = self.person(), timezone.now(), self.query(ExamsQuery)
        exams = with_sizes(narrow(access.list_exams_for(person), asked, now))
        order = ("updated_at",) if "updated_since" in asked else ("pk",)
        return self.page(exams, ExamOutput, lambda rows: with_rules(rows, person, now), order=order)

    @describe(
        "create_exam",
        "Make a draft of an exam from its definition (teachers)",
        request=NewExamInput,
        responses={201: ExamOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="exams:write",
    )
    def post(self, request: Request) -> Response:
        """Make a draft in a course that one teaches; publishing it is another step."""
        values, now = self.read(NewExamInput), timezone.now()
        course = get_taught_course(self.person(), values["course"])
        definition = read_definition(values["definition"], below=("definition",))
        exam = services.write_exam(
            course=course,
            definition=definition,
            actor=self.person(),
            now=now,
            origin="api",
            external_id=values["external_id"],
        )
        return Response(
            show_exam(self.person(), exam.pk),
            status=201,
            headers={"Location": reverse("api:exam", args=[exam.pk])},
        )


class ExamDetail(ApiView):
    """One exam."""

    @describe(
        "read_exam",
        "Read an exam",
        responses={200: ExamOutput},
        problems=(404,),
        scope="exams:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return one exam and its rules."""
        return Response(show_exam(self.person(), exam_id))

    @describe(
        "change_rules",
        "Change rules of an exam (teachers)",
        request=RulesPatchInput,
        responses={200: ExamOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="exams:write",
        match=True,
    )
    def patch(self, request: Request, exam_id: UUID) -> Response:
        """Change the rules that are named; running attempts follow, and lose no time by it."""
        exam, now = get_taught_exam(self.person(), exam_id), timezone.now()
        self.require_match(show_exam(self.person(), exam_id))
        rules, external_id = read_rules(self.request.data, exam)
        services.change_rules(exam=exam, rules=rules, actor=self.person(), now=now)
        if external_id is not None:
            services.name_exam(exam=exam, external_id=external_id, now=now)
        return Response(show_exam(self.person(), exam_id))

    @describe(
        "delete_exam",
        "Delete a draft (teachers)",
        responses={204: None},
        problems=(403, 404, 409),
        scope="exams:write",
        match=True,
    )
    def delete(self, request: Request, exam_id: UUID) -> Response:
        """Delete a draft that was never published."""
        exam = get_taught_exam(self.person(), exam_id)
        self.require_match(show_exam(self.person(), exam_id))
        services.delete_exam(exam=exam, actor=self.person(), now=timezone.now())
        return Response(status=204)
