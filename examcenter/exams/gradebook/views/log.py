"""The audit log of a course, for its teachers."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.courses.zones import in_zone_of, zone_of
from examcenter.exams import access
from examcenter.exams.gradebook.actions import words_of
from examcenter.exams.gradebook.log import (
    ACTIONS,
    LEAF,
    find_entries,
    lines_of,
    unsealed_words,
)
from examcenter.exams.models import AuditEntry, Exam
from examcenter.paging import read_uuid


@require_GET
@signed_in
def audit_log(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Show who did what to scores, deadlines and rules, newest first."""
    enrollment = access.require_teaching(access.get_enrollment_for(request.user, course_id))
    chosen = {
        "exam": read_uuid(request.GET.get("exam", "")),
        "action": request.GET.get("action", "")[:40],
        "text": request.GET.get("q", "").strip()[:80],
    }
    now = timezone.now()
    entries = find_entries(course_id, now, **chosen)  # type: ignore[arg-type]
    leaf = Paginator(entries, LEAF).get_page(request.GET.get("page"))
    unsealed = AuditEntry.objects.filter(course=course_id, sequence__isnull=True)
    context = {
        "course": enrollment.course,
        "zone": zone_of(enrollment.course).key,
        "role": enrollment.role,
        "lines": lines_of(leaf.object_list, now),
        "leaf": leaf,
        "chosen": chosen,
        "actions": [(name, words_of(name)) for name in ACTIONS],
        "exams": Exam.objects.filter(course=course_id).order_by("position"),
        "unsealed": unsealed_words(unsealed.count()),
    }
    with in_zone_of(enrollment.course):
        return render(request, "exams/gradebook/log.html", context)
