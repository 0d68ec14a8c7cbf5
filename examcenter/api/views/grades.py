"""Grades: pages of them, what has changed since a moment, one student's, and whole files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.pagination import paginate_keys
from examcenter.api.serializers.grades import GradeOutput, GradesQuery
from examcenter.api.serializers.people import read_person_ref
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.courses.errors import PersonNotFound
from examcenter.courses.models import Course, Enrollment
from examcenter.courses.naming import get_place_named
from examcenter.exams import changes
from examcenter.exams.anonymity import hides_names, id_of
from examcenter.exams.building.access import get_taught_course, get_taught_exam
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.selectors.grade_files import csv_grades, iter_grades, json_grades
from examcenter.exams.selectors.grades import (
    GradeRow,
    grades_of_attempts,
    list_changes,
    list_grades,
    list_sitters,
    students_of,
)

_MAX_LIMIT = 1000
_FORMATS: dict[str, tuple[str, Callable[[Iterable[GradeRow]], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_grades),
    "ndjson": ("application/x-ndjson", json_grades),
}
_CSV: dict[Any, Any] = {(200, "text/csv"): OpenApiTypes.STR}
_NDJSON: dict[Any, Any] = {(200, "application/x-ndjson"): OpenApiTypes.STR}


def exams_of(course: Course) -> list[Exam]:
    """Return the exams of a course that somebody may sit, in their order."""
    return list(
        Exam.objects.filter(course=course, published_at__isnull=False)
        .select_related("course")
        .order_by("position", "id")
    )


def find_student(exam: Exam, text: str, now: datetime) -> Enrollment:
    """Return the student whom a text in an address names; while names are hidden, by the number.

    Raises
    ------
    PersonNotFound
    """
    if hides_names(exam, now):
        # A name would tell whose number it is.
        for student in students_of(exam.course_id):
            if str(id_of(exam, student.user)) == text.lower():
                return student
        raise PersonNotFound
    place = get_place_named(exam.course_id, read_person_ref(text))
    if place.role != Enrollment.Role.STUDENT:
        raise PersonNotFound
    return place


class _GradeList(ApiView):
    """A page of grades."""

    def _changes(
        self,
        course: Course,
        exams: Sequence[Exam],
        since: datetime | None,
        student: Enrollment | None = None,
    ) -> Response:
        now, listed = timezone.now(), {exam.pk: exam for exam in exams}
        rows = list_changes(course, exams, now)
        if since is not None:
            rows = rows.filter(grade_changed_at__gte=since)
        if student is not None:
            rows = rows.filter(user=student.user_id)

        def show(attempts: list[Attempt]) -> list[GradeRow]:
            return grades_of_attempts(listed, attempts, now)

        return self.page(rows, GradeOutput, show, order=("grade_changed_at",))

    def _without_names(self, exam: Exam, student: Enrollment | None, now: datetime) -> Response:
        """Return a page of who has sat an exam; its order and its borders are of numbers, too."""
        rows = list_sitters(exam)
        if student is not None:
            rows = {key: row for key, row in rows.items() if row.user_id == student.user_id}
        page = paginate_keys(
            list(rows), self.request, mark=f"grades:{exam.pk}", max_limit=_MAX_LIMIT
        )
        attempts = [rows[key] for key in page.rows]
        data = GradeOutput(grades_of_attempts({exam.pk: exam}, attempts, now), many=True).data
        body = {"next": page.next, "previous": page.previous, "results": data}
        return Response(body, headers=page.headers)


class Grades(_GradeList):
    """The grades of an exam."""

    bucket = "export"

    @describe_list(
        "list_grades",
        "List the grades of an exam (teachers)",
        GradeOutput,
        problems=(403, 404),
        scope="grades:read",
        query=GradesQuery,
        max_limit=_MAX_LIMIT,
    )
    def get(self, request: Request, exam_id: UUID) -> Response:
        """Return one row for each student, with the attempt that counts.

        While the exam is marked without names, a row for each student who has sat it; what has
        changed since a moment is told when the names are shown.
        """
        exam, now = get_taught_exam(self.person(), exam_id), timezone.now()
        asked = self.query(GradesQuery)
        student = find_student(exam, asked["student"], now) if "student" in asked else None
        if "updated_since" in asked:
            return self._changes(exam.course, [exam], asked["updated_since"], student)
        changes.hand_out(exam.course, [exam], now)
        if hides_names(exam, now):
            return self._without_names(exam, student, now)
        students = students_of(exam.course_id)
        if student is not None:
            students = students.filter(pk=student.pk)
        return self.page(
            students, GradeOutput, lambda rows: list_grades(exam, rows, now), order=("created_at",)
        )


class Grade(ApiView):
    """What one student reached in an exam."""

    @describe(
        "read_grade",
        "Read the grade of a student (teachers)",
        responses={200: GradeOutput},
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, exam_id: UUID, student: str) -> Response:
        """Return the row of a student: a UUID, `external:` and an id, `username:` and a name."""
        exam, now = get_taught_exam(self.person(), exam_id), timezone.now()
        changes.hand_out(exam.course, [exam], now)
        (row,) = list_grades(exam, [find_student(exam, student, now)], now)
        return Response(GradeOutput(row).data)


class CourseGrades(_GradeList):
    """The grades of all exams of a course."""

    bucket = "export"

    @describe_list(
        "list_course_grades",
        "List the grades of a course that have changed (teachers)",
        GradeOutput,
        problems=(403, 404),
        scope="grades:read",
        query=GradesQuery,
        max_limit=_MAX_LIMIT,
    )
    def get(self, request: Request, course_id: UUID) -> Response:
        """Return the grades of everybody who has sat an exam, in the order of their changes.

        Without `updated_since` from the beginning.
        """
        course = get_taught_course(self.person(), course_id)
        asked, now, exams = self.query(GradesQuery), timezone.now(), exams_of(course)
        since = asked.get("updated_since")
        if "student" not in asked:
            return self._changes(course, exams, since)
        place = get_place_named(course.pk, read_person_ref(asked["student"]))
        # Where names are hidden, asking by one would tell whose number it is.
        named = [exam for exam in exams if not hides_names(exam, now)]
        if since is not None:
            return self._changes(course, named, since, place)
        return self._student(course, named, place, now)

    def _student(
        self, course: Course, exams: Sequence[Exam], place: Enrollment, now: datetime
    ) -> Response:
        changes.hand_out(course, exams, now)
        listed = {exam.pk: exam for exam in exams}
        rows = Attempt.objects.filter(exam__in=listed, user=place.user_id, number=1)

        def show(attempts: list[Attempt]) -> list[GradeRow]:
            return grades_of_attempts(listed, attempts, now)

        return self.page(rows, GradeOutput, show)


class _GradeFile(ApiView):
    """A whole file, line by line: the memory that it takes does not grow with it."""

    bucket = "export"

    def _file(self, exams: Sequence[Exam], name: str, kind: str) -> StreamingHttpResponse:
        now = timezone.now()
        if exams:
            changes.hand_out(exams[0].course, exams, now)
        media, lines = _FORMATS[kind]
        reply = StreamingHttpResponse(lines(iter_grades(exams, now)), content_type=media)
        reply["Content-Disposition"] = f'attachment; filename="{name}-grades.{kind}"'
        return reply


class _ExamFile(_GradeFile):
    def _of_exam(self, exam_id: UUID, kind: str) -> StreamingHttpResponse:
        exam = get_taught_exam(self.person(), exam_id)
        return self._file([exam], exam.slug, kind)


class _CourseFile(_GradeFile):
    def _of_course(self, course_id: UUID, kind: str) -> StreamingHttpResponse:
        course = get_taught_course(self.person(), course_id)
        return self._file(exams_of(course), course.slug, kind)


class GradesCsv(_ExamFile):
    """The grades of an exam as CSV."""

    file_type = "text/csv"

    @describe(
        "export_grades_csv",
        "Download the grades of an exam as CSV (teachers)",
        responses=_CSV,
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, exam_id: UUID) -> StreamingHttpResponse:
        """Send a row for each student, the names of the columns first."""
        return self._of_exam(exam_id, "csv")


class GradesNdjson(_ExamFile):
    """The grades of an exam as lines of JSON."""

    file_type = "application/x-ndjson"

    @describe(
        "export_grades_ndjson",
        "Download the grades of an exam as lines of JSON (teachers)",
        responses=_NDJSON,
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, exam_id: UUID) -> StreamingHttpResponse:
        """Send one JSON object a line, each a student's grade."""
        return self._of_exam(exam_id, "ndjson")


class CourseGradesCsv(_CourseFile):
    """The grades of all exams of a course as CSV."""

    file_type = "text/csv"

    @describe(
        "export_course_grades_csv",
        "Download the grades of a course as CSV (teachers)",
        responses=_CSV,
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, course_id: UUID) -> StreamingHttpResponse:
        """Send a row for each exam and student, the names of the columns first."""
        return self._of_course(course_id, "csv")


class CourseGradesNdjson(_CourseFile):
    """The grades of all exams of a course as lines of JSON."""

    file_type = "application/x-ndjson"

    @describe(
        "export_course_grades_ndjson",
        "Download the grades of a course as lines of JSON (teachers)",
        responses=_NDJSON,
        problems=(403, 404),
        scope="grades:read",
    )
    def get(self, request: Request, course_id: UUID) -> StreamingHttpResponse:
        """Send one JSON object a line, each a student's grade in an exam."""
        return self._of_course(course_id, "ndjson")
