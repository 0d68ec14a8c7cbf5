"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from examcenter.webhooks.pacing import (
    DELAYS_S,
    JITTER,
    delay_after,
    read_retry_after,
    rest_after,
)

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_the_delays_grow_from_seconds_to_a_day_and_then_it_is_given_up():
    waits = [delay_after(n, chance=0.0).total_seconds() for n in range(1, 8)]
    assert waits == list(DELAYS_S) == [5, 30, 120, 600, 3600, 21600, 86400]
    assert delay_after(8, chance=0.0) is None


def test_the_delay_is_spread_and_never_shorter():
    assert delay_after(1, chance=0.999).total_seconds() == pytest.approx(5 * (1 + JITTER), rel=0.01)


def test_a_receiver_may_ask_for_more_patience_and_not_for_less():
    assert delay_after(1, chance=0.0, asked_s=100) == timedelta(seconds=100)
    assert delay_after(3, chance=0.0, asked_s=1) == timedelta(seconds=120)
    assert delay_after(1, chance=0.0, asked_s=10**9) == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sun, 22 Nov 2026 14:01:00 GMT", 60),
        ("Sun, 22 Nov 2026 13:00:00 GMT", 0),
        ("999999999999", 86_400),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("\u0663", 0),
    ],
)
def test_what_a_receiver_asks_for_is_read_in_both_forms(text, seconds):
    assert read_retry_after(text, NOW) == seconds


def test_a_silent_receiver_rests_longer_each_time_up_to_ten_minutes():
    rests = [rest_after(n).total_seconds() for n in (1, 2, 3, 4, 50)]
    assert rests == [5, 30, 120, 600, 600]
