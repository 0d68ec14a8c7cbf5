"""The pages of a course's webhooks: a teacher adds one, sees its secret once, and reads its log."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Delivery, Endpoint
from examcenter.webhooks.services.turns import serve_endpoint


@pytest.fixture
def tess(cast) -> Client:
    """Return the teacher's browser."""
    client = Client()
    client.force_login(cast.tess, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pages(cast) -> str:
    """Return the address of the pages."""
    return f"/courses/{cast.course.pk}/webhooks/"


def add(tess: Client, pages: str, url: str, **more: object):
    """Send the form of a new webhook."""
    return tess.post(pages, {"url": url, "description": "", **more})


def test_a_webhook_is_added_and_its_secret_is_shown_this_once(tess, pages, receiver):
    shown = add(tess, pages, receiver.url, kinds=["grade.changed"]).content.decode()
    secrets = re.findall(r"whsec_[\w+/=]{44}", shown)
    assert len(secrets) == 1
    endpoint = Endpoint.objects.get()
    assert endpoint.kinds == ["grade.changed"]
    for address in (pages, f"{pages}{endpoint.pk}/"):
        page = tess.get(address).content.decode()
        assert "whsec_" not in page and "127.0.0.1" in page


def test_the_programs_of_the_course_lead_to_its_webhooks(tess, cast, pages):
    assert pages in tess.get(f"/courses/{cast.course.pk}/programs/").content.decode()


def test_an_address_that_is_refused_is_said_at_its_field(tess, pages):
    reply = add(tess, pages, "https://user:pw@lms.example.org/")
    assert reply.status_code == 400
    assert "Found a name or password, expected none." in reply.content.decode()
    assert not Endpoint.objects.exists()


def test_a_test_is_sent_read_in_the_log_and_sent_again(tess, pages, receiver):
    add(tess, pages, receiver.url)
    endpoint = Endpoint.objects.get()
    receiver.answer(500)
    receiver.body = b"<script>alert(1)</script>"
    sent = tess.post(f"{pages}{endpoint.pk}/test/")
    serve_endpoint(endpoint.pk)
    page = tess.get(sent["Location"]).content.decode()
    assert "500" in page and "webhook.test" in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    receiver.answer(200)
    tess.post(f"{sent['Location']}replay/")
    serve_endpoint(endpoint.pk)
    assert len(set(receiver.ids())) == 1
    log = tess.get(f"{pages}{endpoint.pk}/").content.decode()
    assert "delivered" in log and ">200<" in log


def test_it_is_switched_off_and_on_and_deleted(tess, pages, receiver):
    add(tess, pages, receiver.url)
    endpoint = Endpoint.objects.get()
    tess.post(f"{pages}{endpoint.pk}/switch/", {"active": "no"})
    assert Endpoint.objects.get().state == "off"
    assert "switched off" in tess.get(pages).content.decode()
    assert tess.post(f"{pages}{endpoint.pk}/test/").status_code == 409
    tess.post(f"{pages}{endpoint.pk}/switch/", {"active": "yes"})
    assert Endpoint.objects.get().state == "active"
    tess.post(f"{pages}{endpoint.pk}/delete/")
    assert not Endpoint.objects.exists()


def test_it_is_changed_and_a_new_secret_is_shown_once(tess, pages, receiver):
    add(tess, pages, receiver.url)
    endpoint = Endpoint.objects.get()
    address = f"{pages}{endpoint.pk}/"
    tess.post(address, {"url": f"{receiver.url}&two=2", "description": "new", "kinds": []})
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.url[-5:]) == ("new", "two=2")
    assert "whsec_" in tess.post(f"{address}secret/").content.decode()
    assert endpoint.secrets.count() == 2


def test_a_webhook_that_was_given_up_says_why(tess, pages, make):
    endpoint, _ = make()
    Endpoint.objects.filter(pk=endpoint.pk).update(state="failed", reason="gone")
    page = tess.get(pages).content.decode()
    assert "it answered that it wants to hear no more" in page


def test_the_log_is_shown_in_pages(tess, pages, make, cast):

    endpoint, _ = make()
    for _ in range(30):
        emit("roster.changed", course_id=cast.course.pk, data={}, now=timezone.now())
    first = tess.get(f"{pages}{endpoint.pk}/").content.decode()
    second = tess.get(f"{pages}{endpoint.pk}/?page=2").content.decode()
    assert first.count("roster.changed</a>") == 25
    assert second.count("roster.changed</a>") == 5
    assert Delivery.objects.count() == 30
