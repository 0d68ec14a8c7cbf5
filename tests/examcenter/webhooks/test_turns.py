"""Delivering to a real receiver: every event arrives, and nobody starves beside a slow one."""

from __future__ import annotations

import base64
import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from examcenter.webhooks import signing
from examcenter.webhooks.access import list_events_for
from examcenter.webhooks.errors import UrlRefused, WebhookOff
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Delivery, Endpoint, Event, Try
from examcenter.webhooks.notices import send_notices
from examcenter.webhooks.sending import Outcome
from examcenter.webhooks.services.deliveries import replay, send_test
from examcenter.webhooks.services.endpoints import (
    Wishes,
    change_endpoint,
    delete_endpoint,
    make_endpoint,
    rotate_secret,
)
from examcenter.webhooks.services.turns import list_due_endpoints, serve_endpoint


@pytest.fixture
def tell(cast):
    """Return what writes events that are due at once."""

    def tell_of(n: int = 1) -> list[Event]:
        for _ in range(n):
            emit("roster.changed", course_id=cast.course.pk, data={}, now=timezone.now())
        return list(Event.objects.order_by("id"))

    return tell_of


def wait_over(endpoint: Endpoint) -> None:
    """Let the time of waiting and resting pass."""
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(endpoint=endpoint, state="pending").update(next_try_at=past)
    Endpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)


