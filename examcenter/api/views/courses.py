"""Courses: made, read, changed, put away, and copied to the next term."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers import courses as shapes
from examcenter.api.serializers.courses import CourseOutput
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.courses.models import Course as CourseRow
from examcenter.courses.models import Enrollment
from examcenter.courses.roster.entries import Entry, Misread, read_entry
from examcenter.courses.services import courses as services
from examcenter.courses.services.courses import CopyWishes, CourseFacts
from examcenter.courses.services.founding import copy_for_program, found_course
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.exams.errors import NotPermitted
from examcenter.integrations.errors import MayNotCreateCourses
from examcenter.integrations.models import Integration
from examcenter.integrations.selectors import find_integration_of


def teaching_place(view: ApiView, course_id: UUID) -> Enrollment:
    """Return the place of who asks in a course that they teach.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    place = require_teaching(get_enrollment_for(view.person(), course_id))
    place.user = view.person()
    return place


def find_site_program(view: ApiView) -> Integration | None:
    """Return the program of the whole site that asks; None of a person.

    Raises
    ------
    NotPermitted
        If it is a program of one course.
    """
    program = find_integration_of(view.person())
    if program is not None and program.course_id is not None:
        raise NotPermitted("This program works in one course, and makes no others.")
    return program


def find_founder(view: ApiView) -> Integration | None:
    """Return the program that asks and may make courses; None of a person.

    Raises
    ------
    NotPermitted
        If it is a program of one course.
    MayNotCreateCourses
        If those who run the site do not let it.
    """
    program = find_site_program(view)
    if program is not None and not program.may_create_courses:
        raise MayNotCreateCourses
    return program


def show_course(view: ApiView, course: CourseRow) -> dict[str, Any]:
    """Return a course as who asks sees it."""
    return dict(CourseOutput(get_enrollment_for(view.person(), course.pk)).data)


