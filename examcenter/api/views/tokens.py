"""Signing in by token, and the tokens that one has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts import second_factor
from examcenter.accounts.models import User
from examcenter.api.authentication import CHALLENGE
from examcenter.api.serializers.inputs import TokenInput
from examcenter.api.serializers.integrations import TokenOutput, TokenRowOutput, WhoAmIOutput
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.courses.services.courses import may_create_courses
from examcenter.integrations.models import AccessToken
from examcenter.integrations.scopes import ALL, OPEN
from examcenter.integrations.selectors import find_integration_of, get_token_for, list_tokens_of
from examcenter.integrations.services import issue_personal_token, revoke_token


class WrongPassword(APIException):
    """Name and password do not fit."""

    status_code = 401
    default_code = "wrong_password"
    default_detail = "No one signs in with this name and this password."
    auth_header = CHALLENGE


class SecondFactorRequired(APIException):
    """A password alone does not sign this person in."""

    status_code = 401
    default_code = "second_factor_required"
    default_detail = "Send the code of the second factor as well, in the field code."
    auth_header = CHALLENGE


def show_token(token: AccessToken, text: str) -> Response:
    """Return the answer that shows a new token, this once."""
    shown = {name: getattr(token, name) for name in _SHOWN} | {"token": text}
    return Response(
        TokenOutput(shown).data,
        status=201,
        headers={
            "Cache-Control": "no-store",
            "Location": reverse("api:token", args=[token.pk]),
        },
    )


_SHOWN = (
    *("id", "name", "prefix", "scopes", "integration_id", "created_at", "expires_at"),
    *("revoked_at", "last_used_at"),
)


class Tokens(ApiView):
    """Tokens of people: sign in for one, and see those that there are."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Return how to sign in; not even a bad token may keep one from getting a good one."""
        return [] if self._is_signing_in() else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Return who may ask: everybody may try to sign in."""
        return [AllowAny()] if self._is_signing_in() else super().get_permissions()

    def _is_signing_in(self) -> bool:
        # There is no request while the document is written.
        return getattr(self.request, "method", "") == "POST"

    @describe_list("list_tokens", "List one's tokens", TokenRowOutput, scope=OPEN)
    def get(self, request: Request) -> Response:
        """Return the tokens of who asks, the newest first; a program sees its own."""
        return self.page(list_tokens_of(self.person()), TokenRowOutput, order=("-created_at",))

    @describe(
        "create_token",
        "Sign in: get a token of a person",
        request=TokenInput,
        responses={201: TokenOutput},
        repeatable=False,
        scope=OPEN,
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Return a new token each time; its text is shown only now. Guessing is locked out."""
        values = self.read(TokenInput)
        user = authenticate(
            request._request, username=values["username"], password=values["password"]
        )
        if not isinstance(user, User):
            # When axes has locked the name, its middleware answers 429 in place of this.
            raise WrongPassword
        _check_second_factor(user, values["code"])
        token, text = issue_personal_token(
            user=user,
            now=timezone.now(),
            scopes=values.get("scopes", [ALL]),
            name=values["name"],
            days=values["days"],
        )
        return show_token(token, text)


def _check_second_factor(user: AbstractBaseUser, code: str) -> None:
    if not isinstance(user, User) or not second_factor.is_missing(user):
        return
    if user.second_factor_at is None:
        raise SecondFactorRequired("A second factor has to be set up on the pages first.")
    if not code:
        raise SecondFactorRequired
    second_factor.verify(user, code)


class CurrentToken(ApiView):
    """The token that a request came with."""

    @describe(
        "read_current_token",
        "Read as whom one asks, and how far one may go",
        responses={200: WhoAmIOutput},
        scope=OPEN,
    )
    def get(self, request: Request) -> Response:
        """Return who the token acts as, its scopes and its end: what a connection test asks for."""
        person = self.person()
        program = find_integration_of(person)
        token = request.auth if isinstance(request.auth, AccessToken) else None
        shown = {
            "user": person,
            "token": token.pk if token else None,
            "scopes": token.scopes if token else [ALL],
            "expires_at": token.expires_at if token else None,
            "integration": program.pk if program else None,
            "course": program.course_id if program else None,
            "may_create_courses": (
                program.may_create_courses if program else may_create_courses(person)
            ),
        }
        return Response(WhoAmIOutput(shown).data)

    @describe(
        "delete_token", "Sign out: revoke the token in use", responses={204: None}, scope=OPEN
    )
    def delete(self, request: Request) -> Response:
        """Revoke the token of this request; asked for in a session, all tokens of the person."""
        own = list_tokens_of(self.person()).filter(revoked_at__isnull=True)
        current = request.auth
        tokens = [current] if isinstance(current, AccessToken) else list(own)
        for token in tokens:
            revoke_token(token, now=timezone.now(), actor=self.person())
        return Response(status=204)


class Token(ApiView):
    """One token."""

    @describe(
        "read_token",
        "Read what is known of a token",
        responses={200: TokenRowOutput},
        problems=(404,),
        scope="tokens:write",
    )
    def get(self, request: Request, token_id: UUID) -> Response:
        """Return one's own token, or one of a program that one looks after; never its text."""
        return Response(TokenRowOutput(get_token_for(self.person(), token_id)).data)

    @describe(
        "revoke_token",
        "Revoke a token",
        responses={204: None},
        problems=(404,),
        scope="tokens:write",
    )
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke one's own token, or one of a program that one looks after; again is nothing."""
        token = get_token_for(self.person(), token_id)
        revoke_token(token, now=timezone.now(), actor=self.person())
        return Response(status=204)
