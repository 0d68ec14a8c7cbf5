"""The front page: what is due, open and learnt; what a teacher has to decide; its queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import Exam
from examcenter.exams.services import finish_attempt, start_attempt, submit_code
from examcenter.front.selectors import front_page
from examcenter.practice.models import Repetition, TopicBelief
from tests.examcenter.making import (
    GOOD_SOURCE,
    current,
    enroll,
    grade,
    make_course,
    make_exam,
    make_user,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _titles(cards) -> list[str]:
    return [card.title for card in cards]


def _everybody_signed_in(now) -> None:
    User.objects.update(last_login=now)


def test_what_closes_soon_is_due_and_what_opens_soon_is_coming(cast, practice, now):
    make_exam(cast.course, "later", ["one-side"], closes_at=now + 5 * DAY)
    make_exam(cast.course, "sooner", ["one-side"], closes_at=now + HOUR)
    make_exam(cast.course, "far", ["one-side"], closes_at=now + 30 * DAY)
    make_exam(cast.course, "next", ["one-side"], opens_at=now + DAY)
    make_exam(cast.course, "much-later", ["one-side"], opens_at=now + 90 * DAY)
    page = front_page(cast.ada, now)

    assert _titles(page.closing) == ["Sooner", "Later"]
    assert sorted(_titles(page.startable)) == ["Far", "Practice"]
    assert _titles(page.coming) == ["Next"]


def test_what_runs_is_not_offered_again(cast, practice, now):
    start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    page = front_page(cast.ada, now)

    assert _titles(page.running) == ["Practice"]
    assert page.startable == ()


def test_a_missed_topic_is_due_on_its_day_and_mastery_is_shown(cast, practice, now):
    for user, due_at in ((cast.ada, now + HOUR), (cast.ben, now + 2 * DAY)):
        Repetition.objects.create(user=user, topic="output-size", card={}, due_at=due_at)
        TopicBelief.objects.create(
            user=user, topic="output-size", variance=0.2, n_questions=9, answered_at=now
        )

    assert _titles(front_page(cast.ada, now).repetitions) == ["Output size"]
    assert front_page(cast.ben, now).repetitions == ()
    assert _titles(front_page(cast.ben, now).topics) == ["Output size"]


def test_results_are_the_newest_whose_score_may_be_seen(cast, practice, now):
    for number in range(5):
        moment = now + number * MINUTE
        attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=moment)
        finish_attempt(attempt=attempt, now=moment)
    page = front_page(cast.ada, now + HOUR)

    assert [result.finished_at for result in page.results] == [
        now + number * MINUTE for number in (4, 3, 2)
    ]
    assert page.results[0].score_words == "0 of 6 points"


def test_a_draft_whose_window_is_open_waits_for_its_teacher(cast, bank, now):
    _everybody_signed_in(now)
    rules = {"published_at": None, "opens_at": now - HOUR}
    make_exam(cast.course, "forgotten", ["one-side"], **rules)
    make_exam(cast.course, "gone", ["one-side"], **rules, closes_at=now - MINUTE)
    make_exam(cast.course, "planned", ["one-side"], published_at=None, opens_at=now + 9 * DAY)

    (decision,) = front_page(cast.tess, now).decisions
    assert decision.title == "Forgotten"
    assert "Still a draft, although its window is open" in decision.words
    assert front_page(cast.ada, now).decisions == ()
    assert front_page(cast.ada, now).startable == ()


def test_what_closes_today_tells_how_many_work_in_it(cast, bank, now):
    _everybody_signed_in(now)
    exam = make_exam(cast.course, "today", ["one-side"], closes_at=now + HOUR)
    make_exam(cast.course, "tomorrow", ["one-side"], closes_at=now + 2 * DAY)
    start_attempt(user=cast.ada, exam_id=exam.pk, now=now)

    (decision,) = front_page(cast.tess, now).decisions
    assert (decision.title, decision.words) == ("Today", "1 attempt is open.")
    assert decision.href == reverse("exams:room", args=[exam.pk])


def test_results_wait_for_their_release_until_they_are_released(cast, bank, now):
    _everybody_signed_in(now)
    exam = make_exam(
        cast.course,
        "final",
        ["one-side"],
        closes_at=now + HOUR,
        late_until_at=now + 2 * HOUR,
        release=Exam.Release.MANUAL,
    )
    finish_attempt(attempt=start_attempt(user=cast.ada, exam_id=exam.pk, now=now), now=now)

    assert front_page(cast.tess, now + HOUR + MINUTE).decisions == ()
    (decision,) = front_page(cast.tess, now + 3 * HOUR).decisions
    assert "waits for its release" in decision.words
    assert decision.href == reverse("exams:gradebook", args=[exam.pk])
    Exam.objects.filter(pk=exam.pk).update(released_at=now)
    assert front_page(cast.tess, now + 3 * HOUR).decisions == ()


def test_submissions_that_we_failed_are_told(cast, practice, now):
    now = timezone.now()
    _everybody_signed_in(now)
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    part = current(attempt, 3).variant["parts"][0]["name"]
    sent = submit_code(attempt=attempt, number=3, part=part, source=GOOD_SOURCE, now=now)
    grade(sent.pk, score=None, verdict="system_error")

    (decision,) = front_page(cast.tess, now).decisions
    assert decision.words.startswith("1 submission ended by our fault")


def test_students_who_never_signed_in_are_counted_while_the_term_lasts(cast, now):
    _everybody_signed_in(now)
    User.objects.filter(pk=cast.ben.pk).update(last_login=None)

    (decision,) = front_page(cast.tess, now).decisions
    assert decision.words == "1 student has never signed in."
    Course.objects.filter(pk=cast.course.pk).update(ends_on=now.date() - DAY)
    assert front_page(cast.tess, now).decisions == ()


def test_a_course_that_is_put_away_or_long_over_goes_to_the_end(cast, practice, now):
    kept = make_course("kept")
    enroll(kept, cast.ada)
    assert len(front_page(cast.ada, now).courses) == 2
    for change in ({"archived_at": now}, {"archived_at": None, "ends_on": now.date() - 40 * DAY}):
        Course.objects.filter(pk=cast.course.pk).update(**change)
        page = front_page(cast.ada, now)
        assert _titles(page.courses) == ["Kept"]
        assert _titles(page.earlier) == ["Vision"]
        assert page.startable == ()


def test_teachers_decide_in_their_own_courses_only(cast, bank, now):
    _everybody_signed_in(now)
    other = make_course("other")
    make_exam(other, "forgotten", ["one-side"], published_at=None, opens_at=now - HOUR)
    enroll(other, cast.tess, Enrollment.Role.ASSISTANT)

    assert front_page(cast.tess, now).decisions == ()


def test_the_page_says_times_with_their_zone(cast, bank):
    make_exam(cast.course, "soon", ["one-side"], closes_at=timezone.now() + 12.5 * MINUTE)
    client = Client()
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(reverse("courses:home")).content.decode()

    assert "closes <time" in text
    assert ">in 12 min, " in text
    assert " UTC</time>" in text


@pytest.mark.parametrize(("name", "n_queries"), [("ada", 14), ("tess", 13)])
def test_queries_do_not_grow_with_courses_exams_and_people(
    cast, practice, timed, name, n_queries, django_assert_num_queries
):
    now, user = timezone.now(), cast.named(name)
    role = Enrollment.Role.TEACHER if name == "tess" else Enrollment.Role.STUDENT

    def grow(number: int) -> None:
        course = make_course(f"course{number}")
        enroll(course, user, role)
        enroll(course, make_user(f"new{number}"))
        for slug, rules in (
            ("a", {"closes_at": now + HOUR}),
            ("b", {"published_at": None, "opens_at": now - HOUR}),
        ):
            exam = make_exam(course, slug, ["one-side"], **rules)
            if role == Enrollment.Role.STUDENT and slug == "a":
                start_attempt(user=user, exam_id=exam.pk, now=now)

    grow(0)
    front_page(user, now)
    with django_assert_num_queries(n_queries):
        front_page(user, now)
    for number in range(1, 6):
        grow(number)
    with django_assert_num_queries(n_queries):
        front_page(user, now)
