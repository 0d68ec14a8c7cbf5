"""Polling grades: whatever happens between two pages, in the end nothing is missing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.api.views import grades as grade_views
from examcenter.courses.models import Enrollment
from examcenter.courses.services.people import remove_place, set_role
from examcenter.exams import changes
from examcenter.exams.gradebook.marking import adjust_response, set_bonus
from examcenter.exams.gradebook.rulings import apply_ruling, release_results, withdraw_release
from examcenter.exams.models import Accommodation, Attempt, Exam, GradeClock, Response, Slot
from examcenter.exams.selectors.grades import list_changes
from examcenter.exams.services import finish_attempt, start_attempt
from tests.examcenter.api.flows.conftest import API, sit
from tests.examcenter.making import enroll, make_exam, make_user

BEGINNING = "2020-01-01T00:00:00Z"
# What of a row an LMS keeps; the moment itself moves.
KEPT = ("username", "attempt_id", "score", "n_attempts", "is_adjusted", "is_released")


@pytest.fixture
def room(cast, bank):
    """Two exams of the course; six students, four of whom have sat the first."""
    exams = [
        make_exam(cast.course, slug, ["one-side", "two-parts"], kind=Exam.Kind.EXAM)
        for slug in ("first", "second")
    ]
    students = [cast.ada, cast.ben, *(make_user(f"student{n}") for n in range(4))]
    for student in students[2:]:
        enroll(cast.course, student)
    for student in students[:4]:
        sit(exams[0], student)
    return exams, students


class Poller:
    """An LMS that keeps grades, asks page by page, and remembers the newest change it saw."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.kept, self.since, self.next = {}, BEGINNING, None

    def poll(self, limit):
        """Read one page: the next one, or the first of what has changed since."""
        asked = {"updated_since": self.since, "limit": limit}
        answer = self.client.get(self.next) if self.next else self.client.get(self.address, asked)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        for row in page["results"]:
            self.kept[row["exam_id"], row["user_id"]] = {name: row[name] for name in KEPT}
            self.since = max(self.since, row["updated_at"])
        self.next = page["next"]


def truth(client, exams):
    rows = [
        row
        for exam in exams
        for row in client.get(f"{API}/exams/{exam.pk}/grades?limit=1000").json()["results"]
    ]
    return {
        (row["exam_id"], row["user_id"]): {name: row[name] for name in KEPT}
        for row in rows
        if row["updated_at"]
    }


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("poll"), st.integers(1, 3)),
        st.tuples(st.just("adjust"), st.integers(0, 5), st.sampled_from([0.0, 0.5, 1.0])),
        st.tuples(st.just("bonus"), st.integers(0, 5), st.sampled_from([-1.0, 0.0, 1.0])),
        st.tuples(st.just("start"), st.integers(0, 1), st.integers(0, 5)),
        st.tuples(st.just("finish"), st.integers(0, 5)),
        st.tuples(st.just("rule"), st.sampled_from(["", "full", "dropped"])),
        st.tuples(st.just("release")),
        st.tuples(st.just("withdraw")),
        st.tuples(st.just("clock"), st.integers(-3600, 3600)),
        st.tuples(st.just("leave"), st.integers(0, 5)),
        st.tuples(st.just("come_back"), st.integers(0, 5)),
        st.tuples(st.just("serve"), st.integers(0, 5), st.sampled_from(["student", "assistant"])),
    ),
    max_size=14,
)


class Class:
    """A class in which things happen to grades, on a machine whose clock is not to be trusted."""

    def __init__(self, room, teacher):
        (self.exams, self.students), self.teacher = room, teacher
        self.offset = timedelta()

    @property
    def now(self):
        return timezone.now() + self.offset

    def _attempt(self, number):
        rows = list(Attempt.objects.order_by("started_at"))
        return rows[number % len(rows)]

    def adjust(self, number, points):
        answer = Response.objects.select_related("slot").filter(attempt=self._attempt(number))
        adjust_response(
            response=answer[0], actor=self.teacher, points=points, reason="x", now=self.now
        )

    def bonus(self, number, points):
        attempt = self._attempt(number)
        set_bonus(attempt=attempt, actor=self.teacher, points=points, reason="x", now=self.now)

    def start(self, exam, student):
        if not self._places(student).filter(role="student").exists():
            return
        start_attempt(user=self.students[student], exam_id=self.exams[exam].pk, now=timezone.now())

    def finish(self, number):
        finish_attempt(attempt=self._attempt(number), now=timezone.now())

    def rule(self, ruling):
        slot = Slot.objects.filter(section__exam=self.exams[0])[0]
        apply_ruling(slot=slot, ruling=ruling, reason="x", actor=self.teacher, now=self.now)

    def release(self):
        release_results(exam=self.exams[0], actor=self.teacher, now=timezone.now())

    def withdraw(self):
        withdraw_release(exam=self.exams[0], actor=self.teacher, now=timezone.now())

    def _places(self, student):
        return Enrollment.objects.filter(user=self.students[student])

    def leave(self, student):
        actor = Enrollment.objects.get(user=self.teacher)
        for place in self._places(student):
            remove_place(actor=actor, place_id=place.pk, now=timezone.now())

    def come_back(self, student):
        self.serve(student, "student")

    def serve(self, student, role):
        course, user = self.exams[0].course, self.students[student]
        set_role(course=course, user_id=user.pk, role=Enrollment.Role(role), now=timezone.now())

    def clock(self, seconds):
        self.offset = timedelta(seconds=seconds)


