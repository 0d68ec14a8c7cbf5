"""Making a course, changing it, putting it away, and copying it to the next term."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.courses.errors import RoleNotYours
from examcenter.courses.forms import CopyForm, CourseForm, facts_of
from examcenter.courses.models import Enrollment
from examcenter.courses.services.courses import (
    CopyWishes,
    archive_course,
    copy_course,
    create_course,
    edit_course,
    may_create_courses,
)
from examcenter.courses.teaching.gate import head_of, teachers_only

_WITH = ("with_staff", "with_groups", "with_exams")


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: PageRequest) -> HttpResponse:
    """Make a course, which is then one's own."""
    if not may_create_courses(request.user):
        raise RoleNotYours(_("Only teachers and staff may make courses."))
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        course = create_course(facts=form.facts(), owner=request.user, now=timezone.now())
        messages.success(request, _("The course is made. Add its people next."))
        return redirect("courses:people", course.pk)
    return render(request, "courses/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@teachers_only
def edit(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Change what a course is called and when it runs."""
    form = CourseForm(request.POST or None, initial=facts_of(place.course))
    if request.method == "POST" and form.is_valid():
        edit_course(actor=place, facts=form.facts(), now=timezone.now())
        messages.success(request, _("The settings are saved."))
        return redirect("courses:settings", place.course_id)
    context = {"form": form, "head": head_of(place)}
    return render(request, "courses/settings.html", context, status=400 if form.errors else 200)


@require_POST
@teachers_only
def archive(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Put a course away, or take it out again."""
    is_archived = request.POST.get("archive") != "no"
    archive_course(actor=place, is_archived=is_archived, now=timezone.now())
    words = _("The course is archived.") if is_archived else _("The course is open again.")
    messages.success(request, words)
    return redirect("courses:settings", place.course_id)


@require_http_methods(["GET", "POST"])
@teachers_only
def copy(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Make the course of the next term."""
    initial = {**facts_of(place.course), "term": "", "starts_on": None, "ends_on": None}
    form = CopyForm(request.POST or None, initial={**initial, **dict.fromkeys(_WITH, True)})
    if request.method == "POST" and form.is_valid():
        course = copy_course(
            actor=place,
            facts=form.facts(),
            wishes=CopyWishes(
                staff=form.cleaned_data["with_staff"],
                groups=form.cleaned_data["with_groups"],
                exams=form.cleaned_data["with_exams"],
            ),
            now=timezone.now(),
        )
        messages.success(request, _("The copy is made. Add its people next."))
        return redirect("courses:people", course.pk)
    context = {"form": form, "head": head_of(place)}
    return render(request, "courses/copy.html", context, status=400 if form.errors else 200)
