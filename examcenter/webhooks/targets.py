"""Where deliveries may go: checks an address and every machine behind it; knows no Django.

A name is resolved once, every address that it stands for is checked, and the connection is made to
a checked address itself. So a name that answers differently a moment later reaches nothing else.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

MAX_URL = 2000
# Beyond what `ipaddress` calls private: machines of a cloud, old transition networks, documents.
_NEVER_V4 = tuple(
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # The host of a virtual machine of Azure, under an address that looks public.
        "168.63.129.16/32",
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_NEVER_V6 = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# An IPv4 address in the clothes of IPv6, for networks that speak nothing else.
_NAT64 = IPv6Network("64:ff9b::/96")


class TargetRefused(Exception):
    """An address to which nothing is sent; ``code`` is stable, the text says what is expected."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Limits:
    """What is allowed here; the defaults are those of production."""

    needs_https: bool = True
    # None is every port.
    ports: frozenset[int] | None = frozenset({443, 8443})
    # Networks that are reached although they are not public, such as this machine in a test.
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True)
class Target:
    """A checked address: its parts, and the machines to connect to."""

    host: str
    port: int
    path: str
    is_https: bool
    addresses: tuple[str, ...] = ()

    @property
    def host_header(self) -> str:
        """What the header ``Host`` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_https else 80) else f"{host}:{self.port}"


def read_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return networks in CIDR notation. Raises ValueError."""
    return tuple(ip_network(text) for text in texts)


def read_url(url: str, limits: Limits) -> Target:
    """Return the parts of an address, which names no machine yet. Raises TargetRefused."""
    parts = _split(url)
    if parts.scheme != "https" and (limits.needs_https or parts.scheme != "http"):
        expected = "https://" if limits.needs_https else "https:// or http://"
        raise TargetRefused("target_scheme", f"Found {parts.scheme[:10]!r}, expected {expected}.")
    if parts.username is not None or parts.password is not None:
        raise TargetRefused("target_login", "Found a name or password, expected none.")
    if parts.fragment:
        raise TargetRefused("target_fragment", "Found a # part, which is never sent.")
    is_https = parts.scheme == "https"
    try:
        port = parts.port or (443 if is_https else 80)
        host = _plain_host(parts.hostname or "")
    except ValueError:
        raise TargetRefused("target_host", "Found no host that could be asked for.") from None
    if limits.ports is not None and port not in limits.ports:
        allowed = ", ".join(map(str, sorted(limits.ports)))
        raise TargetRefused("target_port", f"Found port {port}, expected one of {allowed}.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host=host, port=port, path=path, is_https=is_https)


def _split(url: str) -> SplitResult:
    """Return the parts of an address without signs that a program could read in two ways."""
    if len(url) > MAX_URL:
        raise TargetRefused("target_too_long", f"Found {len(url):,} signs, expected {MAX_URL:,}.")
    if not url.isascii() or any(sign <= " " or sign in '\\"<>^`{|}\x7f' for sign in url):
        raise TargetRefused("target_signs", "Found a sign that an address has to escape.")
    try:
        return urlsplit(url)
    except ValueError:
        raise TargetRefused("target_host", "Found no address that could be read.") from None


def _plain_host(host: str) -> str:
    """Return a host name as it is resolved. Raises ValueError."""
    if not host or "%" in host or len(host) > 253:
        raise ValueError(host)
    return host if ":" in host else host.encode("idna").decode("ascii").lower()


def resolve(target: Target, limits: Limits, *, timeout_s: float, ask: Resolve) -> Target:
    """Return the target with its checked addresses.

    Raises
    ------
    TargetRefused
        If the name is unknown, or one of its addresses is not for us: not even the others are used.
    """
    found = _ask_in_time(ask, target, timeout_s)
    addresses = tuple(dict.fromkeys(found))
    if not addresses:
        raise TargetRefused("target_unknown", f"Nobody knows a machine of the name {target.host}.")
    for text in addresses:
        if not may_reach(text, limits):
            raise TargetRefused(
                "target_private", f"{target.host} is {text}, expected a public address."
            )
    return Target(target.host, target.port, target.path, target.is_https, addresses)


def _ask_in_time(ask: Resolve, target: Target, timeout_s: float) -> Sequence[str]:
    """Resolve in a thread: the system's resolver knows no time limit."""
    found: list[Sequence[str]] = []

    def look() -> None:
        try:
            found.append(ask(target.host, target.port))
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(timeout_s)
    if not found:
        raise TargetRefused("target_unknown", f"The name {target.host} was not resolved in time.")
    return found[0]


def ask_system(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows for a name."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(row[4][0]) for row in rows]


def may_reach(text: str, limits: Limits) -> bool:
    """Tell whether an address is public, or in a network that is allowed by name."""
    try:
        # A zone, as in fe80::1%eth0, names an interface of ours.
        address = ip_address(text)
    except ValueError:
        return False
    plain = _unwrapped(address)
    is_allowed = any(
        each.version == network.version and each in network
        for each in (address, plain)
        for network in limits.networks
    )
    return is_allowed or is_public(plain)


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one only carries."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to a machine of the public network."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NEVER_V4)
    if address.scope_id is not None or address not in _PUBLIC_V6:
        return False
    return address.is_global and not any(address in network for network in _NEVER_V6)
