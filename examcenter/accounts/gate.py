"""The gate before every page: who is not signed in is sent to the sign-in page and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from examcenter.accounts.models import User

View = Callable[..., HttpResponseBase]


class PageRequest(HttpRequest):
    """A request of somebody who is signed in, as the views behind the gate see it."""

    user: User
    htmx: HtmxDetails


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script of ours asks, which reads JSON."""
    # Not from `headers`, which is made of all of them when the first one is asked for.
    return bool(request.META.get("HTTP_ACCEPT") == "application/json")


def signed_in(view: View) -> View:
    """Let a view be called for signed-in people only.

    A script cannot follow a redirect to a form, so it is told, and the page keeps what was typed.
    """

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return turn_away(
            request,
            code="signed_out",
            title=_("You are signed out"),
            to=reverse("accounts:sign_in"),
            words=_("Sign in and go on"),
        )

    return gate


def turn_away(
    request: HttpRequest, *, code: str, title: str, to: str, words: str
) -> HttpResponseBase:
    """Send somebody to a page that comes first, and from there back; scripts are told in words."""
    back = _page_of(request)
    address = f"{to}?{urlencode({'next': back}, safe='/')}"
    problem = {
        "code": code,
        "title": title,
        "detail": _("What you typed is kept in this browser."),
        "action": "",
        "link": {"href": address, "words": words},
    }
    if wants_json(request):
        return JsonResponse(problem, status=401)
    if request.headers.get("HX-Request"):
        response = render(request, "_refusal.html", problem, status=401)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        return response
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to; an address that only takes forms is none."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return urlsplit(referer).path or "/"
    return reverse("courses:home")
