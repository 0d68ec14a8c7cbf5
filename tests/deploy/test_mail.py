"""Mail is an addition to the production shape that leaves the worker without a way out."""

import re

import pytest
import yaml

from examcenter.accounts.services import QUEUE
from examcenter.env import email_from_url
from tests.fixtures.servers import ROOT

TREE = yaml.safe_load((ROOT / "docker-compose.mail.yml").read_text(encoding="utf-8"))
BASE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_a_worker_of_its_own_sends_the_mail():
    mailer = TREE["services"]["mailer"]
    assert f"--queues={QUEUE}" in mailer["command"]
    assert mailer["extends"] == {"file": "docker-compose.yml", "service": "beat"}
    assert "security_opt" not in mailer and "cap_add" not in mailer
    # A way out, and the way to the broker and the database.
    networks = BASE["networks"]
    assert {bool((networks[name] or {}).get("internal")) for name in mailer["networks"]} == {
        True,
        False,
    }


def test_what_runs_students_code_hears_nothing_of_it():
    assert "worker" not in TREE["services"]
    assert QUEUE not in " ".join(BASE["services"]["worker"]["command"])


def test_every_value_has_to_be_given():
    values = TREE["x-mail"].values()
    assert all(re.fullmatch(r"\$\{\w+:\?.+\}", value) for value in values)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", False, False)),
        ("smtp+tls://u%40x:p%2Fw@mail.example.org", ("mail.example.org", 587, "u@x", False, True)),
        ("smtps://u:p@mail.example.org:4465", ("mail.example.org", 4465, "u", True, False)),
    ],
)
def test_an_address_of_a_mail_server_is_read(url, expected):
    read = email_from_url(url)
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_SSL", "EMAIL_USE_TLS")
    assert tuple(read[name] for name in names) == expected


def test_without_an_address_no_mail_is_sent_anywhere():
    assert str(email_from_url("")["EMAIL_BACKEND"]).endswith("dummy.EmailBackend")
    assert str(email_from_url("console:")["EMAIL_BACKEND"]).endswith("console.EmailBackend")
    assert email_from_url("file:///tmp/mail")["EMAIL_FILE_PATH"] == "/tmp/mail"


@pytest.mark.parametrize("url", ["mail.example.org", "http://x", "smtp://"])
def test_another_address_stops_the_start_in_words(url):
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="EXAMCENTER_EMAIL_URL: found scheme"):
        email_from_url(url)
