"""Time that an outage took, found and given back once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.exams.models import Attempt, AuditEntry, Message, Presence, Pulse, RoomEvent
from examcenter.exams.room.giving import pause_attempts, resume_attempts
from examcenter.exams.room.intervals import Interval, find_silences, merged, uncovered_s
from examcenter.exams.room.outages import (
    NoOutage,
    find_outages,
    give_time_back,
    list_time_back,
    note_pulses,
)
from examcenter.exams.services import (
    finish_attempt,
    save_draft,
    settle_overdue_attempts,
    start_attempt,
)

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

# A busy machine is no reason to fail.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
spans = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(
    lambda pair: Interval(NOON + timedelta(seconds=min(pair)), NOON + timedelta(seconds=max(pair)))
)


def seconds_in(intervals):
    """Return every whole second that the intervals cover: arithmetic by counting."""
    return {
        n
        for interval in intervals
        for n in range(
            int((interval.start - NOON).total_seconds()),
            int((interval.end - NOON).total_seconds()),
        )
    }


@calm
@given(interval=spans, others=st.lists(spans, max_size=6))
def test_what_is_not_covered_is_what_counting_seconds_says(interval, others):
    expected = seconds_in([interval]) - seconds_in(others)

    assert uncovered_s(interval, others) == len(expected)
    assert sum(part.seconds for part in merged(others)) == len(seconds_in(others))


@calm
@given(signs=st.lists(st.integers(0, 300), max_size=20))
def test_in_a_silence_there_is_no_sign_and_it_is_long_enough(signs):
    moments = [NOON + timedelta(seconds=n) for n in signs]
    found = find_silences(moments, shortest_s=60, until=NOON + timedelta(seconds=300))

    for gap in found:
        assert gap.seconds >= 60
        assert not any(gap.start < moment < gap.end for moment in moments)


@pytest.fixture
def attempt(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


@pytest.fixture
def outage(now):
    """Return four minutes in which nothing worked."""
    return Interval(now + 2 * MINUTE, now + 6 * MINUTE)


def give_back(exam, interval, actor, now, **options):
    return give_time_back(
        exam=exam, interval=interval, reason="Power cut", actor=actor, now=now, **options
    )


def test_everybody_whom_it_hit_gets_what_it_took_and_once(attempt, timed, cast, now, outage):
    other = start_attempt(user=cast.ben, exam_id=timed.pk, now=now + 5 * MINUTE)
    at = now + 7 * MINUTE

    assert len(give_back(timed, outage, cast.tess, at).done) == 2
    assert give_back(timed, outage, cast.tess, at).done == ()
    deadlines = dict(Attempt.objects.values_list("pk", "deadline_at"))
    assert deadlines[attempt.pk] == now + 14 * MINUTE
    assert deadlines[other.pk] == now + 16 * MINUTE
    assert Message.objects.filter(text="You have 4 more minutes: until 14:14 UTC.").exists()
    assert RoomEvent.objects.filter(kind="extended", data__reason="Power cut").count() == 2
    entries = AuditEntry.objects.filter(action="time-given-back")
    assert [entry.data["n_attempts"] for entry in entries] == [2, 0]


def test_an_overlapping_interval_adds_only_what_is_new(attempt, timed, cast, now, outage):
    at = now + 8 * MINUTE
    give_back(timed, outage, cast.tess, at)
    wider = Interval(outage.start - MINUTE, outage.end + MINUTE)
    give_back(timed, wider, cast.tess, at)

    assert Attempt.objects.get().deadline_at == now + 16 * MINUTE


def test_a_pause_is_not_given_back_again(attempt, timed, cast, now, outage):
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=outage.start)
    resume_attempts(attempts=[attempt.pk], actor=cast.tess, now=outage.end - MINUTE)
    give_back(timed, outage, cast.tess, now + 7 * MINUTE)

    assert Attempt.objects.get().deadline_at == now + 14 * MINUTE


def test_an_attempt_that_stands_still_loses_nothing(attempt, timed, cast, now, outage):
    pause_attempts(attempts=[attempt.pk], actor=cast.tess, now=outage.start)

    assert give_back(timed, outage, cast.tess, now + 7 * MINUTE).done == ()
    assert Attempt.objects.get().extra_s == 0


def test_an_attempt_that_the_clock_closed_in_the_outage_is_opened_with_what_it_lost(
    attempt, timed, cast, now
):
    outage = Interval(now + 7 * MINUTE, now + 12 * MINUTE)
    settle_overdue_attempts(now=now + 12 * MINUTE)
    at = now + 13 * MINUTE

    assert give_back(timed, outage, cast.tess, at).done == ()
    assert give_back(timed, outage, cast.tess, at, may_reopen=True).done == (attempt.pk,)
    reopened = Attempt.objects.get()
    assert (reopened.finished_at, reopened.deadline_at) == (None, at + 3 * MINUTE)
    assert give_back(timed, outage, cast.tess, at + MINUTE, may_reopen=True).done == ()


def test_who_had_finished_before_gets_nothing(attempt, timed, cast, now, outage):
    finish_attempt(attempt=attempt, now=now + MINUTE)
    assert list_time_back(timed, outage) == []


@pytest.mark.parametrize(("start", "end"), [(5, 3), (0, 800), (1, 30)])
def test_an_impossible_interval_is_refused(attempt, timed, cast, now, start, end):
    interval = Interval(now + start * MINUTE, now + end * MINUTE)
    with pytest.raises(NoOutage):
        give_back(timed, interval, cast.tess, now + 20 * MINUTE)


def test_an_outage_is_found_where_no_page_was_heard(attempt, timed, cast, now):
    presence = Presence.objects.create(attempt=attempt, seen_at=now, number=1)

    def hear(moment):
        presence.seen_at = moment
        presence.save()
        note_pulses(now=moment + timedelta(seconds=3))

    for n in (20, 40, 60, 300, 320):
        hear(now + timedelta(seconds=n))
    note_pulses(now=now + timedelta(seconds=325))
    save_draft(attempt=attempt, number=1, answers={"answer": "1"}, now=now + timedelta(seconds=80))
    (found,) = find_outages(timed, now + timedelta(seconds=330))

    assert found.interval == Interval(now + timedelta(seconds=80), now + timedelta(seconds=300))
    assert found.n_attempts == 1
    assert Pulse.objects.count() == 5


def test_a_quiet_exam_without_anybody_in_it_is_no_outage(attempt, timed, cast, now):
    finish_attempt(attempt=attempt, now=now + MINUTE)
    assert find_outages(timed, now + 60 * MINUTE) == []
