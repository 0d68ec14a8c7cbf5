"""Where a request comes from, as far as that can be believed; the one place that decides it.

Everything that counts, locks or notes by address asks here: rooms, signs of life, sign-ins,
requests for a new password.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address of the person's machine; "" where it cannot be told."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        n_proxies=settings.TRUSTED_PROXIES,
    )


def client_address(remote: str, forwarded: str, *, n_proxies: int) -> str:
    """Return the address that the outermost trusted proxy saw; "" where it cannot be told.

    Each proxy adds the address that it was called from to the end of ``X-Forwarded-For``. What
    stands before the entries of our own proxies is whatever the caller wrote, and never believed.
    """
    if n_proxies == 0:
        return _plain(remote)
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    # Fewer entries than proxies: the request came past one of them.
    return _plain(entries[-n_proxies]) if len(entries) >= n_proxies else ""


def _plain(text: str) -> str:
    """Return an address in its usual form, without a port; "" for anything else."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def address_to_count(request: HttpRequest) -> str | None:
    """Return the address under which failed sign-ins and requests are counted; None if unknown."""
    return address_of(request) or None
