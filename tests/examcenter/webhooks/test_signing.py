"""Signatures: the ones that other implementations compute, and secrets that are stored nowhere."""

import base64
from datetime import timedelta
from uuid import UUID

from examcenter.webhooks import signing
from examcenter.webhooks.models import Secret
from examcenter.webhooks.services.endpoints import rotate_secret
from examcenter.webhooks.services.turns import keys_of

ENDPOINT = UUID("11111111-2222-4333-8444-555555555555")


def test_a_signature_is_the_one_of_standard_webhooks():
    # From the tests of the reference implementations.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    header = signing.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, [key])
    assert header == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_give_two_signatures():
    header = signing.sign("id", 1, b"{}", [b"a" * 32, b"b" * 32])
    first, second = header.split(" ")
    assert first.startswith("v1,") and second.startswith("v1,") and first != second


def test_a_secret_depends_on_the_service_the_endpoint_and_the_salt(settings):
    secret = signing.secret_of(ENDPOINT, "aa")
    assert len(secret) == 32
    assert signing.secret_of(ENDPOINT, "aa") == secret
    assert signing.secret_of(ENDPOINT, "ab") != secret
    assert signing.secret_of(UUID(int=1), "aa") != secret
    settings.WEBHOOK_KEY = "another"
    assert signing.secret_of(ENDPOINT, "aa") != secret


def test_the_text_of_a_secret_is_what_libraries_take():
    text = signing.text_of(b"k" * 32)
    assert text.startswith("whsec_")
    assert base64.b64decode(text.removeprefix("whsec_")) == b"k" * 32


def test_no_row_holds_the_secret_that_was_shown(make):
    endpoint, text = make()
    row = Secret.objects.get(endpoint=endpoint)
    shown = base64.b64decode(text.removeprefix("whsec_"))
    stored = f"{row.salt}{row.fingerprint}"
    assert text.removeprefix("whsec_") not in stored
    assert shown.hex() not in stored
    assert keys_of(endpoint, row.created_at) == [shown]


def test_a_secret_of_another_key_is_not_signed_with(make, settings, now):
    endpoint, _ = make()
    settings.WEBHOOK_KEY = "another"
    assert keys_of(endpoint, now) == []


def test_while_one_is_replaced_two_are_valid_and_then_one(make, cast, now):
    endpoint, first = make()
    second = rotate_secret(endpoint=endpoint, actor=cast.tess, now=now)
    third = rotate_secret(endpoint=endpoint, actor=cast.tess, now=now, overlap_s=3600)
    texts = [signing.text_of(key) for key in keys_of(endpoint, now)]
    assert texts == [third, second]
    assert first not in texts
    later = now + timedelta(hours=2)
    assert [signing.text_of(key) for key in keys_of(endpoint, later)] == [third]


def test_without_an_overlap_the_old_secret_ends_at_once(make, cast, now):
    endpoint, _ = make()
    text = rotate_secret(endpoint=endpoint, actor=cast.tess, now=now, overlap_s=0)
    assert [signing.text_of(key) for key in keys_of(endpoint, now)] == [text]
