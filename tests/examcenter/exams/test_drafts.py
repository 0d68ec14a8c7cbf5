"""Saving what is typed."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from examcenter.exams import errors
from examcenter.exams.services import (
    drafts,
    finish_attempt,
    renew_variant,
    save_draft,
    start_attempt,
)
from tests.examcenter.making import current

MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


@pytest.fixture
def clocked(timed, cast, now):
    return start_attempt(user=cast.ada, exam_id=timed.pk, now=now)


def test_a_draft_is_stored_as_typed_and_acknowledged_with_its_time(attempt, now):
    saved = save_draft(attempt=attempt, number=1, answers={"answer": " 7 px "}, now=now)

    response = current(attempt, 1)
    assert response.draft == {"answer": " 7 px "}
    assert response.saved_at == saved.saved_at == now
    assert response.save_sequence == saved.sequence == 1


def test_a_save_is_one_row_update(attempt, now, django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now)

    assert [q["sql"].split()[0] for q in queries.captured_queries] == ["SELECT", "UPDATE"]


def test_an_older_save_never_overwrites_a_newer_one_and_is_told_so(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "new"}, now=now, sequence=5)

    with pytest.raises(errors.DraftOutdated, match="number 4 came after number 5"):
        save_draft(attempt=attempt, number=1, answers={"answer": "old"}, now=now, sequence=4)
    assert current(attempt, 1).draft == {"answer": "new"}


def test_repeating_a_save_whose_answer_was_lost_is_acknowledged_again(attempt, now):
    first = save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now, sequence=5)
    again = save_draft(
        attempt=attempt, number=1, answers={"answer": "7"}, now=now + MINUTE, sequence=5
    )

    assert again == first


def test_another_answer_under_a_used_number_is_refused(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now, sequence=5)

    with pytest.raises(errors.DraftOutdated):
        save_draft(attempt=attempt, number=1, answers={"answer": "8"}, now=now, sequence=5)


@pytest.mark.parametrize("sequence", [-1, 2**53, 10**30])
def test_a_number_that_clients_cannot_count_with_is_refused(attempt, now, sequence):
    with pytest.raises(errors.AnswerRefused, match="expected 0 to"):
        save_draft(attempt=attempt, number=1, answers={}, now=now, sequence=sequence)


def test_a_draft_at_the_deadline_is_taken(clocked, now):
    save_draft(attempt=clocked, number=1, answers={"answer": "7"}, now=clocked.deadline_at)

    assert current(clocked, 1).draft == {"answer": "7"}


def test_a_late_draft_is_refused_with_the_deadline_and_what_was_saved_counts(clocked, now):
    save_draft(attempt=clocked, number=1, answers={"answer": "7"}, now=now)

    with pytest.raises(errors.AnswerTooLate) as refusal:
        save_draft(
            attempt=clocked, number=1, answers={"answer": "8"}, now=clocked.deadline_at + MINUTE
        )
    assert "14:10 UTC" in str(refusal.value)
    assert "saved before the deadline counts" in str(refusal.value)
    assert current(clocked, 1).draft == {"answer": "7"}
    clocked.refresh_from_db()
    assert clocked.finish_reason == "time"


def test_an_attempt_closed_by_the_clock_still_says_late_and_not_closed(clocked, now):
    late = clocked.deadline_at + MINUTE
    closed = finish_attempt(attempt=clocked, now=late)

    with pytest.raises(errors.AnswerTooLate):
        save_draft(attempt=closed, number=1, answers={"answer": "8"}, now=late)


def test_a_finished_attempt_takes_no_draft(attempt, now):
    finished = finish_attempt(attempt=attempt, now=now)

    with pytest.raises(errors.AttemptClosed, match="finished at 14:00 UTC"):
        save_draft(attempt=finished, number=1, answers={"answer": "8"}, now=now + MINUTE)


def test_a_save_that_loses_the_race_against_the_end_is_not_acknowledged(attempt, now):
    # The save read the attempt while it was open; it was finished before the save wrote.
    finish_attempt(attempt=attempt, now=now)

    with pytest.raises(errors.AttemptClosed):
        save_draft(attempt=attempt, number=1, answers={"answer": "8"}, now=now)
    assert current(attempt, 1).draft == {}


def test_an_unknown_part_is_refused_with_the_known_ones(attempt, now):
    with pytest.raises(errors.AnswerRefused, match="'height', expected one of width, area"):
        save_draft(attempt=attempt, number=2, answers={"height": "7"}, now=now)


def test_an_answer_that_is_too_long_is_refused_with_its_length(attempt, now):
    with pytest.raises(errors.AnswerRefused, match="201 characters long; at most 200"):
        save_draft(attempt=attempt, number=1, answers={"answer": "7" * 201}, now=now)


def test_code_has_more_room_but_not_without_end(attempt, now):
    save_draft(attempt=attempt, number=3, answers={"answer": "#" * 65536}, now=now)

    with pytest.raises(errors.AnswerRefused, match="65,537 bytes long; at most 65,536"):
        save_draft(attempt=attempt, number=3, answers={"answer": "#" * 65537}, now=now)


@pytest.mark.parametrize(
    ("text", "complaint"), [("7\x00", "NUL character"), ("7\ud800", "half a character")]
)
def test_what_no_database_can_hold_is_refused(attempt, now, text, complaint):
    with pytest.raises(errors.AnswerRefused, match=complaint):
        save_draft(attempt=attempt, number=1, answers={"answer": text}, now=now)


def test_a_message_does_not_grow_with_a_hostile_request(attempt, now):
    with pytest.raises(errors.AnswerRefused) as refusal:
        save_draft(
            attempt=attempt, number=1, answers={f"part{n}": "7" for n in range(9000)}, now=now
        )
    assert len(str(refusal.value)) < 1000


def test_a_question_that_is_not_there_is_named_with_the_range(attempt, now):
    with pytest.raises(errors.ResponseNotFound, match="no question 9, expected 1 to 3"):
        save_draft(attempt=attempt, number=9, answers={}, now=now)


def test_a_late_save_for_a_variant_that_was_replaced_does_not_touch_the_new_one(attempt, now):
    save_draft(attempt=attempt, number=1, answers={"answer": "7"}, now=now)
    old = current(attempt, 1)
    renew_variant(attempt=attempt, number=1, now=now)

    # Another tab read the old variant and writes only now.
    with (
        patch.object(drafts, "get_response_of", return_value=old),
        pytest.raises(errors.DraftOutdated),
    ):
        save_draft(attempt=attempt, number=1, answers={"answer": "8"}, now=now)
    assert current(attempt, 1).draft == {}


def test_drafts_may_hold_scripts_because_they_are_only_text(attempt, now):
    text = "<script>alert(1)</script>"
    save_draft(attempt=attempt, number=1, answers={"answer": text}, now=now)

    assert current(attempt, 1).draft == {"answer": text}
