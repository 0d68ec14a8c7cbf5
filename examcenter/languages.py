"""Which language a page is in: the reader's choice, else what the browser asks for.

Programs always read English: what the REST interface says is stable, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from examcenter.accounts.models import User
from examcenter.returning import way_back

_API_PREFIX = "/api/"
# What every text is written in.
SOURCE = "en"


class Language(LocaleMiddleware):
    """Django's own, but for programs."""

    def process_request(self, request: HttpRequest) -> None:
        """Turn to the language of the cookie, else of the browser; for programs to English."""
        if request.path.startswith(_API_PREFIX):
            translation.activate(SOURCE)
            request.LANGUAGE_CODE = SOURCE
            return
        super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say which language it is, and for pages that another browser may get another one."""
        if request.path.startswith(_API_PREFIX):
            response.headers.setdefault("Content-Language", SOURCE)
            return response
        return super().process_response(request, response)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen: in a cookie, and with the account for its mails."""
    code = request.POST.get("language", "")
    response = redirect(way_back(request, request.POST.get("next", ""), default="/"))
    if not is_known(code):
        return response
    user = request.user
    if isinstance(user, User) and user.language != code:
        User.objects.filter(pk=user.pk).update(language=code)
    return remember(response, code)


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Put a language into the browser's cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def is_known(code: str) -> bool:
    """Tell whether there is such a language here."""
    return code in dict(settings.LANGUAGES)


@contextmanager
def speaking_to(user: User) -> Iterator[None]:
    """Speak a person's language, such as in a mail; English where none is known."""
    with translation.override(user.language if is_known(user.language) else SOURCE):
        yield
