"""Sessions that begin with an address from another program: for one exam, and for half a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from examcenter.accounts.models import User
from examcenter.exams.models import Attempt, Launch

_LAUNCHED = "launched"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_LASTS_S = 12 * 3600
# No exam is sat so often.
_MOST_ATTEMPTS = 200


def open_session(request: HttpRequest, launch: Launch) -> None:
    """Let the browser sit the exam of a launch; whoever was signed in there before is not.

    Somebody who has signed in themselves stays signed in. It is no sign-in of the person: the
    invitation to set a first password stays good.
    """
    user = launch.user
    is_own = request.user.is_authenticated and request.user.pk == user.pk
    if is_own and _LAUNCHED not in request.session:
        return
    request.session.flush()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = _BACKEND
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session[_LAUNCHED] = {"exam": str(launch.exam_id), "attempts": []}
    request.session.set_expiry(min(_LASTS_S, settings.SESSION_COOKIE_AGE))
    request.user = user
    rotate_token(request)


def launched_exam(request: HttpRequest) -> UUID | None:
    """Return the exam for which the session was opened; None for a session of any other kind."""
    # Without a session nothing has to be read.
    launched = request.session.get(_LAUNCHED) if request.session.session_key else None
    return None if launched is None else UUID(launched["exam"])


def is_of_launch(request: HttpRequest, attempt_id: UUID) -> bool:
    """Tell whether an attempt is of the exam and the person of the session; asked once of each."""
    launched: dict[str, Any] = request.session[_LAUNCHED]
    if str(attempt_id) in launched["attempts"]:
        return True
    assert isinstance(request.user, User)
    found = Attempt.objects.filter(pk=attempt_id, exam=launched["exam"], user=request.user)
    if not found.exists():
        return False
    known = [*launched["attempts"], str(attempt_id)][-_MOST_ATTEMPTS:]
    request.session[_LAUNCHED] = {**launched, "attempts": known}
    return True
