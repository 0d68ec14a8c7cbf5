"""Whose address is believed, and what a network includes."""

import pytest

from examcenter.exams.building.addresses import client_address, is_inside


@pytest.mark.parametrize(
    ("remote", "forwarded", "n_proxies", "found"),
    [
        ("192.0.2.7", "", 0, "192.0.2.7"),
        # Nobody's word is taken without a proxy of ours.
        ("192.0.2.7", "10.0.0.1", 0, "192.0.2.7"),
        ("127.0.0.1", "10.0.0.1", 1, "10.0.0.1"),
        # The caller wrote the first entry, our proxy the last.
        ("127.0.0.1", "10.0.0.1, 192.0.2.7", 1, "192.0.2.7"),
        ("127.0.0.1", "10.0.0.1, 192.0.2.7, 172.16.0.1", 2, "192.0.2.7"),
        # Past one of two proxies: who it is cannot be told.
        ("127.0.0.1", "192.0.2.7", 2, ""),
        ("", "", 1, ""),
        ("::ffff:192.0.2.7", "", 0, "192.0.2.7"),
        ("127.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("127.0.0.1", "192.0.2.7:4711", 1, "192.0.2.7"),
        ("fe80::1%eth0", "", 0, "fe80::1"),
        ("unix:", "", 0, ""),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(remote, forwarded, n_proxies, found):
    assert client_address(remote, forwarded, n_proxies=n_proxies) == found


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("192.0.2.7", ["192.0.2.0/24"], True),
        ("192.0.3.7", ["192.0.2.0/24"], False),
        ("192.0.2.7", ["2001:db8::/32", "192.0.2.7"], True),
        ("2001:db8::5", ["2001:db8::/32"], True),
        ("2001:db9::5", ["2001:db8::/32"], False),
        ("192.0.2.7", ["192.0.2.1/24"], True),
        ("", ["0.0.0.0/0", "::/0"], False),
    ],
)
def test_a_room_is_its_networks(address, networks, inside):
    assert is_inside(address, networks) is inside
