"""Exceptions, the live room, orders, words to all and outages over REST."""

from datetime import timedelta

import pytest
from django.utils import timezone

from examcenter.courses.models import Enrollment, Group
from examcenter.exams.models import Accommodation, Attempt, Message
from tests.examcenter.api.flows.conftest import API, change, sit
from tests.examcenter.making import enroll, make_user


@pytest.fixture
def running(cast, final):
    """Ada sits the exam."""
    return sit(final, cast.ada, is_finished=False)


def fresh(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def test_more_time_reaches_a_running_attempt_at_once(campus, cast, final, running):
    body = {"student": {"username": "ada"}, "extra_time_factor": 0.5, "reason": "dyslexia"}
    made = campus.post(f"{API}/exams/{final.pk}/accommodations", body)

    assert made.status_code == 201
    assert made.json()["applied"]["n_extended"] == 1
    assert fresh(running).deadline_at - running.deadline_at == timedelta(minutes=30)
    assert made.json()["student"]["username"] == "ada"
    found = campus.get(made["Location"]).json()
    assert found == {name: value for name, value in made.json().items() if name != "applied"}


def test_an_exception_is_replaced_and_taken_back_and_stays_on_record(tess, cast, final, running):
    group = Group.objects.create(course=cast.course, name="Monday")
    group.members.add(Enrollment.objects.get(user=cast.ada))
    address = f"{API}/exams/{final.pk}/accommodations"
    body = {"group": group.pk, "extra_time_s": 600, "reason": "lift"}
    first = tess.post(address, body)["Location"]
    more = {"extra_time_s": 1200, "reason": "a slow lift"}
    second = change(tess, "put", first, more)

    assert second.status_code == 201 and second["Location"] != first
    assert fresh(running).deadline_at - running.deadline_at == timedelta(minutes=20)
    assert tess.get(first).json()["revoked_at"]
    assert change(tess, "put", first, more).json()["code"] == "already_revoked"
    gone = change(tess, "delete", second["Location"])
    assert gone.status_code == 200 and gone.json()["revoked_at"]
    # Whoever has the time keeps it.
    assert fresh(running).deadline_at - running.deadline_at == timedelta(minutes=20)
    assert len(tess.get(address).json()["results"]) == 2


def test_what_holds_in_all_of_a_course_holds_in_its_exams(tess, cast, final, running):
    body = {"student": {"user_id": cast.ada.public_id}, "extra_time_s": 60, "reason": "always"}
    made = tess.post(f"{API}/courses/{cast.course.pk}/accommodations", body)

    assert made.json()["exam"] is None and made.json()["applied"]["n_extended"] == 1
    listed = tess.get(f"{API}/courses/{cast.course.pk}/accommodations").json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"reason": "x", "extra_time_s": 60}, 400, ""),
        ({"student": {"username": "ada"}, "extra_time_s": 60}, 400, "/reason"),
        ({"student": {"username": "tess"}, "extra_time_s": 60, "reason": "x"}, 400, "/student"),
        ({"student": {"username": "carol"}, "extra_time_s": 60, "reason": "x"}, 404, None),
        ({"student": {"username": "ada", "user_id": None}, "reason": "x"}, 400, None),
        ({"group": "00000000-0000-4000-8000-000000000000", "reason": "x"}, 400, "/group"),
        ({"student": {"username": "ada"}, "reason": "x"}, 400, None),
        (
            {
                "student": {"username": "ada"},
                "reason": "x",
                "opens_at": "2026-11-22T10:00:00Z",
                "closes_at": "2026-11-22T09:00:00Z",
            },
            400,
            "/closes_at",
        ),
    ],
)
def test_an_exception_says_for_whom_what_and_why(tess, final, body, status, pointer):
    refused = tess.post(f"{API}/exams/{final.pk}/accommodations", body)

    assert refused.status_code == status
    if pointer is not None:
        assert refused.json()["errors"][0]["pointer"] == pointer
    assert not Accommodation.objects.exists()


def test_the_room_tells_who_sits_the_exam(asa, cast, final, running):
    room = asa.get(f"{API}/exams/{final.pk}/room").json()
    seats = {seat["student"]["username"]: seat for seat in room["seats"]}

    assert room["counts"] == {"here": 1, "absent": 1}
    assert seats["ada"]["attempt"] == str(running.pk) and seats["ben"]["attempt"] is None
    assert seats["ada"]["n_answered"] == 1 and seats["ada"]["n_questions"] == 2


