"""Giving time back after an outage: what was found, what is typed, whom it hit, and doing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.courses.zones import in_zone_of, zone_of
from examcenter.exams.access import require_teaching
from examcenter.exams.models import Exam
from examcenter.exams.room.clocks import clock, span
from examcenter.exams.room.forms import OutageForm
from examcenter.exams.room.intervals import Interval
from examcenter.exams.room.outages import (
    NoOutage,
    find_outages,
    give_time_back,
    list_time_back,
    require_outage,
)
from examcenter.exams.room.watching import get_room_exam


@require_http_methods(["GET", "POST"])
@signed_in
def outage(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show outages that were found; then whom one hit; then give the time back."""
    exam, place = get_room_exam(request.user, exam_id)
    require_teaching(place)
    with in_zone_of(exam.course):
        form = OutageForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return _give(request, exam, form)
        return _show(request, exam, form)


def _give(request: PageRequest, exam: Exam, form: OutageForm) -> HttpResponse:
    """Show whom the outage hit, or give the time back once that was confirmed."""
    now = timezone.now()
    interval = form.to_interval()
    try:
        require_outage(interval, now)
    except NoOutage as error:
        form.add_error(None, str(error))
        return _show(request, exam, form)
    if request.POST.get("confirmed") != "yes":
        return _show(request, exam, form, interval=interval)
    outcome = give_time_back(
        exam=exam,
        interval=interval,
        reason=form.cleaned_data["reason"],
        actor=request.user,
        now=now,
        may_reopen=form.cleaned_data["reopen"],
    )
    n = len(outcome.done)
    words = ngettext("%(n)d student got time back.", "%(n)d students got time back.", n)
    messages.success(request, words % {"n": n})
    return redirect("exams:room", exam.pk)


def _show(
    request: PageRequest, exam: Exam, form: OutageForm, *, interval: Interval | None = None
) -> HttpResponse:
    now = timezone.now()
    owed = [] if interval is None else list_time_back(exam, interval)
    context = {
        "exam": exam,
        "form": form,
        "is_asked": interval is not None,
        "interval_words": "" if interval is None else _words(exam, interval),
        "n_open": sum(not back.is_finished for back in owed),
        "n_finished": sum(back.is_finished for back in owed),
        "longest": span(max((back.seconds for back in owed), default=0)),
        "silences": [
            {
                "start": found.interval.start,
                "end": found.interval.end,
                "words": _words(exam, found.interval),
                "span": span(found.interval.seconds),
                "n": found.n_attempts,
            }
            for found in find_outages(exam, now)
        ],
        "zone": zone_of(exam.course).key,
    }
    status = 400 if form.errors else 200
    return render(request, "exams/room/outage.html", context, status=status)


def _words(exam: Exam, interval: Interval) -> str:
    now = timezone.now()
    first = clock(interval.start, exam.course, now=now)
    return f"{first} – {clock(interval.end, exam.course, now=now)}"
