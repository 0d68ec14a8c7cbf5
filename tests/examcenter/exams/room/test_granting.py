"""Exceptions granted by teachers, and running attempts that follow at once."""

from datetime import timedelta

import pytest

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Accommodation, Attempt, AuditEntry, Exam, Message
from examcenter.exams.room.applying import apply_everywhere, apply_rules
from examcenter.exams.room.granting import (
    NothingGranted,
    People,
    Place,
    Terms,
    change,
    grant,
    revoke,
)
from examcenter.exams.rules import rules_for
from examcenter.exams.services import finish_attempt, settle_overdue_attempts, start_attempt
from tests.examcenter.exams.granting import allow, make_group

MINUTE = timedelta(minutes=1)
QUARTER = Terms(extra_time_factor=0.25)


@pytest.fixture
def attempt(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def give(exam, cast, now, terms=QUARTER, reason="Letter", **people):
    """Grant something in an exam."""
    return grant(
        place=Place(cast.course, exam),
        people=People(**(people or {"users": (cast.ada,)})),
        terms=terms,
        reason=reason,
        actor=cast.tess,
        now=now,
    )


def deadline_of(attempt):
    return Attempt.objects.get(pk=attempt.pk).deadline_at


def test_a_grant_reaches_a_running_attempt_at_once(attempt, timed, cast, now):
    give(timed, cast, now)
    applied = apply_rules(exam=timed, actor=cast.tess, now=now + MINUTE)

    assert applied.extended == (attempt.pk,)
    assert deadline_of(attempt) == now + timedelta(seconds=750)
    assert Message.objects.get().text == ("You have 2 min 30 s more: until 14:12:30 UTC.")
    entry = AuditEntry.objects.get(action="time-given")
    assert entry.data["reasons"] == ["Letter"]
    assert apply_rules(exam=timed, actor=cast.tess, now=now + MINUTE).extended == ()
    assert Message.objects.count() == 1


def test_minutes_of_the_room_stay_beside_those_of_a_grant(attempt, timed, cast, now):
    Attempt.objects.filter(pk=attempt.pk).update(
        extra_s=60, deadline_at=attempt.deadline_at + MINUTE
    )
    give(timed, cast, now)
    apply_rules(exam=timed, actor=cast.tess, now=now)

    assert deadline_of(attempt) == now + timedelta(seconds=810)


def test_a_group_and_several_students_are_granted_at_once(timed, cast, now):
    group = make_group(cast.course, "B", Enrollment.objects.get(user=cast.ben))
    rows = give(timed, cast, now, users=(cast.ada, cast.ben), group=group)

    assert len(rows) == Accommodation.objects.count() == 3
    assert rules_for(timed, cast.ben).time_limit_s == 750
    assert AuditEntry.objects.filter(action="accommodation-granted").count() == 3


@pytest.mark.parametrize(
    ("terms", "reason", "names"),
    [
        (QUARTER, "  ", ("ada",)),
        (Terms(), "Letter", ("ada",)),
        (QUARTER, "Letter", ()),
    ],
)
def test_a_grant_needs_people_terms_and_a_reason(timed, cast, now, terms, reason, names):
    users = tuple(cast.named(name) for name in names)
    with pytest.raises(NothingGranted):
        give(timed, cast, now, terms=terms, reason=reason, users=users)
    assert Accommodation.objects.count() == 0


def test_taking_a_grant_back_takes_no_time_from_who_has_it_unless_a_teacher_says_so(
    attempt, timed, cast, now
):
    (row,) = give(timed, cast, now)
    apply_rules(exam=timed, actor=cast.tess, now=now)
    revoke(accommodation=row, actor=cast.tess, now=now)
    revoke(accommodation=row, actor=cast.tess, now=now + MINUTE)

    applied = apply_rules(exam=timed, actor=cast.tess, now=now)
    assert applied.kept == (attempt.pk,)
    assert deadline_of(attempt) == now + timedelta(seconds=750)
    applied = apply_rules(exam=timed, actor=cast.tess, now=now, may_shorten=True)
    assert applied.shortened == (attempt.pk,)
    assert deadline_of(attempt) == now + 10 * MINUTE
    assert Message.objects.last().text == "Your time now ends at 14:10 UTC."
    assert AuditEntry.objects.filter(action="accommodation-revoked").count() == 1


def test_a_changed_grant_keeps_the_old_one_on_record(timed, cast, now):
    (row,) = give(timed, cast, now)
    change(
        accommodation=row,
        terms=Terms(extra_time_factor=1.0),
        reason="New letter",
        actor=cast.tess,
        now=now + MINUTE,
    )

    assert rules_for(timed, cast.ada).time_limit_s == 1200
    row.refresh_from_db()
    assert row.revoked_at == now + MINUTE
    assert Accommodation.objects.count() == 2


def test_a_grant_of_the_course_reaches_all_its_exams(attempt, practice, cast, now):
    start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    give(None, cast, now)
    applied = apply_everywhere(place=Place(cast.course), actor=cast.tess, now=now)

    assert applied.extended == (attempt.pk,)


def test_rules_changed_for_everybody_reach_running_attempts(attempt, timed, cast, now):
    Exam.objects.filter(pk=timed.pk).update(time_limit_s=None)
    timed.refresh_from_db()
    assert apply_rules(exam=timed, actor=cast.tess, now=now).extended == (attempt.pk,)
    assert deadline_of(attempt) is None
    assert Message.objects.get().text == "Your time is not limited any more."


def test_an_attempt_that_the_clock_closed_within_the_time_granted_is_offered_and_reopened(
    attempt, timed, cast, now
):
    settle_overdue_attempts(now=now + 10 * MINUTE + timedelta(seconds=5))
    give(timed, cast, now)
    at = now + 11 * MINUTE
    assert apply_rules(exam=timed, actor=cast.tess, now=at).reopenable == (attempt.pk,)
    applied = apply_rules(exam=timed, actor=cast.tess, now=at, may_reopen=True)

    assert (applied.reopened, applied.reopenable) == ((attempt.pk,), ())
    assert deadline_of(attempt) == at + timedelta(seconds=150)


def test_what_was_closed_long_ago_or_by_the_student_is_not_offered(attempt, timed, cast, now):
    other = start_attempt(user=cast.ben, exam_id=timed.pk, now=now)
    finish_attempt(attempt=other, now=now)
    settle_overdue_attempts(now=now + 11 * MINUTE)
    give(timed, cast, now, users=(cast.ada, cast.ben))

    at = now + 60 * MINUTE
    assert apply_rules(exam=timed, actor=cast.tess, now=at).reopenable == ()
    assert apply_rules(exam=timed, actor=cast.tess, now=now + 12 * MINUTE).reopenable == (
        attempt.pk,
    )


def test_a_grant_that_has_not_reached_an_attempt_is_kept_by_the_clock(attempt, timed, cast, now):
    """The process may die between the grant and bringing it to attempts."""
    allow(cast.course, user=cast.ada, extra_time_factor=0.5)
    assert settle_overdue_attempts(now=now + 11 * MINUTE) == 1

    assert Attempt.objects.get(pk=attempt.pk).finished_at is None
    assert deadline_of(attempt) == now + 15 * MINUTE
    assert settle_overdue_attempts(now=now + 12 * MINUTE) == 0
