"""The page of a course."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams import selectors


@require_GET
@signed_in
def course(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Show one course with its exams."""
    page = selectors.course_page(request.user, course_id, timezone.now())
    return render(request, "courses/course.html", {"page": page})
