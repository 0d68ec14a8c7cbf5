"""The receipt of one's own attempt, as a page to print and as data to keep."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.courses.zones import in_zone_of
from examcenter.exams import selectors
from examcenter.exams.building.gate import require_entry
from examcenter.exams.selectors.receipt import receipt_of
from examcenter.exams.selectors.result_page import kept_back_words


@require_GET
@signed_in
def receipt(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Show what was understood and how it was marked, as far as the policy shows it."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    reading = selectors.read_attempt(attempt, timezone.now())
    context = {
        "receipt": receipt_of(reading),
        "kept_back": kept_back_words(attempt.exam, reading.seen, reading.release),
        "student": request.user.display_name,
    }
    with in_zone_of(attempt.exam.course):
        return render(request, "exams/receipt.html", context)


@require_GET
@signed_in
def receipt_json(request: PageRequest, attempt_id: UUID) -> JsonResponse:
    """Return the same as data, with what was hashed."""
    attempt = selectors.get_attempt_for(request.user, attempt_id)
    require_entry(request, attempt)
    data = receipt_of(selectors.read_attempt(attempt, timezone.now())).to_json()
    response = JsonResponse(data, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="receipt-{attempt_id}.json"'
    return response
