"""Entity tags (RFC 9110): who has the newest state is not sent it again, who has not cannot write.

A tag is a hash of what GET answers in full, so it is the same whatever `fields` left out. Where the
answer tells the time, the tag leaves the clock out and is weak: the same but for what it does not
matter for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

# What differs in each answer though nothing has changed.
_CLOCK = "server_time"
_TAG = re.compile(r'(?P<weak>W/)?(?P<tag>"[^"]*")')


class PreconditionRequired(APIException):
    """A change of something shared that does not say which state it starts from."""

    status_code = 428
    default_code = "precondition_required"
    default_detail = (
        "Others may change this, too. Read it, and send its ETag back in the header If-Match; "
        "If-Match: * overwrites whatever is there."
    )


class ChangedMeanwhile(APIException):
    """A change that starts from a state which is no longer the present one."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = "This was changed since you read it. Read it again, and repeat your change."

    def __init__(self, present: str) -> None:
        super().__init__()
        self.headers = {"ETag": present}


def etag_of(representation: Any) -> str:
    """Return the tag of what GET answers."""
    is_ticking = isinstance(representation, Mapping) and _CLOCK in representation
    if is_ticking:
        representation = {k: value for k, value in representation.items() if k != _CLOCK}
    text = json.dumps(representation, sort_keys=True, cls=JSONEncoder, separators=(",", ":"))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    return f"W/{tag}" if is_ticking else tag


def is_known(request: Request, tag: str) -> bool:
    """Tell whether who asks has this state already (If-None-Match)."""
    header = request.headers.get("If-None-Match", "")
    known = {found["tag"] for found in _TAG.finditer(header)}
    return header.strip() == "*" or tag.removeprefix("W/") in known


def require_match(request: Request, representation: Any) -> None:
    """Refuse a change that does not start from the present state.

    Raises
    ------
    PreconditionRequired, ChangedMeanwhile
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    present = etag_of(representation)
    # Only strong tags promise that nothing at all is different.
    strong = {found["tag"] for found in _TAG.finditer(header) if not found["weak"]}
    if header.strip() != "*" and present not in strong:
        raise ChangedMeanwhile(present)


@contextmanager
def one_at_a_time(address: str) -> Iterator[None]:
    """Run a change of what is at an address while no other request changes it.

    Between comparing tags and writing there is time for somebody else's write. SQLite lets one
    writer in at a time; PostgreSQL has a lock for it, which ends with the transaction.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [address])
        yield
