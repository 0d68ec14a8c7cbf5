"""The page at the door of an exam's room."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.access import get_exam_for
from examcenter.exams.building.errors import EntryNeeded, EntryRefused
from examcenter.exams.building.gate import require_entry


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
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = reverse("exams:exam", args=[exam.pk])
    return redirect(page)
