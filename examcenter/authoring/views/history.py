"""The history of a question: what changed, and going back, on, aside and away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from examcenter.authoring.access import DeskRequest, authors_only
from examcenter.authoring.desk import find_difference, get_chapter_text, get_desk, list_history
from examcenter.authoring.diffs import diff_texts
from examcenter.authoring.errors import AuthoringError
from examcenter.authoring.services.copies import duplicate_text
from examcenter.authoring.services.drafts import restore_text
from examcenter.authoring.services.releases import set_archived


@authors_only
@require_GET
def history(request: DeskRequest, slug: str) -> HttpResponse:
    """Show versions and saved texts, and how one became another."""
    return _show(request, slug)


@authors_only
@require_POST
def restore(request: DeskRequest, slug: str) -> HttpResponse:
    """Make an old text the newest draft."""
    key = request.POST.get("key", "")
    text = get_chapter_text(slug, key)
    note = f"restored from {'version' if key.startswith('v') else 'revision'} {key[1:]}"
    user = request.seat.user
    restore_text(slug=slug, text=text, user=user, now=timezone.now(), note=note)
    return redirect("authoring:edit", slug)


@authors_only
@require_POST
def duplicate(request: DeskRequest, slug: str) -> HttpResponse:
    """Start a new question with the newest text of this one."""
    desk = get_desk(slug, request.seat)
    wanted = request.POST.get("id", "").strip()
    try:
        duplicate_text(
            desk.text, slug=slug, new_slug=wanted, user=request.seat.user, now=timezone.now()
        )
    except AuthoringError as error:
        return _show(request, slug, problem=error, wanted=wanted)
    return redirect("authoring:edit", wanted)


@authors_only
@require_POST
def archive(request: DeskRequest, slug: str) -> HttpResponse:
    """Offer a question no more, or again."""
    is_archived = request.POST.get("archived") == "yes"
    now = timezone.now()
    set_archived(slug=slug, is_archived=is_archived, seat=request.seat, now=now)
    return redirect("authoring:history", slug)


def _show(
    request: DeskRequest, slug: str, *, problem: AuthoringError | None = None, wanted: str = ""
) -> HttpResponse:
    desk = get_desk(slug, request.seat)
    chapters = list_history(slug)
    new = request.GET.get("new", "") or chapters[0].key
    old = request.GET.get("old", "") or find_difference(slug, chapters)
    context = {
        "desk": desk,
        "here": "history",
        "chapters": chapters,
        "old": old,
        "new": new,
        "diff": diff_texts(get_chapter_text(slug, old), get_chapter_text(slug, new)),
        "problem": problem,
        "wanted": wanted,
    }
    status = problem.status if problem else 200
    return render(request, "authoring/history.html", context, status=status)
