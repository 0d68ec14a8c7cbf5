"""Idempotency-Key: a POST that is sent again is answered again, and done once.

The answer is kept in the transaction of the work, so a crash leaves both or neither. Meanwhile the
key is locked, and the lock ends with whoever holds it: no crash leaves a key that nobody can use.

An answer that shows a secret (``Cache-Control: no-store``) is not kept: who asks again is told that
the work is done, and what to do without the secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.key_locks import LockTaken, alone
from examcenter.api.models import KeptAnswer

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_LONGEST_KEY = 200

Work = Callable[[], HttpResponseBase]


class KeyMalformed(APIException):
    """A key that cannot be kept."""

    status_code = 400
    default_code = "idempotency_key_malformed"
    default_detail = f"An Idempotency-Key has 1 to {_LONGEST_KEY} visible ASCII characters."


class KeyReused(APIException):
    """A key that belongs to another request."""

    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = (
        "This Idempotency-Key was sent with another address or body. Make a new key for a new "
        "request."
    )


class KeyInProgress(APIException):
    """The same request is being worked on just now."""

    status_code = 409
    default_code = "idempotency_in_progress"
    default_detail = "The request with this Idempotency-Key is under way. Ask again in a second."
    headers = {"Retry-After": "1"}


class SecretNotRepeated(APIException):
    """The work is done, and what was answered showed a secret that nobody has any more."""

    status_code = 409
    default_code = "secret_not_repeated"
    default_detail = (
        "This request was done. Its answer showed a secret, which is not kept. Take back what "
        "was made where that can be done, and make another with a new Idempotency-Key."
    )


@dataclass(frozen=True)
class _Request:
    """A request with a key, as far as it matters for being the same one."""

    user: User
    key: str
    digest: str
    now: datetime

    def find(self) -> KeptAnswer | None:
        """Return what is kept for the key. Raises KeyReused."""
        mine = KeptAnswer.objects.filter(user=self.user, key=self.key)
        mine.filter(created_at__lte=self.now - KEPT).delete()
        kept = mine.first()
        if kept is not None and kept.digest != self.digest:
            raise KeyReused
        return kept

    def row(self, response: HttpResponseBase) -> KeptAnswer:
        """Return the row of an answer; it is not saved."""
        row = KeptAnswer(user=self.user, key=self.key, digest=self.digest, created_at=self.now)
        _fill(row, response)
        return row


def answer(request: Request, user: User, work: Work) -> HttpResponseBase:
    """Do the work of a request, or repeat what it was answered.

    ``work`` returns refusals as answers, which are kept as well; what it raises is nobody's answer
    and undoes what was done.

    Raises
    ------
    KeyMalformed, KeyReused, KeyInProgress
    """
    asked = _read(request, user)
    try:
        with alone(f"{user.pk}:{asked.key}"):
            return _answer_alone(asked, work)
    except LockTaken:
        raise KeyInProgress from None


def forget_old_answers(now: datetime) -> int:
    """Delete the answers that nobody can ask for any more; return how many."""
    return KeptAnswer.objects.filter(created_at__lte=now - KEPT).delete()[0]


def _read(request: Request, user: User) -> _Request:
    key = request.headers.get(HEADER, "").strip()
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise KeyMalformed
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"), default=repr)
    text = f"{request.method} {request.get_full_path()}\n{body}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _Request(user, key, digest, timezone.now())


def _answer_alone(asked: _Request, work: Work) -> HttpResponseBase:
    kept = asked.find()
    if kept is not None:
        return _repeat(kept)
    response = work()
    if _is_kept(response):
        asked.row(response).save(force_insert=True)
    elif response.status_code >= 500:
        transaction.set_rollback(True)
    return response


def _is_kept(response: HttpResponseBase) -> bool:
    """Tell whether asking again could not do better: our own failures and full buckets pass."""
    return response.status_code < 500 and response.status_code != 429


def _shows_secret(response: HttpResponseBase) -> bool:
    return response.status_code < 300 and "no-store" in response.headers.get("Cache-Control", "")


def _fill(row: KeptAnswer, response: HttpResponseBase) -> None:
    if _shows_secret(response):
        row.status = SecretNotRepeated.status_code
        return
    row.status = response.status_code
    row.headers = {
        name: value for name, value in response.headers.items() if name != "Content-Type"
    }
    if isinstance(response, Response):
        row.content_type = "" if response.data is None else "application/json"
        row.body = "" if response.data is None else JSONRenderer().render(response.data).decode()
        return
    if not isinstance(response, HttpResponse):
        raise TypeError(f"{type(response).__name__}: an answer to a POST is kept, and not streamed")
    row.content_type = response.headers.get("Content-Type", "")
    row.body = response.content.decode()


def _repeat(kept: KeptAnswer) -> HttpResponse:
    if kept.status == SecretNotRepeated.status_code and not kept.content_type:
        raise SecretNotRepeated
    response = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    if kept.content_type:
        response["Content-Type"] = kept.content_type
    response["Idempotency-Replayed"] = "true"
    return response