@pytest.mark.parametrize("place", ["exam", "course"])
@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    # Examples share the class on purpose: the poller of each begins anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_polling_while_marks_change_loses_nothing(tess, cast, room, monkeypatch, place, steps):
    exams = room[0]
    Exam.objects.filter(pk=exams[0].pk).update(
        review={"format": 1, "during": [], "after": [], "released": ["score"]}, release="manual"
    )
    course = f"{API}/courses/{cast.course.pk}/grades"
    pollers = [Poller(tess, course)]
    if place == "exam":
        pollers = [Poller(tess, f"{API}/exams/{exam.pk}/grades") for exam in exams]
    life = Class(room, cast.tess)
    # Also who hands the moments out has the untrusted clock.
    monkeypatch.setattr(grade_views, "timezone", SimpleNamespace(now=lambda: life.now))
    for name, *values in steps:
        if name == "poll":
            for poller in pollers:
                poller.poll(*values)
        else:
            getattr(life, name)(*values)
    for poller in pollers:
        poller.poll(3)
        while poller.next:
            poller.poll(3)
    kept = {key: row for poller in pollers for key, row in poller.kept.items()}

    true = truth(tess, exams)
    # Who is no student any more has no row; what was told of them stays with whoever asked.
    students = Enrollment.objects.filter(course=cast.course, role="student")
    there = {str(place.user.public_id) for place in students.select_related("user")}

    assert {key: row for key, row in kept.items() if key[1] in there} == true


def test_who_leaves_and_comes_back_is_told_with_what_happened_meanwhile(tess, cast, room):
    exams, students = room
    life = Class(room, cast.tess)
    poller = Poller(tess, f"{API}/exams/{exams[0].pk}/grades")
    poller.poll(10)
    life.leave(0)
    # The second change moves the poller on, past the moment that the first would have had.
    for student in students[:2]:
        attempt = Attempt.objects.get(user=student)
        set_bonus(attempt=attempt, actor=cast.tess, points=-1.0, reason="x", now=timezone.now())
        poller.poll(10)
    life.come_back(0)
    poller.poll(10)

    assert poller.kept == truth(tess, exams)


def test_a_change_that_is_written_late_comes_later_than_what_was_read_before(cast, room):
    exams, students = room
    now = timezone.now()
    newest = list(list_changes(cast.course, exams, now))[-1].grade_changed_at
    # Its transaction began before the reading and ends after it.
    slow = Attempt.objects.filter(user=students[0]).get()
    Attempt.objects.filter(pk=slow.pk).update(is_grade_new=True)
    early = now - timedelta(hours=1)
    found = list(list_changes(cast.course, exams, early))

    assert found[-1].pk == slow.pk and found[-1].grade_changed_at > newest
    moments = [attempt.grade_changed_at for attempt in found]
    assert len(set(moments)) == len(moments) and moments == sorted(moments)


def test_the_clock_alone_brings_every_row_again(cast, room):
    exams, _ = room
    now = timezone.now()
    Exam.objects.filter(pk=exams[0].pk).update(
        review={"format": 1, "during": [], "after": [], "released": ["score"]},
        closes_at=now + timedelta(hours=1),
    )
    exams = list(Exam.objects.filter(course=cast.course).select_related("course"))
    newest = list(list_changes(cast.course, exams, now))[-1].grade_changed_at
    later = list_changes(cast.course, exams, now + timedelta(hours=2))

    assert later.filter(grade_changed_at__gt=newest).count() == 4


def test_where_nothing_has_changed_nothing_is_written(cast, room, django_assert_num_queries):
    exams, _ = room
    now = timezone.now()
    changes.hand_out(cast.course, exams, now)
    stamp = GradeClock.objects.get().changed_at
    with django_assert_num_queries(2):
        changes.hand_out(cast.course, exams, now)

    assert GradeClock.objects.get().changed_at == stamp


def test_an_exception_of_a_stranger_is_no_change(cast, room):
    exams, students = room
    now = timezone.now()
    changes.hand_out(cast.course, exams, now)
    Accommodation.objects.create(
        **{"course": cast.course, "exam": exams[0], "user": students[5], "extra_tries": 1},
        **{"reason": "x", "created_by": cast.tess, "created_at": now},
    )
    assert not Attempt.objects.filter(is_grade_new=True).exists()
