"""Adding people: one, pasted lines, or a file, with a report before anything is done."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts.gate import PageRequest
from examcenter.accounts.links import invitation_path
from examcenter.accounts.services import call_worker
from examcenter.courses.errors import RosterRefused, RosterTooLarge
from examcenter.courses.models import Enrollment
from examcenter.courses.roles import Role, roles_given_by
from examcenter.courses.roster.applying import Applied, PlanChanged, apply_roster
from examcenter.courses.roster.decoding import LARGEST_BYTES, MOST_LINES, decode
from examcenter.courses.roster.planning import Plan, plan_roster
from examcenter.courses.roster.reading import Reading, read_one, read_text
from examcenter.courses.services.invitations import TASK_NAME
from examcenter.courses.teaching.gate import head_of, teachers_only
from examcenter.numerals import grouped

_ONE = ("first_name", "last_name", "email", "username", "groups")


@never_cache
@require_http_methods(["GET", "POST"])
@teachers_only
def add(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Take people in: one at once, or a list whose report is shown first."""
    if request.method == "GET":
        return _show_form(request, place, None)
    try:
        if request.POST.get("kind") == "one":
            return _add_one(request, place)
        text = _text(request)
        reading = read_text(text)
        if not reading.people and not reading.unreadable:
            raise RosterRefused(_("There is no line in it."))
    except RosterRefused as error:
        return _show_form(request, place, error)
    plan = plan_roster(reading, actor=place, default_role=_role(request, place))
    return _show_report(request, place, plan, text)


@never_cache
@require_POST
@teachers_only
def apply(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Do what the report said; if it would say something else by now, show it again."""
    text = request.POST.get("text", "")
    try:
        return _apply(request, place, read_text(text), request.POST.get("fingerprint", ""))
    except RosterRefused as error:
        return _show_form(request, place, error)
    except PlanChanged as changed:
        return _show_report(request, place, changed.plan, text, is_changed=True)


def _add_one(request: PageRequest, place: Enrollment) -> HttpResponse:
    """Add one person at once; what does not work is said above the form."""
    said = {name: request.POST.get(name, "") for name in _ONE}
    reading = read_one(said)
    plan = plan_roster(reading, actor=place, default_role=_role(request, place))
    (line,) = plan.lines
    if not line.is_written:
        why = ", ".join(map(str, (line.outcome_words, *line.notes)))
        raise RosterRefused(f"{line.words}: {why}.")
    try:
        return _apply(request, place, reading, plan.fingerprint)
    except PlanChanged:
        raise RosterRefused(_("The course has changed in the same moment.")) from None


def _apply(
    request: PageRequest, place: Enrollment, reading: Reading, fingerprint: str
) -> HttpResponse:
    with_invitations = settings.HAS_MAIL and request.POST.get("invite") == "yes"
    applied = apply_roster(
        reading,
        actor=place,
        default_role=_role(request, place),
        fingerprint=fingerprint,
        now=timezone.now(),
        with_invitations=with_invitations,
    )
    if with_invitations and applied.made:
        transaction.on_commit(lambda: call_worker(TASK_NAME))
    return _show_done(request, place, applied)


def _show_done(request: PageRequest, place: Enrollment, applied: Applied) -> HttpResponse:
    """Say what was done; first links that no mail will carry are shown, this once."""
    words = _done_words(applied)
    links = [
        (row, request.build_absolute_uri(invitation_path(row.user)))
        for row in applied.made
        if not (settings.HAS_MAIL and row.user.email)
    ]
    if links:
        context = {"head": head_of(place), "links": links, "done": words}
        return render(request, "courses/links.html", context)
    messages.success(request, words)
    return redirect("courses:people", place.course_id)


def _done_words(applied: Applied) -> str:
    said = []
    if applied.n_new + applied.n_joined:
        n = applied.n_new + applied.n_joined
        said.append(ngettext("%(n)d person was added", "%(n)d people were added", n) % {"n": n})
    if applied.n_changed:
        n = applied.n_changed
        said.append(ngettext("%(n)d person was changed", "%(n)d people were changed", n) % {"n": n})
    if applied.n_groups:
        n = applied.n_groups
        said.append(ngettext("%(n)d group was made", "%(n)d groups were made", n) % {"n": n})
    return f"{', '.join(said)}." if said else _("Nothing had to be changed.")


def _text(request: PageRequest) -> str:
    """Return the text of a file, or the lines that were pasted. Raises RosterRefused."""
    file = request.FILES.get("file")
    if file is None:
        return decode(request.POST.get("lines", "").encode(errors="replace"))[0]
    size = file.size or 0
    if size > LARGEST_BYTES:
        raise RosterTooLarge(
            _("The file has %(size)s bytes; at most %(largest_bytes)s are taken at once.")
            % {"size": grouped(size), "largest_bytes": grouped(LARGEST_BYTES)}
        )
    return decode(file.read())[0]


def _role(request: PageRequest, place: Enrollment) -> str:
    """Return the role that lines without one get; a student's, where it is not theirs to give."""
    role = request.POST.get("role", "")
    return role if role in roles_given_by(place) else Role.STUDENT


def _show_form(
    request: PageRequest, place: Enrollment, problem: RosterRefused | None
) -> HttpResponse:
    context = {
        "head": head_of(place),
        "problem": problem,
        "roles": [(role.value, role.label) for role in roles_given_by(place)],
        "role": _role(request, place),
        "typed": request.POST,
        "has_mail": settings.HAS_MAIL,
        "largest_kb": LARGEST_BYTES >> 10,
        "most_lines": MOST_LINES,
    }
    status = problem.status if problem else 200
    return render(request, "courses/add_people.html", context, status=status)


def _show_report(
    request: PageRequest, place: Enrollment, plan: Plan, text: str, *, is_changed: bool = False
) -> HttpResponse:
    context = {
        "head": head_of(place),
        "plan": plan,
        "problems": [line for line in plan.lines if line.is_problem],
        "text": text,
        "role": _role(request, place),
        "role_words": Role(_role(request, place)).label,
        "has_mail": settings.HAS_MAIL,
        "is_changed": is_changed,
    }
    return render(request, "courses/report.html", context, status=409 if is_changed else 200)
