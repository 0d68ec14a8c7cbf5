"""Code in an exam: the examples at once, without a try; and verdicts that survive a lost line."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_story import FLIPPED, LESSON, VERDICT_MS, write_code

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]


def test_the_examples_are_run_at_once_and_cost_nothing(student, grading_worker):
    page = student.page
    student.start("Quick check")
    student.open_question(5)
    write_code(student, FLIPPED)
    page.get_by_role("button", name="Run examples").click()
    ran = page.locator(".ran")
    expect(ran.get_by_role("heading", level=2)).to_have_text("Wrong answer", timeout=VERDICT_MS)
    expect(ran).to_contain_text(re.compile(r"Examples: \d of \d passed"))
    expect(ran.get_by_text("Expected and yours").first).to_be_visible()
    expect(page.locator(".verdict")).to_be_empty()
    expect(page.locator("details.history")).to_have_count(0)
    write_code(student, LESSON)
    page.get_by_role("button", name="Run examples").click()
    expect(ran.get_by_role("heading", level=2)).to_have_text(
        "Every example passes", timeout=VERDICT_MS
    )
    page.reload()
    expect(ran).to_contain_text("Every example passes")
    expect(page.locator(".cm-content")).to_contain_text("patch * kernel")


def test_a_verdict_that_is_waited_for_survives_a_lost_connection(student, request):
    student.forgiven += ["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]
    page = student.page
    student.start("Quick check")
    student.open_question(5)
    write_code(student, LESSON)
    page.get_by_role("button", name="Submit code").click()
    expect(page.locator(".verdict")).to_contain_text("The grading service is not running")
    student.context.set_offline(True)
    expect(page.locator("#problem")).to_contain_text("The server did not answer.")
    request.getfixturevalue("grading_worker")
    student.context.set_offline(False)
    expect(page.locator(".verdict").get_by_role("heading", level=2)).to_have_text(
        "Accepted", timeout=VERDICT_MS
    )
    expect(page.locator("#problem")).to_be_empty()
