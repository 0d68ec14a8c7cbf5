"""A secret is in the answer that makes it, and nowhere else: no row, no log, no later answer."""

from __future__ import annotations

import base64
import logging
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from examcenter.exams.models import AuditEntry
from examcenter.webhooks import signing
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Delivery, Endpoint, Secret
from examcenter.webhooks.services.turns import serve_endpoint
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.tokens import bearer_of

API = "/api/v1/webhooks"


def spellings_of(text: str) -> list[str]:
    """Return the ways in which a secret could be written down."""
    key = base64.b64decode(text.removeprefix("whsec_"))
    return [text.removeprefix("whsec_"), key.hex(), repr(key)[2:-1]]


def everything_stored() -> str:
    """Return all rows of all tables as text."""
    return "\n".join(str(list(model._default_manager.values())) for model in apps.get_models())


@pytest.mark.parametrize("status", [204, 500, 302])
def test_a_secret_is_shown_once_and_kept_nowhere(cast, receiver, caplog, now, status):
    receiver.answer(status, Location="https://lms.example.org/")
    tess: Any = DocumentedClient()
    page: Any = Client()
    tess.credentials(HTTP_AUTHORIZATION=bearer_of(cast.tess))
    page.force_login(cast.tess, backend="django.contrib.auth.backends.ModelBackend")
    with caplog.at_level(logging.DEBUG):
        body = {"url": receiver.url, "course": str(cast.course.pk)}
        made = tess.post(API, body, HTTP_IDEMPOTENCY_KEY="once")
        url = made["Location"]
        other = tess.post(f"{url}/secrets", {})
        emit("roster.changed", course_id=cast.course.pk, data={}, now=now)
        endpoint = Endpoint.objects.get()
        serve_endpoint(endpoint.pk)
        delivery = f"{url}/deliveries/{Delivery.objects.get().pk}"
        desk = f"/courses/{cast.course.pk}/webhooks/"
        shown = [
            tess.post(API, body, HTTP_IDEMPOTENCY_KEY="once"),
            *(tess.get(address) for address in (API, url, f"{url}/deliveries", delivery)),
            *(page.get(address) for address in (desk, f"{desk}{endpoint.pk}/")),
            page.get(f"/courses/{cast.course.pk}/log/"),
        ]
    secrets = [made.json()["secret"], other.json()["secret"]]
    (got,) = receiver.got
    signed = got.headers["webhook-signature"].split()
    assert len(signed) == 2 == Secret.objects.count()
    stored, logged = everything_stored(), caplog.text
    written = "\n".join(reply.content.decode() for reply in shown)
    assert [reply.status_code for reply in shown] == [409, *[200] * 7]
    for spelling in [one for text in secrets for one in spellings_of(text)]:
        for where in (stored, logged, written, str(got.headers), got.body.decode()):
            assert spelling not in where
    assert all(signing.text_of(key) in secrets for key in keys_of(endpoint))


def keys_of(endpoint: Endpoint) -> list[bytes]:
    return [signing.secret_of(endpoint.pk, row.salt) for row in Secret.objects.all()]


def test_what_an_address_is_asked_with_is_not_in_the_audit_log(cast, receiver):
    tess = DocumentedClient()
    tess.credentials(HTTP_AUTHORIZATION=bearer_of(cast.tess))
    body = {"url": f"{receiver.url}&token=of-theirs", "course": str(cast.course.pk)}
    made = tess.post(API, body)
    assert tess.delete(made["Location"], HTTP_IF_MATCH="*").status_code == 204
    logged = [entry.data for entry in AuditEntry.objects.filter(action__startswith="webhook-")]
    assert [data["url"] for data in logged] == [f"http://127.0.0.1:{receiver.port}/hook"] * 2
