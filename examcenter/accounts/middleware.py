"""Lets nobody who has given a password but owes a code see any page or operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.accounts import second_factor
from examcenter.accounts.gate import turn_away
from examcenter.accounts.models import User
from examcenter.errors import is_api
from examcenter.problems import Problem

# All that can be reached between the password and the code.
_OPEN = {
    *("accounts:second_factor", "accounts:set_up_second_factor"),
    *("accounts:sign_out", "accounts:language"),
}


class SecondFactorFirst:
    """Middleware: every view but the few of the code itself is behind the code.

    It is asked before each view, so a page that is added later is covered without a word, and so is
    the REST interface, which takes the same sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; views come to `process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Turn away who owes a code."""
        match = request.resolver_match
        name = match.view_name if match else ""
        # Without a session nobody is signed in by one, and nobody has to be read.
        if name in _OPEN or not request.session.session_key:
            return None
        if not second_factor.is_missing(request.user):
            return None
        if is_api(request):
            return _PROBLEM.to_response()
        user = request.user
        is_set_up = isinstance(user, User) and user.second_factor_at is not None
        if is_set_up:
            return turn_away(
                request,
                code="second_factor_required",
                title=_("Your second factor is asked for"),
                to=reverse("accounts:second_factor"),
                words=_("Type the code and go on"),
            )
        return turn_away(
            request,
            code="second_factor_required",
            title=_("A second factor is needed"),
            to=reverse("accounts:set_up_second_factor"),
            words=_("Set it up and go on"),
        )


_PROBLEM = Problem(
    status=403,
    code="second_factor_required",
    title="A second factor is needed",
    detail="This session has given a password only; the second factor comes first.",
)
