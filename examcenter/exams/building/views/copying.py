"""Copying an exam into a course, and carrying one in and out as a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.building import copying
from examcenter.exams.building.access import (
    get_taught_course,
    get_taught_exam,
    list_taught_courses,
)
from examcenter.exams.building.copyforms import CopyForm, ImportForm
from examcenter.exams.building.definition import define_exam
from examcenter.exams.building.errors import QuestionsMissing
from examcenter.exams.building.selectors import head_of


@require_http_methods(["GET", "POST"])
@signed_in
def copy(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Ask where a copy goes and how its dates move, and make it."""
    exam = get_taught_exam(request.user, exam_id)
    courses = list_taught_courses(request.user)
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        courses=courses,
        exam=exam,
    )
    if form.is_bound and form.is_valid():
        made = copying.copy_exam(
            exam=exam,
            course=form.course(),
            actor=request.user,
            now=timezone.now(),
            shift=form.shift(),
            title=form.cleaned_data["title"],
        )
        messages.success(request, _("Copied. This is the draft; look at its dates."))
        return redirect("exams:build_rules", made.pk)
    context = {"form": form, "head": head_of(exam)}
    status = 400 if form.is_bound else 200
    return render(request, "exams/building/copy.html", context, status=status)


@require_GET
@signed_in
def export(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Hand out an exam as a JSON file; without the room's password, which is said in one room."""
    exam = get_taught_exam(request.user, exam_id)
    written = define_exam(exam).to_json()
    written["rules"]["room_password"] = ""
    reply = JsonResponse(written, json_dumps_params={"indent": 2, "ensure_ascii": False})
    reply["Content-Disposition"] = f'attachment; filename="{exam.slug}.exam.json"'
    return reply


@require_http_methods(["GET", "POST"])
@signed_in
def take_in(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Make a draft of a file that another course, or another service, handed out."""
    course = get_taught_course(request.user, course_id)
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if is_sent and form.is_valid():
        try:
            exam = copying.take_in(
                course=course,
                definition=form.cleaned_data["document"],
                actor=request.user,
                now=timezone.now(),
            )
        except QuestionsMissing as problem:
            form.add_error("document", f"{problem} {problem.action}")
        else:
            messages.success(request, _("Taken in as a draft."))
            return redirect("exams:build", exam.pk)
    context = {"form": form, "course": course}
    return render(request, "exams/building/import.html", context, status=400 if is_sent else 200)
