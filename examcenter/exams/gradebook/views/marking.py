"""Marking one response by hand, and points for an attempt."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.courses.zones import in_zone_of
from examcenter.exams import access
from examcenter.exams.gradebook.desk import Desk, get_attempt_at, open_desk
from examcenter.exams.gradebook.forms import AdjustForm, BonusForm, CommentForm
from examcenter.exams.gradebook.marking import (
    MarkRefused,
    adjust_response,
    comment_response,
    set_bonus,
    undo_adjustment,
)
from examcenter.exams.gradebook.response_page import marking_page
from examcenter.exams.models import Attempt, Response

Deed = Callable[[PageRequest, Desk, Attempt, Response], str]


@require_http_methods(["GET", "POST"])
@signed_in
def response(request: PageRequest, exam_id: UUID, attempt_id: UUID, number: int) -> HttpResponse:
    """Show a response to who marks it; a form does one thing and comes back."""
    desk = open_desk(request.user, exam_id, timezone.now())
    attempt = get_attempt_at(desk, attempt_id)
    problem = ""
    if request.method == "POST":
        found = access.get_response_of(attempt, number)
        found = Response.objects.select_related("slot").get(pk=found.pk)
        deed = _DEEDS.get(request.POST.get("deed", ""))
        try:
            if deed is None:
                raise MarkRefused(_("Found no known action, expected one of the page's buttons."))
            messages.success(request, deed(request, desk, attempt, found))
            return redirect("exams:gradebook_response", exam_id, attempt_id, number)
        except MarkRefused as error:
            problem = str(error)
    context = {"page": marking_page(desk, attempt, number), "problem": problem}
    status = 400 if problem else 200
    with in_zone_of(desk.exam.course):
        return render(request, "exams/gradebook/response.html", context, status=status)


def _read(form: forms.Form) -> dict[str, object]:
    """Return what a form holds.

    Raises
    ------
    MarkRefused
        If it cannot be read; the message names the fields.
    """
    if not form.is_valid():
        words = [f"{form.fields[name].label or name}: {e[0]}" for name, e in form.errors.items()]
        raise MarkRefused(" ".join(words))
    return form.cleaned_data


def _adjust(request: PageRequest, desk: Desk, attempt: Attempt, found: Response) -> str:
    values = _read(AdjustForm(request.POST))
    adjust_response(
        response=found,
        actor=request.user,
        points=float(str(values["points"])),
        reason=str(values["reason"]),
        now=desk.now,
    )
    return _("The mark was adjusted.")


def _undo(request: PageRequest, desk: Desk, attempt: Attempt, found: Response) -> str:
    undo_adjustment(response=found, actor=request.user, now=desk.now)
    return _("The adjustment was taken back.")


def _comment(request: PageRequest, desk: Desk, attempt: Attempt, found: Response) -> str:
    values = _read(CommentForm(request.POST))
    comment_response(
        response=found, actor=request.user, comment=str(values["comment"]), now=desk.now
    )
    return _("The comment was saved.")


def _bonus(request: PageRequest, desk: Desk, attempt: Attempt, found: Response) -> str:
    # Not a mark of this question: teachers decide about it.
    access.require_teaching(access.get_enrollment_for(request.user, desk.exam.course_id))
    values = _read(BonusForm(request.POST))
    set_bonus(
        attempt=attempt,
        actor=request.user,
        points=float(str(values["points"])),
        reason=str(values["reason"]),
        now=desk.now,
    )
    return _("The points for the attempt were saved.")


_DEEDS: dict[str, Deed] = {
    "adjust": _adjust,
    "undo": _undo,
    "comment": _comment,
    "bonus": _bonus,
}
