"""The editor with its preview: a whole page without JavaScript, fragments with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from examcenter.authoring.access import DeskRequest, authors_only
from examcenter.authoring.choosing import Wish
from examcenter.authoring.desk import Desk, get_desk
from examcenter.authoring.diffs import diff_texts
from examcenter.authoring.errors import AuthoringError, TextOutdated
from examcenter.authoring.previewing import preview_text
from examcenter.authoring.reading import read_text
from examcenter.authoring.schema import SECTIONS, known_functions, known_kinds
from examcenter.authoring.services.drafts import save_text

_PARAM, _TRY = "param-", "try-"


@authors_only
@require_GET
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the newest text beside a variant of it, which the address may name."""
    desk = get_desk(slug, request.seat)
    return _show(request, desk, desk.text, _wish(request.GET.dict()))


@authors_only
@require_POST
def check(request: DeskRequest, slug: str) -> HttpResponse:
    """Read what is typed, and show the variant that is asked for; saves nothing."""
    text, wish = _typed(request), _wish(request.POST.dict())
    if not request.htmx:
        return _show(request, get_desk(slug, request.seat), text, wish)
    return render(request, "authoring/_checked.html", _view(slug, text, wish))


@authors_only
@require_POST
def save(request: DeskRequest, slug: str) -> HttpResponse:
    """Save what is typed, unless somebody else has saved since it was opened."""
    text, wish = _typed(request), _wish(request.POST.dict())
    based_on = _number(request.POST.get("over") or request.POST.get("revision", ""))
    desk = get_desk(slug, request.seat)
    try:
        # Who opened a published version was shown what becomes revision 1 of its draft.
        save_text(
            slug=slug,
            text=text,
            based_on=based_on or (0 if desk.revision else 1),
            user=request.seat.user,
            now=timezone.now(),
        )
    except TextOutdated as error:
        return _refuse(request, get_desk(slug, request.seat), text, wish, error)
    except AuthoringError as error:
        return _refuse(request, desk, text, wish, error)
    if not request.htmx:
        return redirect(f"{reverse('authoring:edit', args=[slug])}#saved")
    context = {"desk": get_desk(slug, request.seat), **_view(slug, text, wish), "is_saved": True}
    return render(request, "authoring/_checked.html", context)


def _refuse(
    request: DeskRequest, desk: Desk, text: str, wish: Wish, error: AuthoringError
) -> HttpResponse:
    """Show why a text was not saved; it stays in the editor."""
    is_outdated = isinstance(error, TextOutdated)
    diff = diff_texts(desk.text, text) if is_outdated else None
    # What was opened stays what it was: only "on top" may save over what somebody else saved.
    opened = _number(request.POST.get("revision", ""))
    context = {"problem": error, "diff": diff, "opened": opened}
    if request.htmx:
        shown = {**context, "desk": desk}
        response = render(request, "authoring/_conflict.html", shown, status=error.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        return response
    return _show(request, desk, text, wish, **context)


def _show(request: DeskRequest, desk: Desk, text: str, wish: Wish, **more: Any) -> HttpResponse:
    problem = more.get("problem")
    context = {
        "desk": desk,
        "text": text,
        "sections": SECTIONS,
        "functions": known_functions(),
        "kinds": known_kinds(),
        "here": "edit",
        **_view(desk.slug, text, wish),
        **more,
    }
    return render(
        request, "authoring/edit.html", context, status=problem.status if problem else 200
    )


def _view(slug: str, text: str, wish: Wish) -> dict[str, Any]:
    read = read_text(text, slug)
    return {"slug": slug, "read": read, "preview": preview_text(read, slug, wish)}


def _typed(request: DeskRequest) -> str:
    """Return the text with the line ends that were typed; forms send CRLF."""
    return request.POST.get("text", "").replace("\r\n", "\n")


def _wish(form: Mapping[str, str]) -> Wish:
    def fields(prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in form.items()
            if name.startswith(prefix)
        }

    go = form.get("go", "")
    at = _number(form.get("number", "")) - 1 if go == "number" else _number(form.get("at", ""))
    return Wish(
        at=max(at, 0),
        go=go,
        params=fields(_PARAM),
        where=form.get("where", ""),
        answers=fields(_TRY),
    )


def _number(text: str) -> int:
    """Return a whole number that a form carried; 0 for anything else."""
    is_number = len(text) < 10 and text.isascii() and text.isdecimal()
    return int(text) if is_number else 0