def fresh(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint as it is stored."""
    return Endpoint.objects.get(pk=endpoint.pk)


def test_an_event_arrives_signed_under_its_own_id(make, tell, receiver):
    endpoint, secret = make()
    (event,) = tell()
    assert serve_endpoint(endpoint.pk) == 1
    (got,) = receiver.got
    assert got.id == str(event.pk)
    assert got.message["type"] == "roster.changed"
    assert abs(int(got.headers["webhook-timestamp"]) - time.time()) < 60
    key = base64.b64decode(secret.removeprefix("whsec_"))
    stamp = int(got.headers["webhook-timestamp"])
    assert got.headers["webhook-signature"] == signing.sign(got.id, stamp, got.body, [key])
    row = Delivery.objects.get()
    assert (row.state, row.n_tries, row.next_try_at) == ("delivered", 1, None)
    assert row.tries.get().status == 204


def test_while_a_secret_is_replaced_both_receivers_can_verify(make, tell, receiver, cast, now):
    endpoint, old = make()
    new = rotate_secret(endpoint=endpoint, actor=cast.tess, now=timezone.now())
    tell()
    serve_endpoint(endpoint.pk)
    (got,) = receiver.got
    stamp = int(got.headers["webhook-timestamp"])
    signatures = got.headers["webhook-signature"].split(" ")
    for text in (new, old):
        key = base64.b64decode(text.removeprefix("whsec_"))
        assert signing.sign(got.id, stamp, got.body, [key]) in signatures


def test_a_failure_is_tried_again_under_the_same_id_until_it_is_taken(endpoint, tell, receiver):
    receiver.answers = [(500, {}), (503, {}), (200, {})]
    tell()
    for _ in range(3):
        wait_over(endpoint)
        serve_endpoint(endpoint.pk)
    assert len(set(receiver.ids())) == 1 and len(receiver.ids()) == 3
    row = Delivery.objects.get()
    assert (row.state, row.n_tries) == ("delivered", 3)
    assert list(row.tries.values_list("status", flat=True)) == [500, 503, 200]
    assert fresh(endpoint).failing_since is None


def test_what_failed_waits_before_it_is_tried_again(endpoint, tell, receiver):
    receiver.answer(500)
    tell()
    serve_endpoint(endpoint.pk)
    row = Delivery.objects.get()
    assert row.next_try_at is not None
    wait_s = (row.next_try_at - row.tries.get().started_at).total_seconds()
    assert 5 <= wait_s <= 7
    assert serve_endpoint(endpoint.pk) == 0
    assert len(receiver.got) == 1


def test_after_the_last_try_a_delivery_is_given_up_and_can_be_replayed(endpoint, tell, receiver):
    receiver.answer(500)
    (event,) = tell()
    for _ in range(8):
        wait_over(endpoint)
        serve_endpoint(endpoint.pk)
    row = Delivery.objects.get()
    assert (row.state, row.next_try_at) == ("failed", None)
    receiver.answer(200)
    replay(delivery=row, now=timezone.now())
    serve_endpoint(endpoint.pk)
    assert Delivery.objects.get().state == "delivered"
    assert set(receiver.ids()) == {str(event.pk)}
    assert Try.objects.count() == 9


def test_a_receiver_that_asks_for_patience_gets_it(endpoint, tell, receiver):
    receiver.answer(429, Retry_After="300")
    tell(2)
    serve_endpoint(endpoint.pk)
    first = Delivery.objects.exclude(n_tries=0).get()
    assert first.next_try_at is not None
    assert (first.next_try_at - timezone.now()).total_seconds() > 290
    # The other one is not sent either: it asked for patience with everything.
    assert serve_endpoint(endpoint.pk) == 0
    assert len(receiver.got) == 1


def test_a_receiver_that_is_gone_hears_no_more(endpoint, tell, receiver):
    receiver.answer(410)
    tell(2)
    serve_endpoint(endpoint.pk)
    assert len(receiver.got) == 1
    row = fresh(endpoint)
    assert (row.state, row.reason) == ("failed", "gone")
    tell()
    assert Delivery.objects.filter(endpoint=endpoint).count() == 2
    assert list_due_endpoints(timezone.now()) == []


def test_whoever_takes_nothing_for_days_is_given_up_and_its_maker_told(
    endpoint, tell, receiver, settings, mailoutbox, cast
):
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    receiver.answer(500)
    tell()
    long_ago = timezone.now() - timedelta(days=6)
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=long_ago)
    serve_endpoint(endpoint.pk)
    row = fresh(endpoint)
    assert (row.state, row.reason) == ("failed", "failing")
    assert send_notices(now=timezone.now()) == 1
    assert send_notices(now=timezone.now()) == 0
    (mail,) = mailoutbox
    assert mail.to == [cast.tess.email]
    assert endpoint.url in mail.body


def test_switched_on_again_it_gets_what_waited(endpoint, tell, receiver, cast, now):
    receiver.answer(410)
    (event,) = tell()
    serve_endpoint(endpoint.pk)
    receiver.answer(200)
    row = change_endpoint(
        endpoint=fresh(endpoint), actor=cast.tess, wishes=Wishes(url=receiver.url), now=now
    )
    assert (row.state, row.reason) == ("active", "")
    wait_over(endpoint)
    serve_endpoint(endpoint.pk)
    assert receiver.ids() == [str(event.pk)] * 2
    assert Delivery.objects.get().state == "delivered"


def test_one_answer_that_fails_does_not_hold_up_the_others(endpoint, tell, receiver):
    receiver.answers = [(500, {}), (200, {})]
    tell(3)
    assert serve_endpoint(endpoint.pk) == 3
    assert Delivery.objects.filter(state="delivered").count() == 2


def test_a_silent_receiver_is_asked_once_and_then_rests(endpoint, tell, receiver, settings):
    settings.WEBHOOK_TIMEOUT_S = 1
    receiver.delay_s = 3
    tell(20)
    started = time.monotonic()
    assert serve_endpoint(endpoint.pk) == 1
    assert time.monotonic() - started < 2.5
    row = fresh(endpoint)
    assert row.rests_until is not None
    assert row.n_silent == 1 and row.rests_until > timezone.now()
    assert row.busy_until is None
    # Neither the sweep nor a message has it asked again.
    assert list_due_endpoints(timezone.now()) == []
    assert serve_endpoint(endpoint.pk) == 0


def test_only_one_worker_at_a_time_sends_to_an_endpoint(endpoint, tell, receiver):
    tell()
    busy = timezone.now() + timedelta(seconds=30)
    Endpoint.objects.filter(pk=endpoint.pk).update(busy_until=busy)
    assert serve_endpoint(endpoint.pk) == 0
    assert list_due_endpoints(timezone.now()) == []
    past = timezone.now() - timedelta(seconds=1)
    Endpoint.objects.filter(pk=endpoint.pk).update(busy_until=past)
    assert list_due_endpoints(timezone.now()) == [endpoint.pk]
    assert serve_endpoint(endpoint.pk) == 1


def test_an_endpoint_that_is_deleted_meanwhile_ends_the_turn(endpoint, tell, cast, now):
    tell(2)

    def post(*_, **__):
        delete_endpoint(endpoint=endpoint, actor=cast.tess, now=now)
        return Outcome(status=200)

    assert serve_endpoint(endpoint.pk, post=post) == 1
    assert not Delivery.objects.exists()


def test_without_a_secret_that_holds_nothing_is_sent(endpoint, tell, receiver, settings):
    settings.WEBHOOK_KEY = "another key"
    tell()
    serve_endpoint(endpoint.pk)
    assert receiver.got == []
    assert (fresh(endpoint).state, fresh(endpoint).reason) == ("failed", "key")
    assert Delivery.objects.get().state == "pending"


def test_a_test_reaches_its_endpoint_alone_and_stands_in_no_feed(make, receiver, cast):
    endpoint, _ = make()
    make()
    sent = send_test(endpoint=endpoint, now=timezone.now())
    assert Delivery.objects.count() == 1
    serve_endpoint(endpoint.pk)
    assert receiver.got[0].message == {
        "type": "webhook.test",
        "timestamp": _moment(sent.event.created_at),
        "data": {"webhook_id": str(endpoint.pk)},
    }
    assert list(list_events_for(cast.tess)) == []


def _moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def test_nothing_is_sent_by_hand_while_it_is_off(make):
    endpoint, _ = make(is_active=False)
    with pytest.raises(WebhookOff):
        send_test(endpoint=endpoint, now=timezone.now())


def test_in_production_an_endpoint_of_this_machine_is_refused(cast, settings, now, receiver):
    settings.IS_PRODUCTION, settings.WEBHOOK_NETWORKS = True, []
    with pytest.raises(UrlRefused) as caught:
        make_endpoint(actor=cast.tess, course=cast.course, wishes=Wishes(url=receiver.url), now=now)
    assert caught.value.code == "target_scheme"


def test_in_production_a_name_of_this_machine_is_refused_when_it_is_sent_to(
    endpoint, tell, receiver, settings
):
    settings.IS_PRODUCTION, settings.WEBHOOK_NETWORKS = True, []
    Endpoint.objects.filter(pk=endpoint.pk).update(url="https://localhost/hook")
    tell()
    serve_endpoint(endpoint.pk)
    (tried,) = Try.objects.all()
    assert (tried.status, tried.error) == (None, "target_private")
    assert receiver.got == []
