"""Whose address is believed: locks and throttles count those who ask, not what they write."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from examcenter.accounts.models import ResetRequest
from examcenter.clients import address_of, client_address
from tests.examcenter.making import make_user

PASSWORD = "quite a long password"
SIGN_IN = "/accounts/sign-in/"
FORGOTTEN = "/accounts/password/forgotten/"


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


@pytest.fixture
def ada(db):
    user = make_user("ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(password, **headers):
    form = {"username": "ada", "password": password}
    return Client().post(SIGN_IN, form, headers=headers).status_code


def forged(number):
    return {"X-Forwarded-For": f"198.51.100.{number}"}


def guess(n, headers_of):
    return [sign_in("wrong", **headers_of(number)) for number in range(n)]


def test_forged_addresses_are_worth_no_guesses_of_their_own(ada):
    assert guess(configured.AXES_FAILURE_LIMIT, forged)[-1] == 429
    assert sign_in(PASSWORD, **forged(99)) == 429


def test_what_the_caller_wrote_before_our_proxys_entry_is_worth_nothing(ada, settings):
    settings.TRUSTED_PROXIES = 1
    behind = lambda number: {"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}  # noqa: E731
    assert guess(configured.AXES_FAILURE_LIMIT, behind)[-1] == 429
    assert sign_in(PASSWORD, **{"X-Forwarded-For": "192.0.2.7"}) == 429


def test_behind_our_proxy_one_persons_guesses_lock_nobody_else_out(ada, settings):
    settings.TRUSTED_PROXIES = 1
    guess(configured.AXES_FAILURE_LIMIT, lambda number: {"X-Forwarded-For": "192.0.2.7"})
    assert sign_in(PASSWORD, **{"X-Forwarded-For": "192.0.2.8"}) == 302


def test_a_request_past_our_proxy_is_counted_with_all_others_of_its_kind(ada, settings):
    settings.TRUSTED_PROXIES = 1
    assert guess(configured.AXES_FAILURE_LIMIT, lambda number: {})[-1] == 429


@pytest.mark.parametrize(("n_proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.5")])
def test_links_are_counted_by_the_address_that_is_believed(db, settings, n_proxies, address):
    settings.TRUSTED_PROXIES, settings.HAS_MAIL = n_proxies, True
    Client().post(FORGOTTEN, {"email": "ada@example.org"}, headers=forged(5))
    assert ResetRequest.objects.get().ip == address


def test_links_asked_for_with_forged_addresses_are_too_many_all_the_same(db, settings):
    settings.HAS_MAIL = True
    now = timezone.now()
    ResetRequest.objects.bulk_create(
        ResetRequest(address=f"{n}@example.org", ip="127.0.0.1", created_at=now) for n in range(100)
    )
    reply = Client().post(FORGOTTEN, {"email": "ada@example.org"}, headers=forged(5))
    assert reply.status_code == 429


def test_throttles_of_the_rest_interface_believe_no_header_either():
    request: Any = RequestFactory().get("/", headers=forged(5))
    assert api_settings.NUM_PROXIES == configured.TRUSTED_PROXIES == 0
    assert BaseThrottle().get_ident(request) == address_of(request) == "127.0.0.1"
