"""Events and webhooks over REST: the feed that loses nothing, secrets shown once, the log."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.integrations.services import revoke_integration
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Delivery, Endpoint, Event, Secret
from examcenter.webhooks.services.turns import serve_endpoint
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import enroll, make_course
from tests.examcenter.tokens import make_program
from tests.examcenter.webhooks.receiver import receiving

URL = "https://lms.example.org/hooks"
MATCH = {"HTTP_IF_MATCH": "*"}


def client_with(header: str) -> DocumentedClient:
    """Return a client with a token."""
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    return client


def tell(course, n: int = 1, kind: str = "roster.changed") -> None:
    """Write some events."""
    for _ in range(n):
        emit(kind, course_id=course.pk, data={}, now=timezone.now())


@pytest.fixture
def hook(tess, cast):
    """Return the address of a webhook of the course."""
    made = tess.post("/api/v1/webhooks", {"url": URL, "course": str(cast.course.pk)})
    assert made.status_code == 201, made.content
    return made["Location"]


def test_a_webhook_is_made_with_its_secret_which_is_shown_this_once(tess, cast):
    wish = {"url": URL, "course": str(cast.course.pk), "events": ["grade.changed"]}
    made = tess.post("/api/v1/webhooks", wish)
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    body = made.json()
    assert body["secret"].startswith("whsec_")
    assert body["events"] == ["grade.changed"]
    for address in (made["Location"], "/api/v1/webhooks"):
        assert body["secret"] not in tess.get(address).content.decode()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"url": "http://user:pw@127.0.0.1/"}, "target_login"),
        ({"url": "ftp://lms.example.org/"}, "target_scheme"),
        ({"url": URL, "events": ["exam.exploded"]}, "invalid_request"),
        ({"url": URL, "surprise": 1}, "invalid_request"),
        ({}, "invalid_request"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_in_words(tess, cast, wish, code):
    reply = tess.post("/api/v1/webhooks", {"course": str(cast.course.pk), **wish})
    assert (reply.status_code, reply.json()["code"]) == (400, code)
    assert not Endpoint.objects.exists()


def test_only_staff_hear_of_every_course(tess, cast, api):
    assert tess.post("/api/v1/webhooks", {"url": URL}).status_code == 403
    cast.carol.is_staff = True
    cast.carol.save()
    assert api(cast.carol).post("/api/v1/webhooks", {"url": URL}).status_code == 201


def test_it_is_changed_only_from_the_state_that_was_read(tess, hook):
    tag = tess.get(hook)["ETag"]
    wish = {"url": f"{URL}/two", "is_active": False}
    assert tess.put(hook, wish).status_code == 428
    assert tess.put(hook, wish, HTTP_IF_MATCH='"old"').status_code == 412
    changed = tess.put(hook, wish, HTTP_IF_MATCH=tag)
    assert changed.status_code == 200
    assert (changed.json()["state"], changed.json()["is_active"]) == ("off", False)
    assert changed["ETag"] == tess.get(hook)["ETag"] != tag


def test_a_deleted_webhook_leaves_its_events(tess, hook, cast):
    tell(cast.course)
    assert tess.delete(hook, **MATCH).status_code == 204
    assert tess.get(hook).status_code == 404
    assert Event.objects.count() == 1 and not Delivery.objects.exists()


def test_a_secret_is_rotated_and_the_old_one_may_end_at_once(tess, hook):
    made = tess.post(f"{hook}/secrets", {})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    assert Secret.objects.count() == 2
    tess.post(f"{hook}/secrets", {"overlap_s": 0})
    valid = Secret.objects.filter(expires_at__isnull=True).count()
    assert valid == 1
    assert tess.post(f"{hook}/secrets", {"overlap_s": -1}).status_code == 400


def test_a_test_is_sent_logged_and_replayed(tess, cast):
    with receiving() as receiver:
        wish = {"url": receiver.url, "course": str(cast.course.pk)}
        hook = tess.post("/api/v1/webhooks", wish)["Location"]
        asked = tess.post(f"{hook}/test")
        assert asked.status_code == 202
        endpoint = Endpoint.objects.get()
        serve_endpoint(endpoint.pk)
        log = tess.get(f"{hook}/deliveries").json()["results"]
        assert [row["state"] for row in log] == ["delivered"]
        assert log[0]["tries"][0]["status"] == 204
        again = tess.post(f"{asked['Location']}/replay")
        assert (again.status_code, again.json()["state"]) == (202, "pending")
        serve_endpoint(endpoint.pk)
        assert receiver.ids() == [log[0]["event"]["id"]] * 2
        read = tess.get(asked["Location"]).json()
        assert len(read["tries"]) == 2 and read["event"]["type"] == "webhook.test"
        assert tess.get(f"{hook}/deliveries?state=failed").json()["results"] == []


def test_a_webhook_that_is_off_tests_nothing(tess, hook):
    tess.put(hook, {"url": URL, "is_active": False}, **MATCH)
    reply = tess.post(f"{hook}/test")
    assert (reply.status_code, reply.json()["code"]) == (409, "webhook_off")


def test_another_course_has_no_such_webhook(hook, api, cast):
    other = make_course("other")
    enroll(other, cast.carol, Enrollment.Role.TEACHER)
    carol = api(cast.carol)
    for address in (hook, f"{hook}/deliveries", f"{hook}/deliveries/{uuid4()}"):
        assert carol.get(address).status_code == 404
    assert carol.post(f"{hook}/test").status_code == 404


def test_a_program_needs_the_scopes(cast, hook):
    reader = client_with(make_program(cast.course, ["events:read"])[1])
    assert reader.get("/api/v1/events").status_code == 200
    refused = reader.get("/api/v1/webhooks")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["detail"].endswith("webhooks:write.")


def test_a_program_that_was_sent_away_is_told_nothing_more(cast):
    with receiving() as receiver:
        program, header = make_program(cast.course)
        wish = {"url": receiver.url, "course": str(cast.course.pk)}
        assert client_with(header).post("/api/v1/webhooks", wish).status_code == 201
        revoke_integration(integration=program, now=timezone.now())
        tell(cast.course)
        endpoint = Endpoint.objects.get()
        assert serve_endpoint(endpoint.pk) == 0
        assert receiver.got == []
        endpoint.refresh_from_db()
        assert (endpoint.state, endpoint.reason) == ("failed", "revoked")


def follow(client, address: str) -> list[str]:
    """Return the ids of every page."""
    ids: list[str] = []
    while address:
        page = client.get(address).json()
        ids += [event["id"] for event in page["results"]]
        address = page["next"]
    return ids


def test_the_feed_is_walked_in_pages_without_loss_while_events_are_written(tess, cast):
    tell(cast.course, 7)
    first = tess.get("/api/v1/events?limit=3").json()
    tell(cast.course, 2)
    ids = [event["id"] for event in first["results"]] + follow(tess, first["next"])
    expected = [str(pk) for pk in Event.objects.order_by("sequence").values_list("pk", flat=True)]
    assert ids == expected and len(ids) == 9


def test_whoever_polls_goes_on_behind_the_last_event(tess, cast):
    tell(cast.course, 3)
    last = tess.get("/api/v1/events").json()["results"][-1]["id"]
    assert tess.get(f"/api/v1/events?since={last}").json()["results"] == []
    # Older by its time, and written later.
    emit(
        "exam.closed",
        course_id=cast.course.pk,
        data={},
        now=timezone.now() - timedelta(hours=1),
    )
    (event,) = tess.get(f"/api/v1/events?since={last}").json()["results"]
    assert event["type"] == "exam.closed"


def test_an_event_that_is_forgotten_lies_before_all_that_are_kept(tess, cast):
    tell(cast.course, 2)
    assert len(tess.get(f"/api/v1/events?since={uuid4()}").json()["results"]) == 2


def test_the_feed_is_filtered_by_course_kind_and_moment(tess, cast):
    tell(cast.course)
    tell(cast.course, kind="exam.published")

    def kinds(query: str) -> list[str]:
        rows = tess.get(f"/api/v1/events?{query}").json()["results"]
        return [row["type"] for row in rows]

    assert kinds(f"course={cast.course.pk}") == ["roster.changed", "exam.published"]
    assert kinds("kind=exam.published") == ["exam.published"]
    assert kinds("since=2999-01-01T00:00:00Z") == []
    assert kinds("since=2020-01-01T00:00:00Z") == ["roster.changed", "exam.published"]
    assert tess.get("/api/v1/events?since=yesterday").status_code == 400
    assert tess.get(f"/api/v1/events?course={uuid4()}").status_code == 404


def test_a_student_has_an_empty_feed_and_finds_no_event(ada, cast):
    tell(cast.course)
    assert ada.get("/api/v1/events").json()["results"] == []
    assert ada.get(f"/api/v1/events/{Event.objects.get().pk}").status_code == 404
    assert ada.get(f"/api/v1/events?course={cast.course.pk}").status_code == 403
