"""When a missed topic comes back; the days themselves are the library's matter."""

from datetime import UTC, datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

from examcenter.practice.spacing import schedule, to_json

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def _miss(now: datetime = NOW) -> Card:
    card = schedule(None, score=0.0, now=now)
    assert card is not None
    return card


def test_a_topic_that_was_never_missed_has_no_card():
    assert schedule(None, score=1.0, now=NOW) is None
    assert schedule(None, score=1 - 1e-12, now=NOW) is None


def test_a_missed_topic_comes_back_the_same_day_and_then_after_longer_and_longer():
    card, now, waits = _miss(), NOW, []
    for _ in range(6):
        now = card.due
        reviewed = schedule(to_json(card), score=1.0, now=now)
        assert reviewed is not None
        card = reviewed
        waits.append(card.due - now)

    assert _miss().due - NOW < DAY
    assert waits == sorted(waits)
    assert waits[-1] > 14 * DAY


def test_right_answers_before_the_topic_is_due_move_nothing():
    card = _miss()

    again = schedule(to_json(card), score=1.0, now=NOW + timedelta(seconds=5))
    assert again is not None
    assert to_json(again) == to_json(card)


def test_a_second_miss_brings_it_back_soon_even_before_it_was_due():
    card = schedule(to_json(_miss()), score=1.0, now=NOW + DAY)
    assert card is not None
    missed = schedule(to_json(card), score=0.0, now=NOW + DAY + timedelta(hours=1))

    assert missed is not None
    assert missed.due - (NOW + DAY) < timedelta(hours=2)


def test_half_a_right_answer_is_a_hard_one():
    card = _miss()
    due = card.due

    half = schedule(to_json(card), score=0.5, now=due)
    expected, _ = Scheduler(enable_fuzzing=False).review_card(
        card, Rating.Hard, review_datetime=due
    )
    assert half is not None
    assert half.due == expected.due


def test_the_same_answers_give_the_same_days_in_every_zone():
    there = NOW.astimezone(timezone(timedelta(hours=9)))

    assert to_json(_miss(there)) == to_json(_miss())