class Courses(ApiView):
    """The courses of who asks."""

    @describe_list(
        "list_courses",
        "List one's courses",
        CourseOutput,
        scope="courses:read",
        query=shapes.CoursesQuery,
    )
    def get(self, request: Request) -> Response:
        """Return the courses that the person or the program belongs to, with the role in each."""
        wanted = self.query(shapes.CoursesQuery)
        rows = Enrollment.objects.filter(user=self.person()).select_related("course")
        if "term" in wanted:
            rows = rows.filter(course__term=wanted["term"])
        if "archived" in wanted:
            rows = rows.filter(course__archived_at__isnull=not wanted["archived"])
        if "external_id" in wanted:
            rows = rows.filter(course__external_id=wanted["external_id"])
        if "updated_since" not in wanted:
            return self.page(rows, CourseOutput)
        rows = rows.filter(course__updated_at__gte=wanted["updated_since"])
        return self.page(rows, CourseOutput, order=("course__updated_at",))

    @describe(
        "create_course",
        "Make a course",
        request=shapes.CourseInput,
        responses={201: CourseOutput},
        problems=(*BODY_PROBLEMS, 403, 409),
        scope="courses:write",
        examples=[shapes.COURSE_EXAMPLE, shapes.PROGRAM_COURSE_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """Make a course: a teacher owns it; a program of the whole site names its owner.

        The owner is found by e-mail address or username, or gets an account. The program needs
        `may_create_courses`, and works in the course from then on.
        """
        program = find_founder(self)
        values = self.read(shapes.CourseInput)
        owner = values.pop("owner", None)
        facts, now = CourseFacts(**values), timezone.now()
        if program is None:
            if owner is not None:
                _refuse("owner", "Leave it out: you own the course that you make.")
            course = services.create_course(facts=facts, owner=self.person(), now=now)
        else:
            course = found_course(facts=facts, program=self.person(), owner=_owner(owner), now=now)
        return _made(self, course)


def _owner(said: dict[str, Any] | None) -> Entry:
    if said is None:
        _refuse("owner", "A program owns no course; say who does.")
    entry = read_entry({**said, "role": "owner"}, needs_id=False)
    if isinstance(entry, Misread):
        raise serializers.ValidationError(
            {"owner": {str(entry.steps[0]) if entry.steps else "non_field_errors": [entry.why]}}
        )
    if not (entry.email or entry.username):
        _refuse("owner", "Expected an e-mail address or a username.")
    return entry


def _refuse(name: str, why: str) -> NoReturn:
    raise serializers.ValidationError({name: [why]})


def _made(view: ApiView, course: CourseRow) -> Response:
    return Response(
        show_course(view, course),
        status=201,
        headers={"Location": reverse("api:course", args=[course.pk])},
    )


class Course(ApiView):
    """One course."""

    @describe(
        "read_course",
        "Read a course",
        responses={200: CourseOutput},
        problems=(404,),
        scope="courses:read",
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return one of the person's courses."""
        return Response(CourseOutput(get_enrollment_for(self.person(), course_id)).data)

    @describe(
        "change_course",
        "Change a course (teachers)",
        request=shapes.CourseChangeInput,
        responses={200: CourseOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="courses:write",
        match=True,
        examples=[shapes.CHANGE_EXAMPLE],
    )
    def patch(self, request: Request, course_id: UUID) -> Response:
        """Change what is sent and leave the rest; its slug stays what it is."""
        place = teaching_place(self, course_id)
        self.require_match(CourseOutput(place).data)
        values = self.read(shapes.CourseChangeInput)
        facts = replace(_facts_of(place.course), **values)
        if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
            _refuse("ends_on" if "ends_on" in values else "starts_on", "The term ends before that.")
        course = services.edit_course(actor=place, facts=facts, now=timezone.now())
        return Response(show_course(self, course))


def _facts_of(course: CourseRow) -> CourseFacts:
    return CourseFacts(
        title=course.title,
        term=course.term,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        time_zone=course.time_zone,
    )


class CourseArchive(ApiView):
    """A course's place in the archive."""

    @describe(
        "archive_course",
        "Put a course away (owners)",
        request=NothingInput,
        responses={200: CourseOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="courses:write",
    )
    def put(self, request: Request, course_id: UUID) -> Response:
        """Put a course away: everything stays to be read. Doing it again changes nothing."""
        self.read(NothingInput)
        return self._set(course_id, is_archived=True)

    @describe(
        "unarchive_course",
        "Take a course out of the archive (owners)",
        responses={200: CourseOutput},
        problems=(403, 404),
        scope="courses:write",
    )
    def delete(self, request: Request, course_id: UUID) -> Response:
        """Take a course out again. Doing it again changes nothing."""
        return self._set(course_id, is_archived=False)

    def _set(self, course_id: UUID, *, is_archived: bool) -> Response:
        place = teaching_place(self, course_id)
        course = services.archive_course(
            actor=place,
            is_archived=is_archived,
            now=timezone.now(),
            is_trusted=find_site_program(self) is not None,
        )
        return Response(show_course(self, course))


class CourseCopies(ApiView):
    """The next terms of a course."""

    @describe(
        "copy_course",
        "Copy a course to the next term (teachers)",
        request=shapes.CourseCopyInput,
        responses={201: CourseOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="courses:write",
        examples=[shapes.COPY_EXAMPLE],
    )
    def post(self, request: Request, course_id: UUID) -> Response:
        """Make the course of the next term: staff, names of groups and exams as you choose.

        Students, attempts and accommodations stay behind. A copy that a program makes belongs to
        the owners of this course.
        """
        place = teaching_place(self, course_id)
        program = find_founder(self)
        values = self.read(shapes.CourseCopyInput)
        wishes = CopyWishes(
            staff=values.pop("with_staff"),
            groups=values.pop("with_groups"),
            exams=values.pop("with_exams"),
        )
        title, zone = place.course.title, place.course.time_zone
        facts = CourseFacts(**{"title": title, "time_zone": zone, **values})
        make = services.copy_course if program is None else copy_for_program
        course = make(actor=place, facts=facts, wishes=wishes, now=timezone.now())
        return _made(self, course)
