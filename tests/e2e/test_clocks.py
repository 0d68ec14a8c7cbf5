"""Scripts tell the time by the clock of the course, wherever the reader's own machine stands."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import student_at
from tests.e2e.site import Site

# Neither its hours nor its minutes are those of another zone here.
_ZONE = "America/St_Johns"


@pytest.fixture
def far_course(site: Site) -> Iterator[None]:
    """Put the demo course into another zone."""
    change = "UPDATE courses_course SET time_zone = ? WHERE slug = 'vision-101'"
    site.rows(change, _ZONE)
    yield
    site.rows(change, "UTC")


def _minutes_away(words: str) -> float:
    """Return how far a time of day in words is from now, by the clock of the course."""
    found = re.search(r"(\d\d):(\d\d)", words)
    assert found, words
    now = datetime.now(UTC).astimezone(ZoneInfo(_ZONE))
    shown = now.replace(hour=int(found[1]), minute=int(found[2]))
    return min(abs(shown - now), timedelta(days=1) - abs(shown - now)) / timedelta(minutes=1)


def test_what_is_saved_and_what_closes_is_told_by_the_course(browser, site, far_course):
    closes = datetime.now(UTC) + timedelta(minutes=90)
    change = "UPDATE exams_exam SET closes_at = ? WHERE slug = 'quick-check'"
    site.rows(change, closes.strftime("%Y-%m-%d %H:%M:%S"))
    try:
        with student_at(browser, site, timezone_id="Asia/Tokyo") as student:
            student.sign_in()
            student.wait_for_scripts()
            row = student.page.locator(".row", has_text="Quick check").first
            closing = row.locator("time[data-moment]").inner_text()
            assert closing.startswith("in 1 h"), closing
            assert "NST" in closing or "NDT" in closing
            assert 85 <= _minutes_away(closing) <= 91

            student.start("Quick check")
            student.page.get_by_role("textbox").first.fill("7")
            saved = student.page.locator('[data-saved="saved"]')
            expect(saved).to_be_visible()
            assert _minutes_away(saved.inner_text()) <= 2
            expect(student.page.get_by_text(f"Times: {_ZONE}")).to_be_visible()
    finally:
        site.rows("UPDATE exams_exam SET closes_at = NULL WHERE slug = 'quick-check'")
