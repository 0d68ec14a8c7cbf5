"""The live room, its orders, the timeline and announcements, as the staff sees them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Attempt, Message, Presence, RoomEvent
from examcenter.exams.room.watching import room_page
from examcenter.exams.services import finish_attempt, save_draft, start_attempt
from tests.examcenter.exams.granting import allow, make_group
from tests.examcenter.making import enroll, make_user

MINUTE = timedelta(minutes=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def attempt(timed, cast):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())


@pytest.fixture
def assistant(cast):
    user = make_user("assi")
    enroll(cast.course, user, Enrollment.Role.ASSISTANT)
    return user


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def words_after(response):
    """Return what the next page will say."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def order(client, exam, action, attempts=(), **fields):
    """Post an order as the page's form does."""
    address = reverse("exams:room_order", args=[exam.pk])
    return client.post(
        address,
        {"action": action, "attempt": [str(row.pk) for row in attempts], "scope": "chosen"}
        | fields,
    )


def seats_of(exam, user, now, **options):
    return {seat.username: seat for seat in room_page(user, exam.pk, now, **options).seats}


def test_everybody_has_a_seat_with_state_place_and_progress(timed, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    Presence.objects.create(attempt=attempt, seen_at=now + 5 * MINUTE, number=2)
    save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=now + 4 * MINUTE)
    allow(cast.course, user=cast.ada, extra_time_factor=0.25)
    RoomEvent.objects.create(attempt=attempt, kind="address", created_at=now)

    seats = seats_of(timed, cast.tess, now + 5 * MINUTE)
    ada = seats["ada"]
    assert ada.presence_words == "working"
    assert (ada.number, ada.n_answered, ada.n_questions) == (2, 1, 3)
    assert (ada.saved_words, ada.deadline_words) == ("14:04:00", "14:10:00")
    assert (ada.extra_words, ada.flags) == ("+2 min 30 s", ("another address",))
    assert seats["ben"].presence_words == "not started"
    assert set(seats) == {"ada", "ben"}


def test_a_page_that_was_not_heard_for_a_minute_has_lost_its_connection(timed, cast, now):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    Presence.objects.create(attempt=attempt, seen_at=now, number=1)

    assert seats_of(timed, cast.tess, now + MINUTE)["ada"].presence == "here"
    lost = seats_of(timed, cast.tess, now + 2 * MINUTE)["ada"]
    assert (lost.presence, lost.seen_words) == ("lost", "14:00:00")
    # A save is a sign of life, too: without JavaScript there is no other.
    save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=now + 2 * MINUTE)
    assert seats_of(timed, cast.tess, now + 2 * MINUTE)["ada"].presence == "here"


def test_a_page_that_never_speaks_by_itself_is_no_lost_connection(client, timed, cast, now):
    start_attempt(user=cast.ada, exam_id=timed.pk, now=now)

    assert seats_of(timed, cast.tess, now + MINUTE)["ada"].presence == "here"
    page = room_page(cast.tess, timed.pk, now + 2 * MINUTE)
    silent = next(seat for seat in page.seats if seat.username == "ada")
    assert (silent.presence, silent.presence_words) == ("silent", "page without script")
    assert (silent.seen_words, silent.is_open) == ("14:00:00", True)
    assert {choice.key: choice.n for choice in page.counts}["silent"] == 1
    client.force_login(cast.tess)
    with time_machine.travel(now + 2 * MINUTE, tick=False):
        text = client.get(reverse("exams:room", args=[timed.pk])).content.decode()
    assert "last heard 14:00:00" in text and "since 14:00:00" not in text


def test_a_full_room_leads_past_its_list_to_the_orders(client, timed, cast, now):
    client.force_login(cast.tess)
    room = reverse("exams:room", args=[timed.pk])
    assert 'href="#orders"' not in client.get(room).content.decode()
    for number in range(9):
        enroll(cast.course, make_user(f"more-{number}"))
    text = client.get(room).content.decode()
    assert 'href="#orders"' in text and 'id="orders"' in text


