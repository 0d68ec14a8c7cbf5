"""Signatures of deliveries as Standard Webhooks has them, and the secrets behind them.

No secret is stored. Each is computed from a key of the service, which is no part of the database,
and a salt that is: who has a copy of the database can sign nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

_PURPOSE = b"examcenter.webhooks.secret"


def new_salt() -> str:
    """Return the random part of a new secret."""
    return secrets.token_hex(32)


def secret_of(endpoint_id: UUID, salt: str) -> bytes:
    """Return the secret of an endpoint that belongs to a salt."""
    key = hashlib.sha256(_PURPOSE + settings.WEBHOOK_KEY.encode()).digest()
    return hmac.digest(key, f"{endpoint_id}:{salt}".encode(), "sha256")


def text_of(secret: bytes) -> str:
    """Return a secret as its owner gets it: ``whsec_`` and base64."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def fingerprint_of(secret: bytes) -> str:
    """Return by what a secret is known again; it says nothing about it."""
    return hashlib.sha256(_PURPOSE + b".fingerprint" + secret).hexdigest()[:16]


def sign(message_id: str, timestamp: int, body: bytes, keys: Iterable[bytes]) -> str:
    """Return the header ``webhook-signature``: one signature for each secret that is valid."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(
        f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}" for key in keys
    )
