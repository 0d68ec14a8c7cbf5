"""Signs of life: what they cost, what they tell the page, and what they show the teacher."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import errors, services
from examcenter.exams.models import Attempt, Message, Presence, RoomEvent
from examcenter.exams.services import finish_attempt, save_draft
from examcenter.exams.taking.marks import set_flag
from examcenter.exams.taking.presence import Sign, hear_page
from tests.examcenter.making import current

JSON = {"Accept": "application/json"}
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECOND = timedelta(seconds=1)
KINDS = RoomEvent.Kind


@pytest.fixture
def attempt(timed, cast, now):
    return services.start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


@pytest.fixture
def hear(attempt, cast):
    """Return a function that lets a page give a sign of life."""

    def give(now, *, page="one", address="10.0.0.1", agent="Firefox", **more):
        values = {"number": 1, "sequences": {}, "message_id": 0, **more}
        sign = Sign(page=page, address=address, agent=agent, **values)
        return hear_page(user=cast.ada, attempt_id=attempt.pk, sign=sign, now=now)

    return give


def kinds(attempt):
    return list(RoomEvent.objects.filter(attempt=attempt).values_list("kind", flat=True))


def beat(client, attempt, **form):
    values = {"number": "1", "page": "one", "sequences": "1:0,2:0", "message": "0", **form}
    return client.post(reverse("exams:presence", args=[attempt.pk]), values, headers=JSON)


def test_a_sign_of_life_costs_three_queries_with_session_and_person(
    cast, timed, django_assert_num_queries
):
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    ada = Client()
    ada.force_login(cast.ada, backend=BACKEND)
    beat(ada, attempt)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=20))
    with django_assert_num_queries(3) as queries:
        reply = beat(ada, attempt)
    assert [q["sql"].split()[0] for q in queries.captured_queries][-1] == "UPDATE"
    assert reply.json()["deadline_at"] == attempt.deadline_at.isoformat()
    assert set(reply.json()) == {
        *("now", "deadline_at", "is_paused", "is_finished", "is_over"),
        *("messages", "changed", "flagged"),
    }


def test_a_sign_is_written_with_place_and_time(hear, attempt, now):
    hear(now, number=2)
    hear(now + 20 * SECOND, number=3)
    presence = Presence.objects.get(attempt=attempt)
    assert (presence.number, presence.seen_at) == (3, now + 20 * SECOND)
    assert (presence.address, presence.agent, presence.page) == ("10.0.0.1", "Firefox", "one")


def test_signs_that_say_nothing_new_are_not_written_each_time(hear, now, django_assert_num_queries):
    hear(now)
    with django_assert_num_queries(1):
        hear(now + SECOND)
    with django_assert_num_queries(2):
        hear(now + 6 * SECOND)


def test_another_persons_attempt_is_not_there(attempt, cast, now):
    sign = Sign(number=1, page="x", address=None, agent="", sequences={}, message_id=0)
    with pytest.raises(errors.AttemptNotFound):
        hear_page(user=cast.ben, attempt_id=attempt.pk, sign=sign, now=now)
    assert not Presence.objects.exists()


def test_a_page_hears_messages_that_it_has_not_shown(hear, attempt, now):
    old, new = (
        Message.objects.create(attempt=attempt, text=text, created_at=now)
        for text in ("You have 5 more minutes.", "You have 10 more minutes.")
    )
    heard = hear(now, message_id=old.pk)
    assert [message.text for message in heard.messages] == ["You have 10 more minutes."]
    assert hear(now, message_id=new.pk).messages == ()


def test_a_page_hears_the_moved_deadline_pause_and_end(hear, attempt, now):
    later = now + timedelta(hours=1)
    Attempt.objects.update(deadline_at=later)
    assert hear(now).deadline_at == later
    Attempt.objects.update(paused_at=now)
    heard = hear(later + SECOND)
    assert (heard.is_paused, heard.is_over) == (True, False)
    Attempt.objects.update(paused_at=None)
    assert hear(later + SECOND).is_over
    finish_attempt(attempt=Attempt.objects.get(), now=now)
    assert hear(now).is_finished


def test_a_page_hears_what_was_saved_elsewhere_with_answers_of_its_own_question_only(
    hear, attempt, now
):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now, sequence=4)
    save_draft(attempt=attempt, number=2, answers={"width": "9"}, now=now, sequence=2)
    heard = hear(now, number=1, sequences={1: 3, 2: 1, 3: 0})
    here, there = heard.changed
    assert (here["number"], here["sequence"], here["answers"]) == (1, 4, {"answer": "7"})
    assert (there["number"], there["sequence"], there["is_answered"]) == (2, 2, True)
    assert "answers" not in there
    assert hear(now, number=1, sequences={1: 4, 2: 2, 3: 0}).changed == ()


def test_a_page_hears_of_flags(hear, attempt, now):
    set_flag(response=current(attempt, 3), is_flagged=True)
    assert hear(now).flagged == (3,)


def test_another_address_and_another_browser_are_noticed_once_an_hour(hear, attempt, now):
    hear(now)
    hear(now + 20 * SECOND, address="10.0.0.9", agent="Chromium")
    hear(now + 40 * SECOND)
    assert sorted(kinds(attempt)) == [KINDS.ADDRESS, KINDS.AGENT]
    event = RoomEvent.objects.get(kind=KINDS.ADDRESS)
    assert event.data == {"before": "10.0.0.1", "after": "10.0.0.9"}
    hear(now + timedelta(hours=2), address="10.0.0.9")
    assert kinds(attempt).count(KINDS.ADDRESS) == 2


def test_two_pages_that_take_turns_are_noticed(hear, attempt, now):
    for step, page in enumerate(("one", "two", "one")):
        assert kinds(attempt) == []
        hear(now + step * 10 * SECOND, page=page)
    assert kinds(attempt) == [KINDS.TWO_PAGES]


def test_a_page_that_was_left_for_another_is_no_second_one(hear, attempt, now):
    hear(now, page="one")
    hear(now + 20 * SECOND, page="two")
    hear(now + 40 * SECOND, page="two")
    # Long after, the first one is opened again.
    hear(now + timedelta(minutes=30), page="one")
    assert kinds(attempt) == []


def test_a_finished_attempt_is_heard_and_not_written(hear, attempt, now):
    finish_attempt(attempt=attempt, now=now)
    assert hear(now).is_finished
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"number": "-1", "sequences": "x", "message": "1e9"},
        {"number": "9" * 40, "sequences": "1:2:3,,:", "page": "p" * 9000},
        {"sequences": ",".join(f"{n}:0" for n in range(5000)), "page": "\x00"},
    ],
)
def test_a_sign_that_makes_no_sense_is_taken_as_far_as_it_does(cast, timed, form):
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    ada = Client()
    ada.force_login(cast.ada, backend=BACKEND)
    assert beat(ada, attempt, **form).status_code == 200
    assert len(Presence.objects.get().page) <= 40
