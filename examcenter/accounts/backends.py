"""Signing in by username or by e-mail address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from examcenter.accounts.models import User


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
        user = User.objects.filter(email__iexact=username).first()
        if user is None:
            # As slow as a wrong password, so that time does not tell which addresses are known.
            User().set_password(password)
            return None
        return super().authenticate(request, username=user.username, password=password)
