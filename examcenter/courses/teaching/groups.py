"""The groups of a course: all of them, and one with its members."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest
from examcenter.courses.errors import GroupNameTaken
from examcenter.courses.forms import GroupForm
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.roll import roll_of
from examcenter.courses.services.groups import change_group, delete_group, get_group, make_group
from examcenter.courses.teaching.gate import head_of, teachers_only


@require_http_methods(["GET", "POST"])
@teachers_only
def groups(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Show the groups of a course, and add one."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = make_group(actor=place, name=form.cleaned_data["name"], now=timezone.now())
            return redirect("courses:group", place.course_id, group.pk)
        except GroupNameTaken as error:
            form.add_error("name", str(error))
    context = {
        "head": head_of(place),
        "form": form,
        "groups": Group.objects.filter(course=place.course_id).annotate(n=Count("members")),
    }
    return render(request, "courses/groups.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@teachers_only
def group(request: PageRequest, place: Enrollment, group_id: UUID) -> HttpResponse:
    """Show a group with everybody who may be in it; save its name and its members."""
    row = get_group(place, group_id)
    form = GroupForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            change_group(
                actor=place,
                group_id=group_id,
                name=form.cleaned_data["name"],
                member_ids=read_ids(request.POST.getlist("member")),
                now=timezone.now(),
            )
            messages.success(request, _("The group is saved."))
            return redirect("courses:groups", place.course_id)
        except GroupNameTaken as error:
            form.add_error("name", str(error))
    is_sent = request.method == "POST"
    ids = read_ids(request.POST.getlist("member")) if is_sent else _members_of(row)
    rows = Enrollment.objects.filter(course=place.course_id).exclude(role=Role.PROGRAM)
    people = rows.select_related("user").order_by(
        "user__last_name", "user__first_name", "user__username"
    )
    context = {
        "head": head_of(place),
        "form": form,
        "group": row,
        "roll": roll_of(people, {str(pk) for pk in ids}),
    }
    return render(request, "courses/group.html", context, status=400 if form.errors else 200)


@require_POST
@teachers_only
def delete(request: PageRequest, place: Enrollment, group_id: UUID) -> HttpResponse:
    """Delete a group; its people stay in the course."""
    row = delete_group(actor=place, group_id=group_id, now=timezone.now())
    messages.success(request, _("The group %(name)s is deleted.") % {"name": row.name})
    return redirect("courses:groups", place.course_id)


def _members_of(group: Group) -> list[UUID]:
    return list(group.members.values_list("pk", flat=True))


def read_ids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among the values of a form; what is none is left out."""
    ids = []
    for text in texts:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
