"""The forms that start an exam and change its rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.building import services
from examcenter.exams.building.access import get_taught_course, get_taught_exam
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.errors import RulesBreakExam
from examcenter.exams.building.fields import in_zone
from examcenter.exams.building.forms import NewExamForm, RulesForm
from examcenter.exams.building.presets import PRESETS
from examcenter.exams.building.selectors import check_of, head_of
from questions.rendering import render_markdown


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Ask for the title and the kind of a new exam, and start its draft."""
    course = get_taught_course(request.user, course_id)
    form = NewExamForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        exam = services.create_exam(
            course=course, rules=form.rules(), actor=request.user, now=timezone.now()
        )
        return redirect("exams:build", exam.pk)
    context = {"form": form, "course": course, "presets": PRESETS.values()}
    return render(request, "exams/building/new.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def rules(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show and change the rules of an exam, in the time zone of its course."""
    exam = get_taught_exam(request.user, exam_id)
    now = timezone.now()
    with in_zone(exam.course.time_zone):
        if request.method == "POST":
            form = RulesForm(request.POST)
            if form.is_valid():
                try:
                    changes = services.change_rules(
                        exam=exam, rules=form.rules(), actor=request.user, now=now
                    )
                    _tell(request, changes)
                    return redirect("exams:build_rules", exam.pk)
                except RulesBreakExam as error:
                    form.take_back(error.findings)
        else:
            form = RulesForm(initial=RulesForm.initial_of(Rules.of_exam(exam)))
        context = {
            "form": form,
            "head": head_of(exam),
            "check": check_of(exam, now),
            "local_now": timezone.localtime(now),
        }
        return render(
            request, "exams/building/rules.html", context, status=400 if form.is_bound else 200
        )


def _tell(request: PageRequest, changes: services.Changes) -> None:
    """Say what was saved, and what became of those who sit the exam now."""
    if not changes.differences:
        messages.info(request, _("Nothing was changed."))
        return
    messages.success(request, _("Rules saved."))
    n_extended, n_kept = len(changes.applied.extended), len(changes.applied.kept)
    if n_extended:
        words = ngettext(
            "%(n)d running attempt has more time now; its student is told.",
            "%(n)d running attempts have more time now; their students are told.",
            n_extended,
        )
        messages.info(request, words % {"n": n_extended})
    if n_kept:
        words = ngettext(
            "%(n)d running attempt keeps the time that it had. Close it in the room if it "
            "must end.",
            "%(n)d running attempts keep the time that they had. Close them in the room if they "
            "must end.",
            n_kept,
        )
        messages.warning(request, words % {"n": n_kept})


@require_POST
@signed_in
def intro(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show an introduction as students will see it, while it is written."""
    get_taught_exam(request.user, exam_id)
    text = RulesForm(request.POST).data.get("intro", "")
    context = {"intro_html": render_markdown(text) if text.strip() else ""}
    return render(request, "exams/building/_intro.html", context)
