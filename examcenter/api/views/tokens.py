"""Signing in by token."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts import second_factor
from examcenter.accounts.models import User
from examcenter.api.serializers.courses import TokenOutput
from examcenter.api.serializers.inputs import TokenInput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe


class WrongPassword(APIException):
    """Name and password do not fit."""

    status_code = 401
    default_code = "wrong_password"
    default_detail = "No one signs in with this name and this password."
    auth_header = "Token"


class SecondFactorRequired(APIException):
    """A password alone does not sign this person in."""

    status_code = 401
    default_code = "second_factor_required"
    default_detail = "Send the code of the second factor as well, in the field code."
    auth_header = "Token"


class Tokens(ApiView):
    """Tokens of people."""

    # Not even a bad token in the header may keep somebody from getting a good one.
    authentication_classes = ()
    permission_classes = [AllowAny]

    @describe(
        "create_token",
        "Sign in: get the token of a person",
        request=TokenInput,
        responses={200: TokenOutput, 201: TokenOutput},
        problems=(*BODY_PROBLEMS, 429),
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Return the person's token, new (201) or known (200). Guessing is locked out."""
        values = self.read(TokenInput)
        user = authenticate(
            request._request, username=values["username"], password=values["password"]
        )
        if user is None:
            # When axes has locked the name, its middleware answers 429 in place of this.
            raise WrongPassword
        _check_second_factor(user, values["code"])
        token, is_new = Token.objects.get_or_create(user=user)
        return Response(
            TokenOutput({"token": token.key}).data,
            status=201 if is_new else 200,
            headers={"Cache-Control": "no-store"},
        )


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

    @describe("delete_token", "Sign out: destroy one's token", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Destroy the person's token; every program that uses it has to sign in again."""
        Token.objects.filter(user=self.person()).delete()
        return Response(status=204)
