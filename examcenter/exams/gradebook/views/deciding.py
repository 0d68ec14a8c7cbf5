"""What a teacher decides for everybody: about a question, and when results are released."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams import errors
from examcenter.exams.gradebook.book import columns_of
from examcenter.exams.gradebook.desk import Desk, open_desk
from examcenter.exams.gradebook.forms import RulingForm
from examcenter.exams.gradebook.rulings import (
    Change,
    apply_ruling,
    preview_ruling,
    release_results,
    withdraw_release,
)
from examcenter.exams.models import Attempt, Slot
from examcenter.numerals import per_cent

_SHOWN = 50


@require_http_methods(["GET", "POST"])
@signed_in
def ruling(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Decide about a question for everybody: first show what that changes, then do it."""
    desk = open_desk(request.user, exam_id, timezone.now(), teaching=True)
    form = RulingForm(request.POST or None)
    context = {"desk": desk, "form": form, "columns": columns_of(desk.exam), "changes": None}
    if request.method != "POST":
        return render(request, "exams/gradebook/ruling.html", context)
    if not form.is_valid():
        return render(request, "exams/gradebook/ruling.html", context, status=400)
    values = form.cleaned_data
    slot = Slot.objects.filter(pk=values["slot"], section__exam=desk.exam).first()
    if slot is None:
        raise errors.NotFound(_("Found no such question in this exam."))
    if values["confirmed"]:
        n_changed = apply_ruling(
            slot=slot,
            ruling=values["ruling"],
            reason=values["reason"],
            actor=request.user,
            now=desk.now,
        )
        words = ngettext(
            "%(n)d attempt was scored anew.", "%(n)d attempts were scored anew.", n_changed
        )
        messages.success(request, words % {"n": n_changed})
        return redirect("exams:gradebook", exam_id)
    changes = preview_ruling(slot, values["ruling"])
    context |= {
        "changes": _lines(desk, changes),
        "n_changed": len(changes),
        "n_raised": sum(change.after > change.before for change in changes),
        "slot": next(column for column in columns_of(desk.exam) if column.key == slot.pk),
        "decision": Slot.Ruling(values["ruling"]).label,
    }
    return render(request, "exams/gradebook/ruling.html", context)


def _lines(desk: Desk, changes: list[Change]) -> list[tuple[str, str, str]]:
    """Return how the first changes read: who, before, after; the largest first, then by who."""
    named = [(desk.label(change.attempt.user), change) for change in changes]
    ordered = sorted(named, key=lambda one: (-abs(one[1].after - one[1].before), one[0]))
    return [
        (who, per_cent(change.before, 1), per_cent(change.after, 1))
        for who, change in ordered[:_SHOWN]
    ]


@require_http_methods(["GET", "POST"])
@signed_in
def release(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Ask once, then release the results or take that back."""
    desk = open_desk(request.user, exam_id, timezone.now(), teaching=True)
    is_released = desk.exam.released_at is not None
    if request.method == "POST":
        act = withdraw_release if is_released else release_results
        act(exam=desk.exam, actor=request.user, now=desk.now)
        messages.success(
            request,
            _("The release was taken back.") if is_released else _("The results are released."),
        )
        return redirect("exams:gradebook", exam_id)
    n_running = Attempt.objects.filter(exam=desk.exam, finished_at__isnull=True).count()
    context = {"desk": desk, "is_released": is_released, "n_running": n_running}
    return render(request, "exams/gradebook/release.html", context)
