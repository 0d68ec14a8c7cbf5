"""Exceptions of an exam or a course: listing, granting, changing and taking them back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.accounts.models import User
from examcenter.courses.zones import in_zone_of, zone_of
from examcenter.exams.access import get_enrollment_for, get_exam_for, require_teaching
from examcenter.exams.models import Accommodation
from examcenter.exams.room import granting
from examcenter.exams.room.applying import Applied, apply_everywhere
from examcenter.exams.room.errors import GrantNotFound
from examcenter.exams.room.forms import GrantForm, TermsForm
from examcenter.exams.room.granting import People, Place
from examcenter.exams.room.grants import list_grants, terms_words, who_words
from examcenter.exams.room.previewing import Proposal, preview


@require_http_methods(["GET", "POST"])
@signed_in
def of_exam(request: PageRequest, exam_id: UUID) -> HttpResponse:
    """Show and grant what holds in one exam."""
    exam = get_exam_for(request.user, exam_id)
    require_teaching(get_enrollment_for(request.user, exam.course_id))
    return _list_and_grant(request, Place(exam.course, exam))


@require_http_methods(["GET", "POST"])
@signed_in
def of_course(request: PageRequest, course_id: UUID) -> HttpResponse:
    """Show and grant what holds in all exams of a course."""
    place = require_teaching(get_enrollment_for(request.user, course_id))
    return _list_and_grant(request, Place(place.course))


def _list_and_grant(request: PageRequest, place: Place) -> HttpResponse:
    with in_zone_of(place.course):
        form = GrantForm(request.POST or None, place=place)
        if request.method == "POST" and form.is_valid():
            people = People(
                users=tuple(row.user for row in form.cleaned_data["students"]),
                group=form.cleaned_data["group"],
            )
            if request.POST.get("confirmed") == "yes":
                return _grant(request, place, people, form)
            return _ask(request, form, Proposal(place, people, form.to_terms()))
        context = {
            "place": place,
            "form": form,
            "grants": list_grants(place, timezone.now()),
            "zone": zone_of(place.course).key,
        }
        status = 400 if form.errors else 200
        return render(request, "exams/room/accommodations.html", context, status=status)


def _grant(request: PageRequest, place: Place, people: People, form: GrantForm) -> HttpResponse:
    now = timezone.now()
    granting.grant(
        place=place,
        people=people,
        terms=form.to_terms(),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        now=now,
    )
    return _bring_home(request, place)


def _bring_home(request: PageRequest, place: Place) -> HttpResponse:
    """Apply the rules to running attempts and say what became of them."""
    applied = apply_everywhere(
        place=place,
        actor=request.user,
        now=timezone.now(),
        may_shorten=request.POST.get("shorten") == "yes",
        may_reopen=request.POST.get("reopen") == "yes",
    )
    messages.success(request, _applied_words(applied))
    return redirect(_page_of(place))


def _applied_words(applied: Applied) -> str:
    """Return what became of running attempts, a sentence for each thing that happened."""
    n = {name: len(attempts) for name, attempts in vars(applied).items()}
    sentences = {
        "extended": ngettext(
            "%(n)d running attempt has more time.",
            "%(n)d running attempts have more time.",
            n["extended"],
        ),
        "kept": ngettext(
            "%(n)d keeps the time it had.", "%(n)d keep the time they had.", n["kept"]
        ),
        "shortened": ngettext("%(n)d has less time.", "%(n)d have less time.", n["shortened"]),
        "reopened": ngettext("%(n)d is open again.", "%(n)d are open again.", n["reopened"]),
        "reopenable": ngettext(
            "%(n)d was closed by the clock and can be reopened in the room.",
            "%(n)d were closed by the clock and can be reopened in the room.",
            n["reopenable"],
        ),
    }
    said = [words % {"n": n[name]} for name, words in sentences.items() if n[name]]
    return " ".join([_("Saved."), *said])


def _ask(
    request: PageRequest,
    form: TermsForm,
    proposal: Proposal,
    *,
    row: Accommodation | None = None,
) -> HttpResponse:
    """Show what a grant would do, and ask."""
    now, place = timezone.now(), proposal.place
    context = {
        "place": place,
        "form": form,
        "grant": row,
        "who": "" if row is None else who_words(row),
        "effects": preview(proposal, now),
        "what": terms_words(proposal.terms, place.course, now),
        "back": _page_of(place),
    }
    return render(request, "exams/room/grant_confirm.html", context)


def _page_of(place: Place) -> str:
    if place.exam is not None:
        return reverse("exams:accommodations", args=[place.exam.pk])
    return reverse("exams:course_accommodations", args=[place.course.pk])


def _get_grant(user: User, grant_id: UUID) -> tuple[Accommodation, Place]:
    """Return a grant of a course that somebody teaches.

    Raises
    ------
    GrantNotFound, NotPermitted
    """
    row = (
        Accommodation.objects.filter(pk=grant_id, course__enrollments__user=user)
        .select_related("course", "exam__course", "user", "group")
        .first()
    )
    if row is None:
        raise GrantNotFound
    require_teaching(get_enrollment_for(user, row.course_id))
    return row, Place(row.course, row.exam)


@require_http_methods(["GET", "POST"])
@signed_in
def change(request: PageRequest, grant_id: UUID) -> HttpResponse:
    """Show a grant, and replace it by another for the same people."""
    row, place = _get_grant(request.user, grant_id)
    with in_zone_of(place.course):
        initial = {**TermsForm.initial_of(granting.terms_of(row)), "reason": row.reason}
        form = TermsForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            if request.POST.get("confirmed") != "yes":
                people = People(users=() if row.user is None else (row.user,), group=row.group)
                proposal = Proposal(place, people, form.to_terms(), replaced=row)
                return _ask(request, form, proposal, row=row)
            granting.change(
                accommodation=row,
                terms=form.to_terms(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
            )
            return _bring_home(request, place)
        context = {
            "place": place,
            "form": form,
            "grant": row,
            "who": who_words(row),
            "back": _page_of(place),
            "zone": zone_of(place.course).key,
        }
        status = 400 if form.errors else 200
        return render(request, "exams/room/grant_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def revoke(request: PageRequest, grant_id: UUID) -> HttpResponse:
    """Ask once, then take a grant back."""
    row, place = _get_grant(request.user, grant_id)
    if request.method == "POST":
        granting.revoke(accommodation=row, actor=request.user, now=timezone.now())
        return _bring_home(request, place)
    context = {
        "place": place,
        "grant": row,
        "who": who_words(row),
        "what": terms_words(row, place.course, timezone.now()),
        "back": _page_of(place),
    }
    return render(request, "exams/room/grant_revoke.html", context)
