"""The page at the door of an exam's room."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.access import get_exam_for
from examcenter.exams.building.errors import EntryNeeded, EntryRefused
from examcenter.exams.building.gate import require_entry
from examcenter.returning import way_back


@require_http_methods(["GET", "POST"])
@signed_in
def entry(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Ask for the password of the room, and lead on to where it was asked for."""
    exam = get_exam_for(request.user, exam_id)
    try:
        require_entry(request, exam)
    except EntryNeeded as needed:
        # Whoever comes here by a link made no mistake.
        context = {"problem": needed, **needed.page_context(request)}
        return render(request, EntryRefused.template, context)
    page = request.POST.get("next") or request.GET.get("next", "")
    return redirect(way_back(request, page, default=reverse("exams:exam", args=[exam.pk])))
