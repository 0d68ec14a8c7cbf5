"""The live room, the timeline of an attempt, orders to attempts, and announcements."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.access import require_teaching
from examcenter.exams.models import Attempt
from examcenter.exams.room.forms import AnnouncementForm, OrderForm
from examcenter.exams.room.giving import announce as announce_to_all
from examcenter.exams.room.orders import carry_out, outcome_words, plan_order
from examcenter.exams.room.pages import Seat
from examcenter.exams.room.timeline import timeline_page
from examcenter.exams.room.watching import SORT_WORDS, get_room_exam, room_page


# The fragment comes every few seconds and holds a line for each student. It carries no secret
# beside the names, so that its length tells nothing worth guessing.
@gzip_page
@require_GET
@signed_in
def room(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show who sits the exam; for the page itself that asks again, only what has changed."""
    now = timezone.now()
    page = room_page(
        request.user,
        exam_id,
        now,
        sort=request.GET.get("sort", ""),
        show=request.GET.get("show", ""),
        text=request.GET.get("q", ""),
    )
    if request.htmx and request.GET.get("mark") == page.mark:
        return HttpResponse(status=204)
    rows = [_seat_row(seat, page.may_act, get_language()) for seat in page.seats]
    context = {"page": page, "rows": rows, "now": now, "sorts": SORT_WORDS}
    template = "exams/room/_seats.html" if request.htmx else "exams/room/room.html"
    return render(request, template, context)


# Most of a large room stays as it is from one refresh to the next.
@lru_cache(maxsize=4096)
def _seat_row(seat: Seat, may_act: bool, language: str) -> SafeString:
    return render_to_string("exams/room/_seat.html", {"seat": seat, "may_act": may_act})


@require_POST
@signed_in
def order(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show what an order would do, and do it once that was confirmed."""
    now = timezone.now()
    exam, place = get_room_exam(request.user, exam_id)
    require_teaching(place)
    known = Attempt.objects.filter(exam=exam).values_list("pk", flat=True)
    form = OrderForm(request.POST, attempts=[str(pk) for pk in known])
    back = reverse("exams:room", args=[exam.pk])
    if not form.is_valid():
        for problem in (text for texts in form.errors.values() for text in texts):
            messages.error(request, str(problem))
        return redirect(back)
    wanted = form.to_order()
    if request.POST.get("confirmed") == "yes":
        outcome = carry_out(exam, wanted, actor=request.user, now=now)
        messages.success(request, outcome_words(wanted, outcome))
        return redirect(back)
    plan = plan_order(exam, wanted, now)
    context = {
        "exam": exam,
        "plan": plan,
        "order": wanted,
        "attempts": [str(pk) for pk in wanted.attempts],
        "back": back,
    }
    return render(request, "exams/room/confirm.html", context)


@require_POST
@signed_in
def announce(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Tell everybody in the room something."""
    exam, place = get_room_exam(request.user, exam_id)
    require_teaching(place)
    form = AnnouncementForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        n = announce_to_all(exam=exam, text=text, actor=request.user, now=timezone.now())
        told = ngettext("%(n)d student was told.", "%(n)d students were told.", n)
        messages.success(request, told % {"n": n})
    else:
        messages.error(request, _("Found no text or too much, expected 1 to 500 characters."))
    return redirect("exams:room", exam.pk)


@require_GET
@signed_in
def timeline(request: PageRequest, attempt_id: UUID) -> HttpResponse:
    """Show what is known of the course of one attempt."""
    page = timeline_page(request.user, attempt_id, timezone.now())
    return render(request, "exams/room/timeline.html", {"page": page})
