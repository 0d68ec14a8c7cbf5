"""The programs of a course: all of them, a new one, a further token, and sending one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest
from examcenter.courses.models import Enrollment
from examcenter.courses.teaching.gate import head_of, teachers_only
from examcenter.integrations.access import require_owner
from examcenter.integrations.errors import ProgramNameTaken, ProgramNotFound, TokenNotFound
from examcenter.integrations.forms import ProgramForm, TokenForm
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.scopes import SCOPES
from examcenter.integrations.selectors import get_guest_of, list_guests_of, list_programs_in
from examcenter.integrations.services import (
    admit_integration,
    create_integration,
    dismiss_integration,
    issue_token,
    revoke_integration,
    revoke_token,
)


@dataclass(frozen=True)
class ProgramRow:
    """A program with its tokens, as the page shows it."""

    program: Integration
    # One of the whole site is looked after by those who run it.
    is_own: bool
    tokens: list[AccessToken]


@dataclass(frozen=True)
class OutsideRow:
    """A program of the whole site that does not work here, and what it could do."""

    program: Integration
    may: list[tuple[str, Promise]]


@never_cache
@require_http_methods(["GET", "POST"])
@teachers_only
def programs(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Show the programs of a course, and make one; its token is shown on the page that follows."""
    form = ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            program, text = create_integration(
                name=form.cleaned_data["name"],
                course=place.course,
                scopes=form.cleaned_data["scopes"],
                now=timezone.now(),
                actor=request.user,
                days=form.cleaned_data["days"],
            )
            return _show_once(request, place, program, text)
        except ProgramNameTaken as error:
            form.add_error("name", str(error))
    now = timezone.now()
    context = {
        "head": head_of(place),
        "rows": _rows(place, now),
        "outside": _outside(place, now),
        "form": form,
        "scopes": SCOPES.items(),
    }
    status = 400 if form.errors else 200
    return render(request, "integrations/programs.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@teachers_only
def token(request: PageRequest, place: Enrollment, integration_id: UUID) -> HttpResponse:
    """Make a further token of a program, such as to replace one that expires."""
    program = _own_program(place, integration_id)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _token, text = issue_token(
            integration=program,
            scopes=form.cleaned_data["scopes"],
            now=timezone.now(),
            actor=request.user,
            lasts=timedelta(days=form.cleaned_data["days"]),
        )
        return _show_once(request, place, program, text)
    context = {
        "head": head_of(place),
        "program": program,
        "form": form,
        "scopes": SCOPES.items(),
    }
    status = 400 if form.errors else 200
    return render(request, "integrations/token.html", context, status=status)


@require_POST
@teachers_only
def revoke(
    request: PageRequest, place: Enrollment, integration_id: UUID, token_id: UUID
) -> HttpResponse:
    """Revoke one token of a program of the course."""
    program = _own_program(place, integration_id)
    row = AccessToken.objects.filter(integration=program, pk=token_id).first()
    if row is None:
        raise TokenNotFound
    row.integration = program
    revoke_token(row, now=timezone.now(), actor=request.user)
    messages.success(request, _("The token %(prefix)s is revoked.") % {"prefix": row.prefix})
    return redirect("integrations:programs", place.course_id)


@require_POST
@teachers_only
def admit(request: PageRequest, place: Enrollment, integration_id: UUID) -> HttpResponse:
    """Let a program of the whole site into the course."""
    now = timezone.now()
    guest = get_guest_of(require_owner(place).course, integration_id, now)
    admit_integration(integration=guest.program, course=place.course, now=now, actor=request.user)
    messages.success(request, _("%(name)s works here now.") % {"name": guest.program.name})
    return redirect("integrations:programs", place.course_id)


@require_POST
@teachers_only
def remove(request: PageRequest, place: Enrollment, integration_id: UUID) -> HttpResponse:
    """Send a program away from the course; one of the course ends with it.

    One of the whole site goes only when an owner says so, who alone can let it in again.
    """
    program = list_programs_in(place.course).filter(pk=integration_id).first()
    if program is None:
        raise ProgramNotFound
    if program.course_id == place.course_id:
        revoke_integration(integration=program, now=timezone.now(), actor=request.user)
    else:
        require_owner(place)
        dismiss_integration(
            integration=program, course=place.course, now=timezone.now(), actor=request.user
        )
    messages.success(request, _("%(name)s can do nothing here any more.") % {"name": program.name})
    return redirect("integrations:programs", place.course_id)


def _own_program(place: Enrollment, integration_id: UUID) -> Integration:
    program = (
        Integration.objects.filter(course=place.course_id, pk=integration_id)
        .select_related("course")
        .first()
    )
    if program is None:
        raise ProgramNotFound
    return program


def _rows(place: Enrollment, now: datetime) -> list[ProgramRow]:
    found = list_programs_in(place.course).filter(revoked_at__isnull=True)
    tokens = AccessToken.objects.filter(
        integration__in=found, made_from__isnull=True
    ).select_related("created_by")
    by_program: dict[UUID, list[AccessToken]] = {}
    for row in tokens:
        if row.is_good(now) and row.integration_id is not None:
            by_program.setdefault(row.integration_id, []).append(row)
    return [
        ProgramRow(
            program=program,
            is_own=program.course_id == place.course_id,
            tokens=by_program.get(program.pk, []),
        )
        for program in found
    ]


def _outside(place: Enrollment, now: datetime) -> list[OutsideRow]:
    return [
        OutsideRow(guest.program, [(scope, SCOPES[scope]) for scope in guest.scopes])
        for guest in list_guests_of(place.course, now)
        if not guest.is_admitted
    ]


def _show_once(
    request: PageRequest, place: Enrollment, program: Integration, text: str
) -> HttpResponse:
    context = {"head": head_of(place), "program": program, "text": text}
    return render(request, "integrations/shown_once.html", context, status=201)
