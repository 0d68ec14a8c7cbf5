"""Pages on which teachers grant exceptions and give time back."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Accommodation, Attempt, Presence
from examcenter.exams.rules import rules_for
from examcenter.exams.services import start_attempt
from tests.examcenter.exams.granting import allow, make_group
from tests.examcenter.making import enroll, make_course, make_user

MINUTE = timedelta(minutes=1)


@pytest.fixture
def teacher(client, cast, timed):
    """Tess at a browser; the course is in Berlin."""
    cast.course.time_zone = "Europe/Berlin"
    cast.course.save()
    client.force_login(cast.tess, backend="django.contrib.auth.backends.ModelBackend")
    return client


def place_of(user):
    return str(Enrollment.objects.get(user=user).pk)


def words_after(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_grant_is_previewed_then_given_and_reaches_who_sits_the_exam(teacher, cast, timed):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    address = reverse("exams:accommodations", args=[timed.pk])
    form = {"students": [place_of(cast.ada)], "percent": "50", "reason": "Letter of May"}
    asked = teacher.post(address, form)
    assert asked.status_code == 200
    (effect,) = asked.context["effects"]
    assert (effect.before, effect.after) == ("10 min", "15 min")
    assert effect.note.startswith("sits it now; ends ")
    assert Accommodation.objects.count() == 0

    done = teacher.post(address, form | {"confirmed": "yes"})
    assert done.status_code == 302
    assert words_after(done) == "Saved. 1 running attempt has more time."
    assert attempt.deadline_at
    assert Attempt.objects.get().deadline_at == attempt.deadline_at + 5 * MINUTE
    row = Accommodation.objects.get()
    assert (row.user, row.exam, row.extra_time_factor, row.reason, row.created_by) == (
        cast.ada,
        timed,
        0.5,
        "Letter of May",
        cast.tess,
    )
    text = teacher.get(address).content.decode()
    assert "50 % more time" in text
    assert "Letter of May" in text


def test_a_group_gets_another_window_in_the_zone_of_the_course(teacher, cast, timed):
    group = make_group(cast.course, "B", Enrollment.objects.get(user=cast.ben))
    address = reverse("exams:course_accommodations", args=[cast.course.pk])
    form = {
        "group": str(group.pk),
        "closes_at": "2027-01-15T18:00",
        "reason": "Conference",
        "confirmed": "yes",
    }
    assert teacher.post(address, form).status_code == 302

    row = Accommodation.objects.get()
    assert (row.group, row.exam) == (group, None)
    assert row.closes_at == datetime.fromisoformat("2027-01-15T17:00+00:00")
    assert rules_for(timed, cast.ben).closes_at == row.closes_at


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "This field is required"),
        ({"percent": ""}, "Nothing was filled in"),
        ({"students": []}, "Nobody was chosen"),
        ({"percent": "-5"}, "greater than or equal to 1"),
        (
            {"opens_at": "2027-01-15T18:00", "closes_at": "2027-01-15T17:00"},
            "closes before it opens",
        ),
    ],
)
def test_a_grant_that_says_too_little_is_explained(teacher, cast, timed, changed, words):
    form = {"students": [place_of(cast.ada)], "percent": "50", "reason": "Letter"}
    address = reverse("exams:accommodations", args=[timed.pk])
    page = teacher.post(address, form | changed | {"confirmed": "yes"})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert Accommodation.objects.count() == 0


def test_who_was_ticked_stays_ticked_when_something_else_is_missing(teacher, cast, timed):
    form = {"students": [place_of(cast.ben)], "percent": "50", "reason": ""}
    page = teacher.post(reverse("exams:accommodations", args=[timed.pk]), form)
    rows = page.context["form"].roll()
    # Who is ticked comes first; the others stand by their names.
    assert [(row.name, row.is_ticked) for row in rows] == [("ben", True), ("ada", False)]
    text = page.content.decode()
    assert f'name="students" value="{place_of(cast.ben)}" checked' in text
    assert f'name="students" value="{place_of(cast.ada)}" checked' not in text


def test_students_of_other_courses_cannot_be_chosen(teacher, cast, timed):
    other = make_course("other")
    stranger = enroll(other, cast.carol)
    form = {"students": [str(stranger.pk)], "percent": "50", "reason": "x", "confirmed": "yes"}
    page = teacher.post(reverse("exams:accommodations", args=[timed.pk]), form)
    assert page.status_code == 400
    assert Accommodation.objects.count() == 0


def test_a_grant_is_changed_and_taken_back_by_its_teachers_alone(client, teacher, cast, timed):
    row = allow(cast.course, exam=timed, user=cast.ada, extra_time_factor=0.25)
    change = reverse("exams:change_accommodation", args=[row.pk])
    assert 'value="25"' in teacher.get(change).content.decode()
    asked = teacher.post(change, {"percent": "100", "reason": "New letter"})
    assert [effect.after for effect in asked.context["effects"]] == ["20 min"]
    teacher.post(change, {"percent": "100", "reason": "New letter", "confirmed": "yes"})
    assert rules_for(timed, cast.ada).time_limit_s == 1200

    new = Accommodation.objects.get(revoked_at=None)
    revoke = reverse("exams:revoke_accommodation", args=[new.pk])
    assert "Take back the exception of ada?" in teacher.get(revoke).content.decode()
    assert teacher.post(revoke).status_code == 302
    assert rules_for(timed, cast.ada).time_limit_s == 600
    assert (
        "taken back"
        in teacher.get(reverse("exams:accommodations", args=[timed.pk])).content.decode()
    )

    for who, status in (("ben", 403), ("carol", 404)):
        client.force_login(cast.named(who), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(change).status_code == status
        assert client.post(revoke).status_code == status


def test_the_list_costs_the_same_queries_however_long_it_is(
    teacher, cast, timed, django_assert_num_queries
):
    address = reverse("exams:accommodations", args=[timed.pk])
    allow(cast.course, exam=timed, user=cast.ada, extra_time_factor=0.25)
    teacher.get(address)
    with django_assert_num_queries(6) as before:
        teacher.get(address)
    for n in range(4):
        user = make_user(f"more{n}")
        enroll(cast.course, user)
        allow(cast.course, user=user, extra_tries=1)
        make_group(cast.course, f"group {n}")
    with django_assert_num_queries(len(before)):
        teacher.get(address)


def test_an_outage_is_offered_shown_and_given_back(teacher, cast, timed):
    now = timezone.now().replace(microsecond=0)
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now - 9 * MINUTE)
    Presence.objects.create(attempt=attempt, seen_at=now - timedelta(seconds=10))
    address = reverse("exams:room_outage", args=[timed.pk])
    page = teacher.get(address)
    (found,) = page.context["silences"]
    assert (found["span"], found["n"]) == ("8 min 50 s", 1)

    zone = page.context["zone"]
    assert zone == "Europe/Berlin"
    # Typed in the zone of the course, an hour ahead of UTC in November.
    hour = timedelta(hours=1)
    form = {
        "start": f"{found['start'] + hour:%Y-%m-%dT%H:%M:%S}",
        "end": f"{found['end'] + hour:%Y-%m-%dT%H:%M:%S}",
        "reason": "Power cut",
    }
    asked = teacher.post(address, form)
    assert asked.status_code == 200
    assert "1 open attempt gets up to 8 min 50 s" in asked.content.decode()
    assert Attempt.objects.get().extra_s == 0
    done = teacher.post(address, form | {"confirmed": "yes"})
    assert words_after(done) == "1 student got time back."
    assert Attempt.objects.get().extra_s == 530
    again = teacher.post(address, form | {"confirmed": "yes"})
    assert words_after(again).endswith("0 students got time back.")


def test_an_outage_that_ends_before_it_begins_is_explained(teacher, cast, timed):
    address = reverse("exams:room_outage", args=[timed.pk])
    form = {"start": "2026-11-22T15:00", "end": "2026-11-22T14:00", "reason": "x"}
    page = teacher.post(address, form)
    assert page.status_code == 400
    assert "expected an end after the beginning" in page.content.decode()
