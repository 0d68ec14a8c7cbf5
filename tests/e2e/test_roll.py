"""Picking people from a long list: by keyboard, by what they are called, and without JavaScript."""

from __future__ import annotations

import re
from uuid import UUID

from playwright.sync_api import expect

from tests.e2e.browsing import Student, student_at
from tests.e2e.looks import find_faults

# Of the demo course; nobody else's name or username has her name in it.
ADA = re.compile(r"\bada$")


def _sign_in_as_teacher(desk: Student) -> None:
    desk.goto("/accounts/sign-in/")
    desk.page.get_by_label("Username or e-mail").fill("teacher")
    desk.page.get_by_label("Password").fill("convolve-teacher")
    desk.follow(desk.page.get_by_role("button", name="Sign in"))


def _exceptions_of(site) -> str:
    ((key,),) = site.rows("SELECT id FROM exams_exam WHERE slug = 'timed-rehearsal'")
    return f"/exams/{UUID(key)}/accommodations/"


def test_a_student_is_found_by_typing_and_ticked_by_keyboard(browser, site):
    with student_at(browser, site) as desk:
        _sign_in_as_teacher(desk)
        desk.goto(_exceptions_of(site))
        page = desk.page
        people = page.get_by_role("group", name="Students")
        count = people.get_by_role("status")
        expect(count).to_have_text(re.compile(r"Shown: (\d+) of \1\. Ticked: 0\."))
        search = people.get_by_role("searchbox", name="Name or username")
        search.fill("  ÁDA ")
        boxes = people.locator(".roll__list").get_by_role("checkbox")
        expect(boxes).to_have_count(1)
        # It would send the form: here it ticks the one who is left.
        search.press("Enter")
        expect(boxes).to_be_checked()
        expect(count).to_have_text(re.compile(r"Shown: 1 of \d+\. Ticked: 1\."))
        search.fill("")
        search.press("ArrowDown")
        expect(boxes.first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(boxes.nth(1)).to_be_focused()
        page.keyboard.press("End")
        expect(boxes.last).to_be_focused()
        people.get_by_label("Only who is ticked").check()
        expect(boxes).to_have_count(1)
        expect(people.get_by_role("checkbox", name=ADA)).to_be_visible()
        assert find_faults(page) == []
        search.fill("nobody is called so")
        expect(count).to_have_text(re.compile(r"Shown: 0 of \d+\. Ticked: 1\."))
        # Who is hidden by the search is chosen all the same.
        page.get_by_label("More time, in percent").fill("25")
        page.get_by_label("Reason").fill("A letter of the office")
        desk.follow(page.get_by_role("button", name="See what it changes"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Grant this exception?")
        expect(page.get_by_role("row")).to_have_count(2)


def test_the_list_is_there_without_javascript_and_can_be_skipped(browser, site):
    with student_at(browser, site, java_script_enabled=False) as desk:
        _sign_in_as_teacher(desk)
        desk.goto(_exceptions_of(site))
        page = desk.page
        people = page.get_by_role("group", name="Students")
        people.get_by_role("checkbox", name=ADA).check()
        people.get_by_role("checkbox", name=re.compile(r"\bben$")).check()
        expect(people.get_by_role("searchbox")).to_be_hidden()
        # Five hundred boxes are five hundred stops for who walks by keyboard.
        people.get_by_role("link", name="Skip the list").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Or a group")).to_be_focused()
        page.get_by_label("More time, in minutes").fill("5")
        page.get_by_label("Reason").fill("A letter of the office")
        desk.follow(page.get_by_role("button", name="See what it changes"))
        expect(page.get_by_role("row")).to_have_count(3)
