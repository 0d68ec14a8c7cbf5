"""Where nothing is sent: every way to a machine that is not public."""

import socket
import time

import pytest

from examcenter.webhooks.targets import (
    Limits,
    TargetRefused,
    ask_system,
    may_reach,
    read_networks,
    read_url,
    resolve,
)

PRODUCTION = Limits()
LOCAL = Limits(needs_https=False, ports=None, networks=read_networks(["127.0.0.0/8", "::1/128"]))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200"),
        *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.88.99.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1"),
        *("2001:db8::1", "3fff::1", "100::1", "not an address", ""),
        # Metadata of clouds, in each of their clothes.
        *("169.254.170.2", "2002:a9fe:a9fe::", "64:ff9b::a83f:8110", "::ffff:168.63.129.16"),
        *("::ffff:0:127.0.0.1", "::a9fe:a9fe", "fe80::a9fe:a9fe", "::ffff:100.100.100.200"),
    ],
)
def test_an_address_that_is_not_public_is_never_reached(address):
    assert not may_reach(address, PRODUCTION)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"),
        *("2a00:1450:4001:81b::200e", "::ffff:1.1.1.1", "64:ff9b::101:101"),
    ],
)
def test_a_public_address_is_reached(address):
    assert may_reach(address, PRODUCTION)


def test_only_a_network_that_is_named_is_reached_beside_the_public_ones():
    assert may_reach("127.0.0.1", LOCAL)
    assert may_reach("::1", LOCAL)
    assert may_reach("::ffff:127.0.0.1", LOCAL)
    assert not may_reach("10.0.0.1", LOCAL)
    assert not may_reach("169.254.169.254", LOCAL)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://lms.example.org/hook", "target_scheme"),
        ("ftp://lms.example.org/hook", "target_scheme"),
        ("file:///etc/passwd", "target_scheme"),
        ("gopher://lms.example.org/", "target_scheme"),
        ("//lms.example.org/", "target_scheme"),
        ("https://", "target_host"),
        ("https:///hook", "target_host"),
        ("https://lms.example.org:22/", "target_port"),
        ("https://lms.example.org:6379/", "target_port"),
        ("https://lms.example.org:99999/", "target_host"),
        ("https://lms.example.org:port/", "target_host"),
        ("https://user:password@lms.example.org/", "target_login"),
        ("https://lms.example.org@10.0.0.1/", "target_login"),
        ("https://lms.example.org/#there", "target_fragment"),
        ("https://lms.example.org/a b", "target_signs"),
        ("https://lms.example.org/\r\nHost: other", "target_signs"),
        ("https://lms.example.org\\@10.0.0.1/", "target_signs"),
        ("https://lms.example\u3002org/", "target_signs"),
        ("https://[::1/", "target_host"),
        ("https://[fe80::1%25eth0]/", "target_host"),
        ("https://lms.example.org/" + "a" * 2000, "target_too_long"),
    ],
)
def test_an_address_of_another_form_is_refused_in_words(url, code):
    with pytest.raises(TargetRefused) as caught:
        read_url(url, PRODUCTION)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_an_address_is_read_into_what_is_connected_to_and_what_is_asked_for():
    target = read_url("https://LMS.example.org:8443/hook?a=1", PRODUCTION)
    assert (target.host, target.port, target.path) == ("lms.example.org", 8443, "/hook?a=1")
    assert target.host_header == "lms.example.org:8443"
    assert read_url("https://[2606:4700::1]", PRODUCTION).host_header == "[2606:4700::1]"


def look_up(*addresses):
    return lambda host, port: list(addresses)


def test_one_private_address_among_public_ones_refuses_the_name():
    target = read_url("https://lms.example.org/", PRODUCTION)
    with pytest.raises(TargetRefused, match="expected a public address") as caught:
        resolve(target, PRODUCTION, timeout_s=5, ask=look_up("1.1.1.1", "10.0.0.1"))
    assert caught.value.code == "target_private"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0x7f.1", "2130706433", "0177.0.0.1"])
def test_this_machine_is_refused_in_whatever_spelling(host):
    target = read_url(f"https://{host}/", PRODUCTION)
    with pytest.raises(TargetRefused) as caught:
        resolve(target, PRODUCTION, timeout_s=5, ask=ask_system)
    assert caught.value.code in ("target_private", "target_unknown")


def test_a_name_that_nobody_knows_is_refused():
    def fail(host, port):
        raise socket.gaierror

    target = read_url("https://nobody.example.org/", PRODUCTION)
    with pytest.raises(TargetRefused, match="Nobody knows"):
        resolve(target, PRODUCTION, timeout_s=5, ask=fail)


def test_a_resolver_that_does_not_answer_is_not_waited_for():
    def sleep(host, port):
        time.sleep(3)
        return []

    started = time.monotonic()
    target = read_url("https://slow.example.org/", PRODUCTION)
    with pytest.raises(TargetRefused, match="not resolved in time"):
        resolve(target, PRODUCTION, timeout_s=0.2, ask=sleep)
    assert time.monotonic() - started < 2
