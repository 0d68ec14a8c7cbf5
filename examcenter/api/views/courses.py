"""Courses and the people in them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.courses import CourseOutput, EnrollmentOutput
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.courses.models import Enrollment
from examcenter.exams.access import get_enrollment_for, require_teaching


class Courses(ApiView):
    """The courses of who asks."""

    @describe_list("list_courses", "List one's courses", CourseOutput)
    def get(self, request: Request) -> Response:
        """Return the courses that the person belongs to, with the role in each."""
        rows = Enrollment.objects.filter(user=self.person()).select_related("course")
        return self.page(rows, CourseOutput)


class Course(ApiView):
    """One course."""

    @describe("read_course", "Read a course", responses={200: CourseOutput}, problems=(404,))
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return one of the person's courses."""
        return Response(CourseOutput(get_enrollment_for(self.person(), course_id)).data)


class Enrollments(ApiView):
    """The people of a course."""

    @describe_list(
        "list_enrollments",
        "List the people of a course (teachers)",
        EnrollmentOutput,
        problems=(403, 404),
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return the people of a course with their roles."""
        course = require_teaching(get_enrollment_for(self.person(), course_id)).course
        return self.page(
            Enrollment.objects.filter(course=course).select_related("user"), EnrollmentOutput
        )
