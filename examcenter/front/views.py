"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.front.selectors import front_page


@require_GET
@signed_in
def home(request: PageRequest) -> HttpResponse:
    """Show what is due, what is open, what was learnt and what needs a decision."""
    now = timezone.now()
    page = front_page(request.user, now)
    return render(request, "courses/home.html", {"page": page, "now": now})
