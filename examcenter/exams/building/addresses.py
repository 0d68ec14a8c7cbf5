"""Where a request comes from, and whether that lies in a room's networks; knows no exam."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


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


def read_network(text: str) -> Network:
    """Return a network in CIDR notation, or of a single address. Raises ValueError."""
    return ip_network(text.strip(), strict=False)


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Tell whether an address lies in one of the networks; an unknown one lies in none."""
    if not address:
        return False
    found = ip_address(address)
    return any(
        found.version == network.version and found in network
        for network in map(read_network, networks)
    )
