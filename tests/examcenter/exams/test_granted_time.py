"""Whatever is granted in whatever order, nobody has less time for it, and the clock agrees."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.courses.models import Enrollment, Group
from examcenter.exams.models import Accommodation, Attempt, Exam
from examcenter.exams.room.applying import apply_everywhere
from examcenter.exams.room.giving import extend_attempts, pause_attempts, resume_attempts
from examcenter.exams.room.granting import People, Place, Terms, grant
from examcenter.exams.room.intervals import Interval
from examcenter.exams.room.outages import give_time_back
from examcenter.exams.rules import combine, rules_of_attempt
from examcenter.exams.services import start_attempt
from tests.examcenter.making import make_exam

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENT = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SECONDS = st.integers(0, 4 * 3600)
FACTORS = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 1.0, 7.77])


@st.composite
def exams(draw):
    """Return an exam with any window, limit and late rule."""
    opens = draw(st.none() | st.integers(-300, 60))
    closes = draw(st.none() | st.integers(61, 600))
    late = draw(st.none() | st.integers(1, 300)) if closes is not None else None
    return Exam(
        kind=draw(st.sampled_from(Exam.Kind.values)),
        opens_at=None if opens is None else NOW + opens * MINUTE,
        closes_at=None if closes is None else NOW + closes * MINUTE,
        late_until_at=None if late is None else NOW + (closes + late) * MINUTE,
        time_limit_s=draw(st.none() | st.integers(1, 4 * 3600)),
    )


@st.composite
def grants(draw, exam):
    """Return what may be granted to a person and a group, in the exam and in its course.

    Each place grants once; a window of one's own ends no earlier than everybody's.
    """
    places = draw(st.lists(st.sampled_from([(p, e) for p in (0, 1) for e in (0, 1)]), unique=True))
    rows = []
    for number, (is_person, is_exam) in enumerate(places):
        later = draw(st.none() | st.integers(0, 600)) if exam.closes_at is not None else None
        rows.append(
            Accommodation(
                user_id=1 if is_person else None,
                group_id=None if is_person else uuid4(),
                exam_id=exam.pk if is_exam else None,
                extra_time_factor=draw(st.none() | FACTORS),
                extra_time_s=draw(st.none() | SECONDS),
                closes_at=None if later is None else exam.closes_at + later * MINUTE,
                reason=f"reason {number}",
                created_at=NOW + draw(st.integers(0, 9)) * MINUTE,
            )
        )
    return rows


def ends(rules, started_at, extra_s):
    """Return when an attempt is over, and from when on answers count less; never is latest."""
    deadline = rules.deadline(started_at, extra_s=extra_s)
    moments = [NOW + n * 7 * MINUTE for n in range(120)]
    late = next((m for m in moments if rules.is_late(m, extra_s=extra_s)), None)
    forever = datetime.max.replace(tzinfo=UTC)
    return deadline or forever, late or forever


@given(data=st.data(), started=st.integers(0, 60), extra_s=SECONDS)
@settings(max_examples=150, deadline=None)
def test_nobody_has_less_time_for_what_they_were_granted(data, started, extra_s):
    exam = data.draw(exams())
    rows = data.draw(grants(exam))
    begin = NOW + started * MINUTE
    before = ends(combine(exam, []), begin, extra_s)
    after = ends(combine(exam, rows), begin, extra_s)
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_the_order_in_which_things_are_granted_does_not_matter(data):
    """Of two grants of one kind the later counts; of different kinds each keeps its rank."""
    exam = data.draw(exams())
    rows = data.draw(grants(exam))
    found = set()
    for order in permutations(range(len(rows))):
        for place, row in zip(order, rows, strict=True):
            row.created_at = NOW + place * MINUTE
        rules = combine(exam, sorted(rows, key=lambda row: row.created_at))
        found.add((rules.ends_at, rules.time_limit_s, rules.end_extra_s))
    assert len(found) == 1


@pytest.fixture
def room(cast, bank):
    """Return an exam, Ada's attempt at it, and her group."""
    exam = make_exam(
        cast.course,
        "final",
        ["one-side"],
        kind=Exam.Kind.EXAM,
        opens_at=NOW - 10 * MINUTE,
        closes_at=NOW + 50 * MINUTE,
        late_until_at=NOW + 70 * MINUTE,
        time_limit_s=2400,
    )
    group = Group.objects.create(course=cast.course, name="Monday")
    group.members.add(Enrollment.objects.get(user=cast.ada))
    return exam, start_attempt(user=cast.ada, exam_id=exam.pk, now=NOW), group


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["person", "group", "course", "window", "pause", "outage", "minutes"]),
        st.integers(1, 12),
    ),
    max_size=6,
)


@given(acts=ACTS)
@PATIENT
def test_the_clock_of_a_running_attempt_is_that_of_its_rules(room, cast, acts):
    """Grants, pauses, outages and minutes in any order: the deadline grows as the rules say."""
    exam, attempt, group = room
    Accommodation.objects.all().delete()
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline_at=NOW + 40 * MINUTE, extra_s=0, paused_at=None
    )
    moment, known, extra_s = NOW, NOW + 40 * MINUTE, 0
    for act, n in acts:
        moment += MINUTE / 2
        do(act, n, exam, attempt, group, cast, moment)
        stored = Attempt.objects.select_related("exam").get(pk=attempt.pk)
        promised = rules_of_attempt(stored).deadline(stored.started_at, extra_s=stored.extra_s)
        assert stored.finished_at is None
        assert promised is not None and stored.deadline_at is not None
        # A later grant that gives less takes nothing from an attempt that runs.
        grown = known + timedelta(seconds=stored.extra_s - extra_s)
        assert stored.deadline_at == max(promised, grown) >= known, act
        known, extra_s = stored.deadline_at, stored.extra_s


def do(act, n, exam, attempt, group, cast, moment):
    """Do one thing to an attempt as the pages do it."""
    both = {"actor": cast.tess, "now": moment}
    if act == "pause":
        pause_attempts(attempts=[attempt.pk], **both)
        resume_attempts(attempts=[attempt.pk], actor=cast.tess, now=moment + n * MINUTE / 60)
    elif act == "minutes":
        extend_attempts(attempts=[attempt.pk], minutes=n, **both)
    elif act == "outage":
        outage = Interval(moment - n * MINUTE / 30, moment)
        give_time_back(exam=exam, interval=outage, reason="a power cut", **both)
    else:
        terms = {
            "person": Terms(extra_time_s=60 * n),
            "group": Terms(extra_time_factor=n / 10),
            "course": Terms(extra_time_s=30 * n),
            "window": Terms(closes_at=exam.closes_at + n * MINUTE),
        }[act]
        place = Place(exam.course, None if act == "course" else exam)
        people = People(group=group) if act == "group" else People(users=(cast.ada,))
        grant(place=place, people=people, terms=terms, reason="a reason", **both)
        apply_everywhere(place=place, **both)
