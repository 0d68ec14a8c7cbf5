"""Who asks: the person of a session, read together with it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from examcenter.accounts.models import User
from examcenter.accounts.sessions import SessionStore

# Those that find a person as Django's own does.
_BACKENDS = frozenset(
    {
        "django.contrib.auth.backends.ModelBackend",
        "examcenter.accounts.backends.EmailBackend",
    }
)


class Authentication(AuthenticationMiddleware):
    """Django's own, but for how the person of a valid session is read."""

    def process_request(self, request: HttpRequest) -> None:
        """Put the person into the request; nobody is read before somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _get_person(request))  # type: ignore[assignment]


def _get_person(request: HttpRequest) -> User | AnonymousUser:
    # Whatever is unusual, such as a changed password or key, is for Django to judge.
    person: User | AnonymousUser = _find_person(request) or auth.get_user(request)
    return person


def _find_person(request: HttpRequest) -> User | None:
    """Return the person when the session is valid beyond doubt."""
    session = request.session
    key, backend = session.get(auth.SESSION_KEY), session.get(auth.BACKEND_SESSION_KEY)
    known = session.get(auth.HASH_SESSION_KEY)
    is_plain = backend in _BACKENDS and backend in settings.AUTHENTICATION_BACKENDS
    if not (is_plain and known and isinstance(key, str)):
        return None
    # Of the row that was read; whoever signs in or out in the middle of a request is not in it.
    person = session.person if isinstance(session, SessionStore) else None
    if person is None or not person.is_active or str(person.pk) != key:
        return None
    return person if constant_time_compare(known, person.get_session_auth_hash()) else None
