"""Where a form or a link wants to lead back to: to a page of ours, and nowhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_WHOLE = ("/", "http://", "https://")


def way_back(request: HttpRequest, address: str, *, default: str) -> str:
    """Return the address that somebody named, if it is a page of this site; else the default.

    A bare word is none: it would be taken for the name of a route.
    """
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours and address.startswith(_WHOLE) else default
