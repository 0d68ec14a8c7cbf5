"""The page that shows a paper before anybody sits it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.building.access import get_previewed_exam
from examcenter.exams.building.previewing import MOST_PAPERS, preview_page
from examcenter.exams.errors import AttemptNotFound


@require_GET
@signed_in
def preview(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show a student's paper: with keys and solutions to teachers, without to assistants."""
    exam, may_see_keys = get_previewed_exam(request.user, exam_id)
    page = preview_page(
        exam,
        request.user,
        person=_id(request.GET.get("student", "")),
        attempt=_id(request.GET.get("attempt", "")),
        paper=_paper(request.GET.get("paper", "")),
        now=timezone.now(),
        may_see_keys=may_see_keys,
    )
    context = {
        "page": page,
        "head": page.head,
        "next_paper": page.paper % MOST_PAPERS + 1,
    }
    return render(request, "exams/building/preview.html", context)


def _id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise AttemptNotFound from None


def _paper(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return min(max(int(text), 1), MOST_PAPERS) if is_number else 1