def test_orders_are_given_to_attempts_students_and_all(tess, cast, final, running):
    address = f"{API}/exams/{final.pk}/room/orders"

    def order(**body):
        return tess.post(address, body).json()

    assert order(action="extend", minutes=5, attempts=[running.pk]) == {"n_done": 1, "n_passed": 0}
    assert fresh(running).deadline_at - running.deadline_at == timedelta(minutes=5)
    assert order(action="pause", students=[{"username": "ada"}])["n_done"] == 1
    assert fresh(running).paused_at
    assert order(action="resume", is_for_all=True)["n_done"] == 1
    assert order(action="close", is_for_all=True, reason="fire")["n_done"] == 1
    assert order(action="reopen", students=[{"username": "ada"}], minutes=10)["n_done"] == 1
    assert fresh(running).finished_at is None


def test_an_order_for_nobody_reaches_nobody(tess, cast, final, running):
    address = f"{API}/exams/{final.pk}/room/orders"
    named = tess.post(address, {"action": "close", "students": [{"username": "ben"}]})

    assert named.json() == {"n_done": 0, "n_passed": 0}
    assert fresh(running).finished_at is None


@pytest.mark.parametrize("kind", ["attempts", "students"])
def test_an_order_for_somebody_who_is_not_there_is_for_nobody(tess, cast, final, running, kind):
    named = {
        "attempts": [running.pk, final.pk],
        "students": [{"username": "ada"}, {"external_id": "typo"}],
    }
    body = {"action": "close", kind: named[kind]}
    refused = tess.post(f"{API}/exams/{final.pk}/room/orders", body)

    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{kind}/1"]
    assert fresh(running).finished_at is None


@pytest.mark.parametrize(
    "body",
    [
        {"action": "close"},
        {"action": "close", "is_for_all": True, "students": [{"username": "ada"}]},
        {"action": "extend", "is_for_all": True},
        {"action": "reopen", "is_for_all": True},
        {"action": "explode", "is_for_all": True},
    ],
)
def test_an_order_that_is_not_clear_is_refused(tess, final, running, body):
    assert tess.post(f"{API}/exams/{final.pk}/room/orders", body).status_code == 400
    assert fresh(running).finished_at is None


def test_everybody_who_sits_is_told(tess, cast, final, running):
    told = tess.post(f"{API}/exams/{final.pk}/room/messages", {"text": "Question 2: read 5."})

    assert told.json() == {"n_attempts": 1}
    assert Message.objects.get(attempt=running).text == "Question 2: read 5."


def test_an_outage_is_given_back_once(tess, cast, final, running):
    Attempt.objects.filter(pk=running.pk).update(started_at=timezone.now() - timedelta(hours=1))
    address, end = f"{API}/exams/{final.pk}/outages", timezone.now() - timedelta(minutes=1)
    body = {
        "start": (end - timedelta(minutes=10)).isoformat(),
        "end": end.isoformat(),
        "reason": "power",
    }

    assert tess.get(address).status_code == 200
    assert tess.post(address, body).json() == {"n_done": 1, "n_passed": 0}
    assert fresh(running).extra_s == 600
    assert tess.post(address, body).json()["n_done"] == 0
    assert fresh(running).extra_s == 600
    refused = tess.post(address, {**body, "end": "2099-01-01T00:00:00Z"})
    assert refused.status_code == 400 and refused.json()["code"] == "no_outage"


def test_the_queries_of_the_room_and_of_exceptions_do_not_grow(
    tess, cast, final, running, django_assert_num_queries, django_assert_max_num_queries
):
    Accommodation.objects.create(
        **{"course": cast.course, "exam": final, "user": cast.ada, "extra_tries": 1},
        **{"reason": "x", "created_by": cast.tess, "created_at": timezone.now()},
    )
    addresses = [f"{API}/exams/{final.pk}/room", f"{API}/exams/{final.pk}/accommodations"]
    sizes = []
    # The first use of a token is noted, and once a minute from then on.
    tess.get(addresses[0])
    for address in addresses:
        with django_assert_max_num_queries(30) as queries:
            assert tess.get(address).status_code == 200
        sizes.append(len(queries))
    for n in range(4):
        user = make_user(f"student{n}")
        enroll(cast.course, user)
        sit(final, user, is_finished=False)
        Accommodation.objects.create(
            **{"course": cast.course, "exam": final, "user": user, "extra_tries": 1},
            **{"reason": "x", "created_by": cast.tess, "created_at": timezone.now()},
        )
    for address, size in zip(addresses, sizes, strict=True):
        with django_assert_num_queries(size):
            assert tess.get(address).status_code == 200
