"""The door of the room: networks and password."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from examcenter.exams.building.addresses import Network, read_network
from examcenter.exams.building.passwords import spoken
from examcenter.exams.building.plan import ExamPlan, Finding

# For examples in texts such as ours, and nowhere in use (RFC 5737 and RFC 3849).
_IN_BOOKS = tuple(
    map(
        read_network,
        ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"),
    )
)


def check_room(plan: ExamPlan) -> Iterator[Finding]:
    """Yield what keeps everybody out, or nobody."""
    where, target = _("Networks"), "rules:networks"
    for text in plan.rules.networks:
        try:
            network = read_network(text)
        except ValueError:
            yield Finding(
                "network-unreadable",
                True,
                _("“%(network)s” is no network.") % {"network": text[:60]},
                _("Write it such as 192.0.2.0/24 or 2001:db8::/32."),
                where,
                target,
            )
            continue
        if _includes_nobody(network):
            yield Finding(
                "network-empty",
                True,
                _("The network %(network)s includes no computer.") % {"network": text},
                _("Ask who runs the room for its addresses."),
                where,
                target,
            )
        elif _is_in_books(network):
            yield Finding(
                "network-of-books",
                False,
                _("The network %(network)s is for examples in books; no computer is in it.")
                % {"network": text},
                _("Ask who runs the room for its addresses."),
                where,
                target,
            )
        elif network.prefixlen == 0:
            yield Finding(
                "network-everywhere",
                False,
                _("The network %(network)s includes every computer.") % {"network": text},
                _("Leave the networks empty, or name those of the room."),
                where,
                target,
            )
    if plan.rules.room_password and not spoken(plan.rules.room_password):
        yield Finding(
            "password-unspeakable",
            True,
            _("The password of the room has no letter or digit that could be typed."),
            _("Type another one, or take it away."),
            _("Password of the room"),
            "rules:room_password",
        )
    elif plan.rules.room_password and plan.rules.kind != "exam":
        yield Finding(
            "password-without-exam",
            False,
            _("Students need the password of a room, but this is no exam."),
            _("Take the password away unless it is done in a room."),
            _("Password of the room"),
            "rules:room_password",
        )


def _is_in_books(network: Network) -> bool:
    return any(
        network.network_address in one and network.prefixlen >= one.prefixlen for one in _IN_BOOKS
    )


def _includes_nobody(network: Network) -> bool:
    """Tell whether no computer can call from there: multicast, unspecified, broadcast."""
    if network.prefixlen == 0:
        return False
    return bool(
        network.is_multicast
        or network.is_unspecified
        or (network.is_reserved and network.version == 4)
    )
