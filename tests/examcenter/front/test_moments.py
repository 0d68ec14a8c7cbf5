"""Moments in words: how far away, and the clock with its zone."""

from datetime import UTC, datetime, timedelta

import pytest

from examcenter.templatetags.moments import moment, moment_words

NOW = datetime(2026, 11, 22, 13, 48, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=20), "now, 13:48 UTC"),
        (timedelta(minutes=12), "in 12 min, 14:00 UTC"),
        (timedelta(minutes=-12), "12 min ago, 13:36 UTC"),
        (timedelta(hours=3), "in 3 h, 16:48 UTC"),
        (timedelta(hours=12), "in 12 h, 23 Nov, 01:48 UTC"),
        (timedelta(days=1, hours=2), "in 1 day, 23 Nov, 15:48 UTC"),
        (timedelta(days=6), "in 6 days, 28 Nov, 13:48 UTC"),
        (timedelta(days=60), "21 Jan 2027, 13:48 UTC"),
    ],
)
def test_a_moment_says_how_far_away_it_is_and_its_zone(away, words):
    assert moment_words(NOW + away, NOW) == words


def test_the_zone_is_the_one_of_the_service(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    assert moment_words(NOW + timedelta(minutes=12), NOW) == "in 12 min, 15:00 CET"


def test_the_element_carries_the_moment_for_scripts():
    assert moment(NOW, NOW) == (
        '<time datetime="2026-11-22T13:48:00Z" data-moment>now, 13:48 UTC</time>'
    )


def test_a_moment_of_a_course_stays_in_its_zone_and_brings_what_changes():
    assert moment(NOW + timedelta(hours=12), NOW, "Asia/Tokyo") == (
        '<time datetime="2026-11-23T01:48:00Z" data-moment data-zone="Asia/Tokyo"'
        ' data-day="23 Nov" data-clock="10:48 JST">in 12 h, 23 Nov, 10:48 JST</time>'
    )
