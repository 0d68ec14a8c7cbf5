"""What a network includes."""

import pytest

from examcenter.exams.building.addresses import is_inside


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
