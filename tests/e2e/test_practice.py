"""A practice run in a browser: choose, answer, learn why, go on; and every page of it with axe."""

import re

from playwright.sync_api import expect

from tests.e2e.browsing import PHONE, student_at
from tests.e2e.looks import find_faults


def _practise(student):
    """Practise a topic from the front page on and yield the name of each state."""
    page = student.page
    student.wait_for_scripts()
    student.follow(page.get_by_role("link", name="All topics"))
    student.wait_for_scripts()
    expect(page.get_by_text("Not practised yet").first).to_be_visible()
    student.follow(page.get_by_role("button", name="Practise Output size"))
    student.wait_for_scripts()
    page.get_by_role("textbox").first.fill("97 x 97")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".feedback--wrong")).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("1 question")
    page.get_by_text("Worked solution").first.click()
    yield "wrong answer"
    title = page.get_by_role("heading", level=1).inner_text()
    student.follow(page.get_by_role("button", name="Another like this"))
    student.wait_for_scripts()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#standing")).to_contain_text("The same question with other numbers.")
    student.follow(page.get_by_role("button", name="Skip this one"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    student.goto("/practice/misconceptions/")
    student.wait_for_scripts()
    yield "mistakes"
    student.goto("/")
    student.wait_for_scripts()
    expect(page.get_by_role("button", name="Repeat")).to_be_visible()
    yield "home after practice"


def test_practice_can_be_used_by_everybody(student):
    for name in _practise(student):
        assert find_faults(student.page) == [], name


def test_times_are_the_readers_own(browser, site):
    with student_at(browser, site, timezone_id="Asia/Tokyo") as student:
        student.sign_in()
        student.goto("/practice/")
        student.follow(student.page.get_by_role("button", name="Practise Padding"))
        student.wait_for_scripts()
        for box in student.page.get_by_role("textbox").all():
            box.fill("971")
        for option in student.page.get_by_role("radio").all():
            option.check()
        student.page.get_by_role("button", name="Check", exact=True).click()
        expect(student.page.locator(".feedback").first).to_be_visible()
        # It comes back within the day; tomorrow's time is one in Tokyo.
        site.rows(
            "UPDATE practice_repetition SET due_at = datetime('now', '+40 hours') WHERE user_id ="
            " (SELECT id FROM accounts_user WHERE username = ?)",
            student.name,
        )
        student.goto("/practice/")
        student.wait_for_scripts()
        shown = student.page.locator("time[data-moment]").first
        expect(shown).to_have_text(re.compile(r"^in 1 day, \d+ \w+,? .*(GMT\+9|JST)"))


def test_a_teacher_sees_the_class_and_nobody_in_it(browser, site):
    with student_at(browser, site, viewport=PHONE, color_scheme="dark") as teacher:
        page = teacher.page
        teacher.goto("/accounts/sign-in/")
        page.get_by_label("Username or e-mail").fill("teacher")
        page.get_by_label("Password").fill("convolve-teacher")
        teacher.follow(page.get_by_role("button", name="Sign in"))
        teacher.wait_for_scripts()
        expect(page.get_by_role("heading", name="For you to decide")).to_be_visible()
        teacher.follow(page.get_by_role("link", name="How the class practises"))
        expect(page.get_by_text("Maryam")).to_have_count(0)
        page.get_by_role("checkbox").check()
        teacher.follow(page.get_by_role("button", name="Save"))
        expect(page.get_by_role("checkbox")).to_be_checked()
        page.get_by_role("checkbox").uncheck()
        teacher.follow(page.get_by_role("button", name="Save"))
        expect(page.get_by_role("checkbox")).not_to_be_checked()