def test_the_room_is_counted_filtered_and_sorted(timed, cast, now):
    finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=timed.pk, now=now), now=now)
    start_attempt(user=cast.ben, exam_id=timed.pk, now=now)
    page = room_page(cast.tess, timed.pk, now, show="finished", sort="name")

    assert {choice.key: choice.n for choice in page.counts} == {
        "all": 2,
        "here": 1,
        "lost": 0,
        "paused": 0,
        "absent": 0,
        "finished": 1,
        "flagged": 0,
    }
    assert [seat.username for seat in page.seats] == ["ada"]
    names = [seat.username for seat in room_page(cast.tess, timed.pk, now).seats]
    assert names == ["ben", "ada"]


def test_a_student_is_found_by_part_of_a_name_and_the_counts_follow(client, timed, cast, now):
    cast.ada.first_name, cast.ada.last_name = "Ada", "Lovelace"
    cast.ada.save()
    assert seats_of(timed, cast.tess, now, text=" love ADA ").keys() == {"ada"}
    assert seats_of(timed, cast.tess, now, text="ben").keys() == {"ben"}
    assert not seats_of(timed, cast.tess, now, text="ada ben")
    sign_in(client, cast.tess)
    page = client.get(reverse("exams:room", args=[timed.pk]), {"q": "ada & co"})
    assert [choice.n for choice in page.context["page"].counts] == [0] * 7
    text = page.content.decode()
    # The links and the refreshing keep what was searched for, and the field shows it.
    assert text.count("q=ada%20%26%20co") == 8
    assert 'value="ada &amp; co"' in text


def test_the_room_costs_the_same_queries_however_many_sit_in_it(
    timed, cast, now, django_assert_num_queries
):
    group = make_group(cast.course, "B", Enrollment.objects.get(user=cast.ben))
    allow(cast.course, group=group, extra_time_s=60)

    def visit():
        room_page(cast.tess, timed.pk, now)

    with django_assert_num_queries(8):
        visit()
    for n in range(5):
        user = make_user(f"more{n}")
        enroll(cast.course, user)
        allow(cast.course, user=user, extra_time_s=60)
        attempt = start_attempt(user=user, exam_id=timed.pk, now=now)
        Presence.objects.create(attempt=attempt, seen_at=now)
        RoomEvent.objects.create(attempt=attempt, kind="agent", created_at=now)
    with django_assert_num_queries(8):
        visit()


def test_the_page_refreshes_with_nothing_while_nothing_changes(client, attempt, timed, cast):
    sign_in(client, cast.tess)
    address = reverse("exams:room", args=[timed.pk])
    page = client.get(address)
    assert page.status_code == 200
    mark = page.context["page"].mark
    again = client.get(address, {"mark": mark}, headers=HTMX)
    assert (again.status_code, again.content) == (204, b"")

    save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=timezone.now())
    changed = client.get(address, {"mark": mark}, headers=HTMX)
    assert changed.status_code == 200
    assert changed.content.lstrip().startswith(b'<div id="seats"')
    assert b"1 of 3" in changed.content


def test_minutes_are_shown_with_their_effect_and_given_once_confirmed(client, attempt, timed, cast):
    sign_in(client, cast.tess)
    asked = order(client, timed, "extend", [attempt], minutes="15", reason="Ramp")
    assert asked.status_code == 200
    assert "Give 15 minutes to 1 student" in asked.content.decode()
    assert Attempt.objects.get().extra_s == 0

    done = order(client, timed, "extend", [attempt], minutes="15", reason="Ramp", confirmed="yes")
    assert done.status_code == 302
    assert words_after(done) == ["1 attempt has more time."]
    assert Attempt.objects.get().deadline_at == attempt.deadline_at + 15 * MINUTE


def test_everybody_is_paused_resumed_and_closed_at_once(client, attempt, timed, cast):
    start_attempt(user=cast.ben, exam_id=timed.pk, now=timezone.now())
    sign_in(client, cast.tess)
    for action in ("pause", "resume", "close"):
        done = order(client, timed, action, scope="all", confirmed="yes")
        assert words_after(done)[-1].startswith("2 attempts")
    assert Attempt.objects.filter(finish_reason="teacher").count() == 2


