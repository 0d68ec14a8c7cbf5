"""What single students and groups get beyond the rules: granting, changing, taking back.

What is granted reaches running attempts at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.room import (
    AccommodationInput,
    AccommodationOutput,
    GrantedOutput,
    TermsInput,
)
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.naming import get_place_named
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.exams.building.access import get_taught_course, get_taught_exam
from examcenter.exams.models import Accommodation
from examcenter.exams.room import granting
from examcenter.exams.room.applying import Applied, apply_everywhere
from examcenter.exams.room.errors import AlreadyRevoked, GrantNotFound
from examcenter.exams.room.granting import People, Place, Terms

_TERMS = tuple(field.name for field in fields(Terms))
_LIST = "List what was granted, also what was taken back (teachers)"
_PROBLEMS = (*BODY_PROBLEMS, 403, 404)


def terms_of(values: Mapping[str, Any]) -> Terms:
    """Return what a body grants."""
    return Terms(**{name: values.get(name) for name in _TERMS})


def people_of(course: Course, values: Mapping[str, Any]) -> People:
    """Return whom a body names.

    Raises
    ------
    PersonNotFound
    rest_framework.exceptions.ValidationError
        If the person is no student of the course, or the group is not of it.
    """
    if "student" in values:
        place = get_place_named(course.pk, values["student"])
        if place.role != Enrollment.Role.STUDENT:
            raise ValidationError({"student": [f"Found a {place.role}, expected a student."]})
        return People(users=(place.user,))
    group = Group.objects.filter(course=course, pk=values["group"]).first()
    if group is None:
        raise ValidationError({"group": ["Found no such group in the course."]})
    return People(group=group)


def bring_home(place: Place, actor: User, now: datetime, values: Mapping[str, Any]) -> Applied:
    """Bring what holds now to running attempts."""
    return apply_everywhere(
        place=place,
        actor=actor,
        now=now,
        may_shorten=values["may_shorten"],
        may_reopen=values["may_reopen"],
    )


def show_granted(row: Accommodation, applied: Applied) -> dict[str, Any]:
    """Return an exception with what it did to attempts; which ones is not told with names."""
    counts = {f"n_{name}": len(attempts) for name, attempts in vars(applied).items()}
    shown: dict[str, Any] = {**AccommodationOutput(row).data}
    return {**shown, "applied": counts}


class _Accommodations(ApiView):
    """What was granted in some place, and granting more there."""

    def _list(self, place: Place) -> Response:
        rows = Accommodation.objects.filter(course=place.course)
        if place.exam is not None:
            rows = rows.filter(Q(exam=place.exam) | Q(exam__isnull=True))
        return self.page(_with_people(rows), AccommodationOutput, order=("created_at",))

    def _grant(self, place: Place) -> Response:
        values, now = self.read(AccommodationInput), timezone.now()
        (row,) = granting.grant(
            place=place,
            people=people_of(place.course, values),
            terms=terms_of(values),
            reason=values["reason"],
            actor=self.person(),
            now=now,
        )
        applied = bring_home(place, self.person(), now, values)
        return Response(
            show_granted(row, applied),
            status=201,
            headers={"Location": reverse("api:accommodation", args=[row.pk])},
        )


def _with_people(rows: QuerySet[Accommodation]) -> QuerySet[Accommodation]:
    return rows.select_related("user", "group")


class ExamAccommodations(_Accommodations):
    """What was granted in an exam."""

    @describe_list(
        "list_accommodations",
        _LIST,
        AccommodationOutput,
        problems=(403, 404),
        scope="exams:read",
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return what was granted in an exam, and in all exams of its course."""
        exam = get_taught_exam(self.person(), exam_id)
        return self._list(Place(exam.course, exam))

    @describe(
        "grant_accommodation",
        "Grant something in an exam (teachers)",
        request=AccommodationInput,
        responses={201: GrantedOutput},
        problems=_PROBLEMS,
        scope="exams:write",
    )
    def post(self, request: Request, exam_id: UUID) -> Response:
        """Grant more time, another window, more attempts or tries to a student or a group."""
        exam = get_taught_exam(self.person(), exam_id)
        return self._grant(Place(exam.course, exam))


class CourseAccommodations(_Accommodations):
    """What was granted in all exams of a course."""

    @describe_list(
        "list_course_accommodations",
        _LIST,
        AccommodationOutput,
        problems=(403, 404),
        scope="exams:read",
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return what was granted in a course and in each of its exams."""
        return self._list(Place(get_taught_course(self.person(), course_id)))

    @describe(
        "grant_course_accommodation",
        "Grant something in all exams of a course (teachers)",
        request=AccommodationInput,
        responses={201: GrantedOutput},
        problems=_PROBLEMS,
        scope="exams:write",
    )
    def post(self, request: Request, course_id: UUID) -> Response:
        """Grant it in every exam of the course, also in those to come."""
        return self._grant(Place(get_taught_course(self.person(), course_id)))


class AccommodationDetail(ApiView):
    """One exception."""

    def _get(self, accommodation_id: UUID) -> tuple[Accommodation, Place]:
        """Return an exception in a course that the person teaches.

        Raises
        ------
        GrantNotFound, NotPermitted
        """
        row = (
            Accommodation.objects.filter(
                pk=accommodation_id, course__enrollments__user=self.person()
            )
            .select_related("course", "exam__course", "user", "group")
            .first()
        )
        if row is None:
            raise GrantNotFound
        require_teaching(get_enrollment_for(self.person(), row.course_id))
        return row, Place(row.course, row.exam)

    @describe(
        "read_accommodation",
        "Read an exception (teachers)",
        responses={200: AccommodationOutput},
        problems=(403, 404),
        scope="exams:read",
    )
    def get(self, request: Request, accommodation_id: UUID) -> Response:
        """Return what was granted to whom and why."""
        return Response(AccommodationOutput(self._get(accommodation_id)[0]).data)

    @describe(
        "replace_accommodation",
        "Replace an exception by another for the same people (teachers)",
        request=TermsInput,
        responses={201: GrantedOutput},
        problems=(*_PROBLEMS, 409),
        scope="exams:write",
        match=True,
    )
    def put(self, request: Request, accommodation_id: UUID) -> Response:
        """Take it back and grant another one, at Location: what was granted stays on record."""
        row, place = self._get(accommodation_id)
        self.require_match(AccommodationOutput(row).data)
        if row.revoked_at is not None:
            raise AlreadyRevoked
        values, now = self.read(TermsInput), timezone.now()
        new = granting.change(
            accommodation=row,
            terms=terms_of(values),
            reason=values["reason"],
            actor=self.person(),
            now=now,
        )
        return Response(
            show_granted(new, bring_home(place, self.person(), now, values)),
            status=201,
            headers={"Location": reverse("api:accommodation", args=[new.pk])},
        )

    @describe(
        "revoke_accommodation",
        "Take an exception back (teachers)",
        responses={200: AccommodationOutput},
        problems=(403, 404),
        scope="exams:write",
        match=True,
    )
    def delete(self, request: Request, accommodation_id: UUID) -> Response:
        """Take it back; it stays on record, and running attempts keep the time they have."""
        row, place = self._get(accommodation_id)
        self.require_match(AccommodationOutput(row).data)
        now = timezone.now()
        granting.revoke(accommodation=row, actor=self.person(), now=now)
        apply_everywhere(place=place, actor=self.person(), now=now)
        return Response(AccommodationOutput(self._get(accommodation_id)[0]).data)
