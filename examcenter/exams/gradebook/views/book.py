"""The gradebook of an exam, and its exports."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.gradebook.course_book import course_book, open_course_desk
from examcenter.exams.gradebook.desk import get_attempt_at, open_desk
from examcenter.exams.gradebook.exporting import csv_lines, grade_rows, response_rows, xlsx_file
from examcenter.exams.gradebook.look import Look
from examcenter.exams.gradebook.page import gradebook_page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = {"grades": grade_rows, "responses": response_rows}


@require_GET
@signed_in
def gradebook(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show the students of an exam with what they reached."""
    desk = open_desk(request.user, exam_id, timezone.now())
    page = gradebook_page(desk, Look.from_query(request.GET.dict()))
    return render(request, "exams/gradebook/book.html", {"page": page})


@require_GET
@signed_in
def course_gradebook(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Show the students of a course with what they reached in each exam."""
    enrollment = open_course_desk(request.user, course_id)
    page = course_book(enrollment, timezone.now(), request.GET.get("sort", ""))
    return render(request, "exams/gradebook/course.html", {"page": page})


@require_GET
@signed_in
def attempt(request: PageRequest, exam_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Lead to the first question of an attempt."""
    desk = open_desk(request.user, exam_id, timezone.now())
    get_attempt_at(desk, attempt_id)
    return redirect("exams:gradebook_response", exam_id, attempt_id, 1)


@require_GET
@signed_in
def export(request: PageRequest, exam_id: UUID, what: str, kind: str) -> HttpResponseBase:
    """Send the grades or the responses as a file."""
    desk = open_desk(request.user, exam_id, timezone.now())
    rows = _ROWS[what](desk)
    name = f"{desk.exam.slug}-{what}.{kind}"
    response: HttpResponseBase
    if kind == "xlsx":
        response = FileResponse(xlsx_file(rows, desk.exam.title), content_type=_XLSX)
    else:
        lines = csv_lines(rows, has_bom="bom" in request.GET)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
