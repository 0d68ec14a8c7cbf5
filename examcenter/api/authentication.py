"""Tokens of the REST interface, and whose do not count."""

from __future__ import annotations

from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from examcenter.accounts import second_factor
from examcenter.accounts.models import User


class TokenSignIn(TokenAuthentication):
    """Takes a token that was given for all that its person has to give.

    Setting a second factor up destroys the tokens of before, so what is left to find are those of
    people who must have one and have none.
    """

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        """Return the person and the token. Raises AuthenticationFailed."""
        user, token = super().authenticate_credentials(key)
        if user.second_factor_at is None and second_factor.must_have(user):
            raise AuthenticationFailed(
                "A second factor has to be set up on the pages first.", "second_factor_required"
            )
        return user, token
