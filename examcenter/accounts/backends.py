"""Signing in by username or by e-mail address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from examcenter.accounts.models import User
from examcenter.accounts.names import clean_address, username_key


class EmailBackend(ModelBackend):
    """Checks the password of the person with this e-mail address; asked after the username."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the person when address and password fit."""
        if not username or password is None or "@" not in username:
            return None
        user = find_by_address(username)
        if user is None:
            # As slow as a wrong password, so that time does not tell which addresses are known.
            User().set_password(password)
            return None
        return super().authenticate(request, username=user.username, password=password)


def find_by_address(address: str) -> User | None:
    """Return the person with an e-mail address, in whatever capitals it is typed."""
    cleaned = clean_address(address)
    return User.objects.filter(email__iexact=cleaned).first() if "@" in cleaned else None


def name_of_guess(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """Return the name under which failed sign-ins are counted.

    One account has many spellings: capitals, widths, the address. Each would be worth guesses of
    its own if what was typed were counted.
    """
    source = credentials if credentials else request.POST
    typed = source.get("username")
    if not isinstance(typed, str):
        return None
    if "@" in typed:
        user = find_by_address(typed)
        if user is not None:
            return user.username_key
    return username_key(typed)