def test_reopening_warns_that_results_were_visible(client, attempt, timed, cast):
    finish_attempt(attempt=attempt, now=timezone.now())
    sign_in(client, cast.tess)
    asked = order(client, timed, "reopen", [attempt])
    assert "can profit from it" in asked.content.decode()
    order(client, timed, "reopen", [attempt], confirmed="yes")
    assert Attempt.objects.get().finished_at is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"action": "extend"}, "Nobody was chosen"),
        ({"action": "extend", "scope": "all"}, "no number of minutes"),
        ({"action": "extend", "scope": "all", "minutes": "-3"}, "greater than or equal to 1"),
        ({"action": "reopen", "scope": "all"}, "Tick whose attempts"),
        ({"action": "explode", "scope": "all"}, "not one of the available choices"),
    ],
)
def test_an_order_that_says_too_little_is_explained(client, attempt, timed, cast, fields, words):
    sign_in(client, cast.tess)
    address = reverse("exams:room_order", args=[timed.pk])
    done = client.post(address, fields | {"confirmed": "yes"})
    assert done.status_code == 302
    assert words in words_after(done)[0]
    assert RoomEvent.objects.filter(kind="extended").count() == 0


def test_attempts_of_another_exam_are_refused(client, attempt, timed, practice, cast):
    sign_in(client, cast.tess)
    done = order(client, practice, "close", [attempt], confirmed="yes")
    assert done.status_code == 302
    assert Attempt.objects.get().finished_at is None


def test_an_assistant_watches_and_does_not_act(client, attempt, timed, assistant):
    sign_in(client, assistant)
    page = client.get(reverse("exams:room", args=[timed.pk]))
    assert page.status_code == 200
    assert b"Give minutes" not in page.content
    assert order(client, timed, "close", [attempt], confirmed="yes").status_code == 403
    for name in ("room_outage", "accommodations"):
        assert client.get(reverse(f"exams:{name}", args=[timed.pk])).status_code == 403
    announced = client.post(reverse("exams:room_announce", args=[timed.pk]), {"text": "x"})
    assert announced.status_code == 403
    assert Attempt.objects.get().finished_at is None
    assert client.get(reverse("exams:timeline", args=[attempt.pk])).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("carol", 404)])
def test_students_and_strangers_see_nothing_of_the_room(client, attempt, timed, cast, who, status):
    sign_in(client, cast.named(who))
    for name in ("room", "room_outage", "accommodations"):
        page = client.get(reverse(f"exams:{name}", args=[timed.pk]))
        assert page.status_code == status
    assert client.get(reverse("exams:timeline", args=[attempt.pk])).status_code == status
    for name in ("room_order", "room_announce"):
        posted = client.post(reverse(f"exams:{name}", args=[timed.pk]), {})
        assert posted.status_code == status


def test_an_announcement_is_told(client, attempt, timed, cast):
    sign_in(client, cast.tess)
    address = reverse("exams:room_announce", args=[timed.pk])
    assert words_after(client.post(address, {"text": "Padding is 1."})) == ["1 student was told."]
    assert Message.objects.get().text == "Padding is 1."
    assert words_after(client.post(address, {"text": ""}))[-1].startswith("Found no text")


def test_a_timeline_tells_what_happened_in_order(client, attempt, timed, cast):
    sign_in(client, cast.tess)
    save_draft(attempt=attempt, number=1, answers={"answer": "4"}, now=timezone.now())
    order(client, timed, "extend", [attempt], minutes="5", reason="Ramp", confirmed="yes")
    finish_attempt(attempt=attempt, now=timezone.now())
    page = client.get(reverse("exams:timeline", args=[attempt.pk]))

    whats = [moment.what for moment in page.context["page"].moments]
    assert whats[0] == "Started"
    assert {"Question 1: last saved", "More time", "The student was told", "Finished"} <= set(whats)
    text = page.content.decode()
    assert "+5 min, Ramp" in text
    assert "by tess" in text


def test_names_are_text_and_never_markup(client, timed, cast):
    cast.ada.first_name = "<script>alert(1)</script>"
    cast.ada.save()
    start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    sign_in(client, cast.tess)
    page = client.get(reverse("exams:room", args=[timed.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
