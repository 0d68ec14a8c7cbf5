"""The people of a course: the table, one person, and the file of all."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts.factor_resets import may_reset
from examcenter.accounts.gate import PageRequest
from examcenter.courses.errors import LastOwner, NothingToUndo, OwnPlace, RoleNotYours
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role, roles_given_by
from examcenter.courses.roster.exporting import export_roster
from examcenter.courses.roster.listing import Filter, list_people, show_person
from examcenter.courses.services.invitations import invite
from examcenter.courses.services.people import (
    change_place,
    get_place,
    remove_place,
    restore_place,
)
from examcenter.courses.teaching.gate import head_of, teachers_only
from examcenter.courses.teaching.groups import read_ids

# Where the session keeps what the last removal can be undone with.
_UNDO = "undo_removal"


@require_GET
@teachers_only
def people(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Show the people of a course, searched, sorted and paged."""
    undo = request.session.get(_UNDO) or {}
    context = {
        "head": head_of(place),
        "roster": list_people(place.course, Filter.from_form(request.GET)),
        "roles": Role.choices,
        "removed": undo.get("name") if undo.get("course") == str(place.course_id) else "",
    }
    return render(request, "courses/people.html", context)


@require_http_methods(["GET", "POST"])
@teachers_only
def person(request: PageRequest, place: Enrollment, place_id: UUID) -> HttpResponse:
    """Show one person of a course; save role and groups."""
    problem = None
    if request.method == "POST":
        try:
            change_place(
                actor=place,
                place_id=place_id,
                role=_role(request, place, place_id),
                group_ids=read_ids(request.POST.getlist("group")),
                now=timezone.now(),
            )
            messages.success(request, _("The changes are saved."))
            return redirect("courses:people", place.course_id)
        except (RoleNotYours, OwnPlace, LastOwner) as error:
            problem = error
    return _show_person(request, place, place_id, problem)


@require_POST
@teachers_only
def remove(request: PageRequest, place: Enrollment, place_id: UUID) -> HttpResponse:
    """Take a person out of the course; it can be undone from the next page."""
    try:
        undo = remove_place(actor=place, place_id=place_id, now=timezone.now())
    except (RoleNotYours, LastOwner) as error:
        return _show_person(request, place, place_id, error)
    request.session[_UNDO] = undo
    if undo["user"] == request.user.pk:
        messages.success(request, _("You have left the course."))
        return redirect("courses:home")
    return redirect("courses:people", place.course_id)


@require_POST
@teachers_only
def restore(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Put the person back who was removed last in this session."""
    undo = request.session.pop(_UNDO, None)
    if undo is None:
        raise NothingToUndo
    row = restore_place(actor=place, undo=undo, now=timezone.now())
    messages.success(
        request, _("%(name)s is back in the course.") % {"name": row.user.display_name}
    )
    return redirect("courses:people", place.course_id)


@never_cache
@require_POST
@teachers_only
def invitation(request: PageRequest, place: Enrollment, place_id: UUID) -> HttpResponse:
    """Invite a person who has never signed in: by mail, or with a link that is shown once."""
    path = invite(actor=place, place_id=place_id, now=timezone.now())
    row = get_place(place, place_id)
    if not path:
        messages.success(
            request, _("An invitation is on its way to %(to)s.") % {"to": row.user.email}
        )
        return redirect("courses:person", place.course_id, place_id)
    links = [(row, request.build_absolute_uri(path))]
    context = {"head": head_of(place), "links": links, "done": ""}
    return render(request, "courses/links.html", context)


@require_GET
@teachers_only
def export(request: PageRequest, place: Enrollment) -> StreamingHttpResponse:
    """Give out the people of a course as a file."""
    response = StreamingHttpResponse(
        export_roster(place.course), content_type="text/csv; charset=utf-8"
    )
    name = f"{place.course.slug}-people.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _role(request: PageRequest, actor: Enrollment, place_id: UUID) -> str:
    """Return the role that was chosen; the one that is, where none of ours was."""
    role = request.POST.get("role", "")
    return role if role in Role.values else get_place(actor, place_id).role


def _show_person(
    request: PageRequest,
    place: Enrollment,
    place_id: UUID,
    problem: RoleNotYours | OwnPlace | LastOwner | None,
) -> HttpResponse:
    row = get_place(place, place_id)
    mine = set(row.groups.values_list("pk", flat=True))
    groups = Group.objects.filter(course=place.course_id)
    roles = roles_given_by(place)
    is_fixed = Role(row.role) not in roles
    context = {
        "head": head_of(place),
        "row": show_person(row),
        "roles": [(role.value, role.label) for role in (Role(row.role),) if is_fixed]
        or [(role.value, role.label) for role in roles],
        "is_fixed": is_fixed,
        "groups": [(group, group.pk in mine) for group in groups],
        "problem": problem,
        "by_mail": bool(settings.HAS_MAIL and row.user.email),
        "may_invite": row.user.is_waiting and (row.made_account or settings.HAS_MAIL),
        "is_self": row.pk == place.pk,
        "may_reset_factor": row.user.second_factor_at is not None
        and may_reset(place.user, row.user),
        "public_id": row.user.public_id,
    }
    status = problem.status if problem else 200
    return render(request, "courses/person.html", context, status=status)
