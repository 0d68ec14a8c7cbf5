"""Opening a finished attempt again."""

from datetime import timedelta

import pytest

from examcenter.exams.models import Attempt, AuditEntry, Exam, Message, ResponseSubmission
from examcenter.exams.room.orders import Action, Order, carry_out, plan_order
from examcenter.exams.room.reopening import TimeToHave, has_seen_results, reopen_attempts
from examcenter.exams.services import (
    check_response,
    finish_attempt,
    save_draft,
    settle_overdue_attempts,
    start_attempt,
    submit_code,
)
from grader.models import Submission
from tests.examcenter.making import (
    GOOD_SOURCE,
    current,
    grade,
    keys_as_text,
    make_exam,
    wrong_answers,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def reopen(attempt, actor, now, seconds=None):
    """Reopen an attempt and return it as it is stored."""
    outcome = reopen_attempts(
        attempts=[attempt.pk], time=TimeToHave(seconds), actor=actor, now=now, reason="Slipped"
    )
    return outcome, Attempt.objects.get(pk=attempt.pk)


@pytest.mark.parametrize(
    ("minutes", "minute"), [(None, 10), (3, 10), (30, 32)], ids=["the rest", "fewer", "more"]
)
def test_what_is_promised_before_a_reopening_is_what_it_does(attempt, cast, now, minutes, minute):
    finish_attempt(attempt=attempt, now=now + 2 * MINUTE)
    order = Order(Action.REOPEN, attempts=(attempt.pk,), minutes=minutes)
    (effect,) = plan_order(attempt.exam, order, now + 2 * MINUTE).effects
    carry_out(attempt.exam, order, actor=cast.tess, now=now + 2 * MINUTE)

    assert effect.after == f"ends 14:{minute} UTC"
    assert Attempt.objects.get(pk=attempt.pk).deadline_at == now + minute * MINUTE


def test_an_attempt_finished_by_mistake_goes_on_with_what_was_left(attempt, cast, now):
    save_draft(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    finish_attempt(attempt=attempt, now=now + 4 * MINUTE)
    outcome, again = reopen(attempt, cast.tess, now + 30 * MINUTE)

    assert outcome.done == (attempt.pk,)
    assert (again.finished_at, again.finish_reason) == (None, "")
    assert again.deadline_at == now + 36 * MINUTE
    assert current(attempt, 1).draft == wrong_answers(attempt, 1)
    save_draft(attempt=again, number=1, answers=keys_as_text(attempt, 1), now=now + 31 * MINUTE)
    assert finish_attempt(attempt=again, now=now + 32 * MINUTE).score == pytest.approx(1 / 6)
    assert Message.objects.get().text == (
        "This attempt is open again: you have 6 min, until 14:36 UTC."
    )
    entry = AuditEntry.objects.get(action="attempt-reopened")
    assert entry.data["reason"] == "Slipped"


def test_marks_of_the_closing_are_taken_back_and_earlier_ones_stay(cast, bank, now):
    exam = make_exam(
        cast.course,
        "quiz",
        ["one-side", "two-parts"],
        kind=Exam.Kind.QUIZ,
        max_tries=1,
        time_limit_s=600,
    )
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    check_response(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=now)
    save_draft(attempt=attempt, number=2, answers=keys_as_text(attempt, 2), now=now)
    assert finish_attempt(attempt=attempt, now=now).score == 1.0
    _, again = reopen(attempt, cast.tess, now + MINUTE)

    assert again.score == pytest.approx(1 / 3)
    assert current(attempt, 1).score == 1.0
    second = current(attempt, 2)
    assert (second.score, second.part_scores, second.part_tries, second.last_marks) == (
        None,
        {},
        {},
        {},
    )
    # The try that the closing used is there again.
    checked = check_response(
        attempt=again, number=2, answers=keys_as_text(attempt, 2), now=now + 2 * MINUTE
    )
    assert checked.score == 1.0


def test_code_that_the_closing_handed_in_is_taken_back_and_other_code_counts(attempt, cast, now):
    mine = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    save_draft(attempt=attempt, number=3, answers={"answer": GOOD_SOURCE + "# more\n"}, now=now)
    finish_attempt(attempt=attempt, now=now + MINUTE)
    by_closing = Submission.objects.exclude(pk=mine.pk).get()
    grade(by_closing.pk, score=1.0)
    grade(mine.pk, score=0.5)
    assert current(attempt, 3).score == 1.0
    reopen(attempt, cast.tess, now + 5 * MINUTE)

    assert [link.submission_id for link in ResponseSubmission.objects.all()] == [mine.pk]
    assert current(attempt, 3).score == 0.5
    assert current(attempt, 3).draft["answer"].endswith("# more\n")
    assert not ResponseSubmission.objects.get().is_pending


def test_what_the_clock_ended_needs_minutes(attempt, cast, now):
    settle_overdue_attempts(now=now + 11 * MINUTE)
    outcome, still = reopen(attempt, cast.tess, now + 12 * MINUTE)
    assert outcome.passed == (attempt.pk,)
    assert still.finished_at is not None

    _, again = reopen(attempt, cast.tess, now + 12 * MINUTE, seconds=300)
    assert again.deadline_at == now + 17 * MINUTE
    assert settle_overdue_attempts(now=now + 16 * MINUTE) == 0
    assert settle_overdue_attempts(now=now + 18 * MINUTE) == 1


def test_nobody_has_two_open_attempts(attempt, timed, cast, now):
    finish_attempt(attempt=attempt, now=now)
    start_attempt(user=cast.ada, exam_id=timed.pk, now=now)
    outcome, still = reopen(attempt, cast.tess, now)

    assert outcome.passed == (attempt.pk,)
    assert still.finished_at is not None


def test_reopening_what_is_open_changes_nothing(attempt, cast, now):
    outcome, still = reopen(attempt, cast.tess, now, seconds=6000)
    assert outcome.passed == (attempt.pk,)
    assert still.deadline_at == attempt.deadline_at


def test_a_teacher_is_told_when_results_were_visible(timed, now):
    assert has_seen_results(timed, now)
    timed.review = {"format": 1, "after": [], "released": ["key"]}
    assert not has_seen_results(timed, now)
    timed.released_at = now
    assert has_seen_results(timed, now)
