"""Tokens of the REST interface: whose they are, and which do not count any more."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import OperationalError
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from examcenter.accounts import second_factor
from examcenter.accounts.models import User
from examcenter.integrations.models import AccessToken
from examcenter.integrations.services import find_token, note_use

CHALLENGE = "Bearer"
# The second as the interface began with; both mean the same.
_WORDS = (b"bearer", b"token")


class TokenSignIn(BaseAuthentication):
    """Takes ``Authorization: Bearer <token>``, of a program or of a person."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """Return as whom the token acts, and the token. Raises AuthenticationFailed."""
        word, _, rest = get_authorization_header(request).partition(b" ")
        if word.lower() not in _WORDS:
            return None
        # Anything that is not ASCII is no token, and is not found.
        token = find_token(rest.strip().decode("ascii", "replace"))
        now = timezone.now()
        if token is None:
            raise AuthenticationFailed("This is no token of this service.")
        if token.revoked_at is not None:
            raise AuthenticationFailed("The token was revoked.", "token_revoked")
        if not token.is_good(now):
            raise AuthenticationFailed("The token has expired.", "token_expired")
        user = token.user
        if token.integration_id is None:
            _require_person(user)
        # When it was used is nice to know; that the database is busy is no reason to refuse.
        with suppress(OperationalError):
            note_use(token, now)
        return user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what a client is told to come with."""
        return CHALLENGE


def _require_person(user: User) -> None:
    """Refuse a closed account, and somebody who must have a second factor and has none.

    Setting a second factor up destroys the tokens of before, so what is left to find are those of
    people who must have one and have none.
    """
    if not user.is_active:
        raise AuthenticationFailed("The account is closed.")
    if user.second_factor_at is None and second_factor.must_have(user):
        raise AuthenticationFailed(
            "A second factor has to be set up on the pages first.", "second_factor_required"
        )


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document speaks of tokens."""

    target_class = "examcenter.api.authentication.TokenSignIn"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of a program or of a person: `Authorization: Bearer ect_...`",
        }
