"""Networks of a room, and whether an address lies in them; knows no exam and no request."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


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
