"""Sections and slots of an exam, the check beside them, and publishing.

Every button is a form of its own that leads back to where it was pressed.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.building import services, undoing
from examcenter.exams.building.access import get_section, get_slot, get_taught_exam
from examcenter.exams.building.contentforms import read_points, section_form
from examcenter.exams.building.definition import SectionDefinition
from examcenter.exams.building.errors import NotReadyToPublish, PartNotFound
from examcenter.exams.building.selectors import content_page, head_of
from examcenter.exams.models import Exam

_STEPS = {"up": -1, "down": 1}


@require_GET
@signed_in
def build(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show the sections and slots with what the check says."""
    exam = get_taught_exam(request.user, exam_id)
    return _show(request, exam)


def _show(request: PageRequest, exam: Exam, *, status: int = 200, **more: object) -> HttpResponse:
    page = content_page(exam, timezone.now(), undoing.words_of(request, exam.pk))
    context = {"page": page, "head": page.head, **more}
    response = render(request, "exams/building/content.html", context, status=status)
    if request.htmx and status >= 400:
        # A script takes a refusal in only where it is told to.
        response["HX-Retarget"], response["HX-Reswap"] = "#builder", "outerHTML show:none"
    return response


def _back(exam: Exam, place: str = "") -> HttpResponse:
    anchor = f"#{place}" if place else ""
    return redirect(f"{reverse('exams:build', args=[exam.pk])}{anchor}")


@require_POST
@signed_in
def add_section(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Add an empty section at the end."""
    exam = get_taught_exam(request.user, exam_id)
    title = request.POST.get("title", "").strip()[:200]
    section = services.add_section(exam=exam, definition=SectionDefinition(title=title))
    return _back(exam, f"section-{section.pk}")


@require_POST
@signed_in
def section(request: PageRequest, exam_id: UUID, section_id: int) -> HttpResponse:
    """Change, move or delete a section."""
    exam = get_taught_exam(request.user, exam_id)
    found = get_section(exam, section_id)
    found.exam = exam
    action = request.POST.get("do", "")
    if action in _STEPS:
        services.move_section(section=found, by=_STEPS[action])
    elif action == "delete":
        deleted = services.delete_section(section=found)
        words = found.title or _("Section %(n)d") % {"n": found.position}
        undoing.remember(request, exam, deleted, section=found.position, position=0, words=words)
        return _back(exam, "undo")
    else:
        form = section_form(request.POST, found.pk)
        if not form.is_valid():
            return _show(request, exam, status=400, section_form=form, section_id=found.pk)
        services.change_section(section=found, **form.cleaned_data)
    return _back(exam, f"section-{found.pk}")


@require_POST
@signed_in
def slot(request: PageRequest, exam_id: UUID, slot_id: int) -> HttpResponse:
    """Move, duplicate or delete a slot."""
    exam = get_taught_exam(request.user, exam_id)
    found = get_slot(exam, slot_id)
    found.section.exam = exam
    action = request.POST.get("do", "")
    if action in _STEPS:
        services.move_slot(slot=found, by=_STEPS[action])
    elif action == "duplicate":
        found = services.duplicate_slot(slot=found)
    elif action == "delete":
        place = {"section": found.section.position, "position": found.position}
        words = found.question.title if found.question else _("A drawn question")
        undoing.remember(request, exam, services.delete_slot(slot=found), words=words, **place)
        return _back(exam, "undo")
    else:
        raise PartNotFound
    return _back(exam, f"slot-{found.pk}")


@require_POST
@signed_in
def points(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Change the points of all slots at once."""
    exam = get_taught_exam(request.user, exam_id)
    typed, problems = read_points(request.POST)
    if problems:
        return _show(request, exam, status=400, point_problems=problems, typed=request.POST)
    services.change_points(exam=exam, points=typed)
    messages.success(request, _("Points saved."))
    return _back(exam, "content-list")


@require_POST
@signed_in
def undo(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Bring back what was deleted last."""
    exam = get_taught_exam(request.user, exam_id)
    undoing.bring_back(request, exam)
    return _back(exam, "content-list")


@require_POST
@signed_in
def publish(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Publish an exam whose check finds no error, or take it back."""
    exam = get_taught_exam(request.user, exam_id)
    now = timezone.now()
    if request.POST.get("do") == "unpublish":
        services.unpublish_exam(exam=exam, actor=request.user, now=now)
        messages.success(request, _("Taken back: students do not see it any more."))
        return _back(exam)
    try:
        services.publish_exam(exam=exam, actor=request.user, now=now)
    except NotReadyToPublish as problem:
        return _show(request, exam, status=problem.status, problem=problem)
    messages.success(request, _("Published: the students of the course see it now."))
    return _back(exam)


@require_http_methods(["GET", "POST"])
@signed_in
def delete(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Ask once by name, then delete a draft."""
    exam = get_taught_exam(request.user, exam_id)
    if request.method == "GET":
        context = {"head": head_of(exam), "exam": exam}
        return render(request, "exams/building/delete.html", context)
    services.delete_exam(exam=exam, actor=request.user, now=timezone.now())
    undoing.forget(request)
    messages.success(request, _("“%(title)s” was deleted.") % {"title": exam.title})
    return redirect("courses:course", exam.course_id)
