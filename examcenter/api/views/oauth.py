"""OAuth 2 for programs that speak it: client credentials (RFC 6749, section 4.4).

The client is a program: its id is the client_id, one of its tokens the client_secret. What it gets
is a token of an hour with the same scopes or fewer, which ends with the one it was made from.
Errors have the form of that standard, and not of ours.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any, NoReturn
from urllib.parse import unquote_plus
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.errors import BodyTooLarge
from examcenter.api.views.base import ApiView, describe
from examcenter.integrations.models import AccessToken
from examcenter.integrations.scopes import OPEN
from examcenter.integrations.services import find_token, issue_token

LASTS = timedelta(hours=1)
_LONGEST_BODY = 16 * 1024
_GRANT = "client_credentials"
_JSON = "application/json"
_FIELDS = ("grant_type", "client_id", "client_secret", "scope")


class OauthForm(BaseParser):
    """A form as OAuth sends it, bounded."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> QueryDict:
        """Return the fields. Raises BodyTooLarge."""
        body = stream.read(_LONGEST_BODY + 1)
        if len(body) > _LONGEST_BODY:
            raise BodyTooLarge(limit_bytes=_LONGEST_BODY)
        return QueryDict(body, encoding="utf-8")


class OauthInput(serializers.Serializer[Any]):
    """What a program sends; id and secret may come by HTTP Basic as well."""

    grant_type = serializers.ChoiceField(choices=[_GRANT])
    client_id = serializers.UUIDField(required=False, help_text="The id of the program.")
    client_secret = serializers.CharField(required=False, help_text="One of its tokens.")
    scope = serializers.CharField(
        required=False, help_text="Fewer scopes than the token has, with blanks between them."
    )


class OauthTokenOutput(serializers.Serializer[Any]):
    """A token of an hour."""

    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()


class OauthErrorOutput(serializers.Serializer[Any]):
    """What is wrong, in the words of RFC 6749, section 5.2."""

    error = serializers.ChoiceField(
        choices=[
            *("invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"),
        ]
    )
    error_description = serializers.CharField()


class _Refused(Exception):
    def __init__(self, error: str, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.error, self.status = error, status


class OauthToken(ApiView):
    """The token endpoint."""

    authentication_classes = ()
    permission_classes = [AllowAny]
    parser_classes = [OauthForm]
    bucket = "guess"

    @describe(
        "exchange_token",
        "Get a token of an hour (OAuth 2, client credentials)",
        request=OauthInput,
        responses={
            200: OauthTokenOutput,
            (400, _JSON): OauthErrorOutput,
            (401, _JSON): OauthErrorOutput,
        },
        repeatable=False,
        scope=OPEN,
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange a program's id and token for a token that lasts an hour."""
        # Nothing that holds a secret may stay in a cache.
        headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        try:
            return Response(_exchange(request, timezone.now()), headers=headers)
        except _Refused as refusal:
            if refusal.status == 401:
                headers["WWW-Authenticate"] = "Basic"
            data = {"error": refusal.error, "error_description": str(refusal)}
            return Response(data, status=refusal.status, headers=headers)


def _exchange(request: Request, now: datetime) -> dict[str, Any]:
    form = request.data if isinstance(request.data, QueryDict) else QueryDict()
    fields = {name: _one(form, name) for name in _FIELDS}
    if fields["grant_type"] is None:
        raise _Refused("invalid_request", "The field grant_type is missing.")
    if fields["grant_type"] != _GRANT:
        raise _Refused("unsupported_grant_type", f"Only {_GRANT} is supported.")
    client = _client_of(request, fields, now)
    wanted = (fields["scope"] or " ".join(client.scopes)).split()
    if not wanted or not set(wanted) <= set(client.scopes):
        raise _Refused("invalid_scope", f"The program has the scopes {' '.join(client.scopes)}.")
    assert client.integration is not None
    token, text = issue_token(
        integration=client.integration,
        scopes=wanted,
        now=now,
        lasts=min(LASTS, client.expires_at - now),
        made_from=client,
    )
    return {
        "access_token": text,
        "token_type": "Bearer",
        "expires_in": int((token.expires_at - now).total_seconds()),
        "scope": " ".join(token.scopes),
    }


def _client_of(request: Request, fields: Mapping[str, str | None], now: datetime) -> AccessToken:
    """Return the token that a program came with as its secret."""
    client_id, secret = fields["client_id"], fields["client_secret"]
    word, _, rest = request.headers.get("Authorization", "").partition(" ")
    if word.lower() == "basic":
        if secret is not None:
            raise _Refused("invalid_request", "The program shows its secret in two ways.")
        client_id, secret = _basic(rest)
    token = find_token(secret or "")
    if token is None or not token.is_good(now) or token.integration is None:
        _refuse_client()
    # What was given out by this address gives out nothing itself.
    if token.made_from_id is not None or str(token.integration_id) != _plain_id(client_id):
        _refuse_client()
    return token


def _refuse_client() -> NoReturn:
    raise _Refused("invalid_client", "There is no such program with this secret.", 401)


def _basic(text: str) -> tuple[str, str]:
    try:
        decoded = b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        _refuse_client()
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _plain_id(text: str | None) -> str:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""


def _one(form: QueryDict, name: str) -> str | None:
    values = form.getlist(name)
    if len(values) > 1:
        raise _Refused("invalid_request", f"The field {name} comes twice.")
    # Without a value it counts as left out.
    return values[0] if values and values[0] else None
