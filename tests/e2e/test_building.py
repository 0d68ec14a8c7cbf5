"""A teacher builds an exam from nothing, publishes it, and a student starts it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.e2e.browsing import Student, student_at
from tests.e2e.looks import find_faults
from tests.e2e.site import Site
from tests.e2e.test_authoring import author_at

_numbers = count(1)


def _start(author: Student) -> str:
    """Start an exam by the links that a teacher finds, and return its title."""
    title = f"Midterm {next(_numbers)}"
    page = author.page
    author.goto("/")
    author.follow(page.get_by_role("link", name="Vision 101").last)
    author.follow(page.get_by_role("link", name="New exam"))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Exam", exact=False).last.check()
    author.follow(page.get_by_role("button", name="Start building"))
    author.wait_for_scripts()
    return title


def _walk(author: Student) -> Iterator[str]:
    """Build an exam with a question, a list and a pool; yield the name of each page."""
    page = author.page
    title = _start(author)
    expect(page.get_by_text("The exam has no questions.")).to_be_visible()
    yield "empty exam"
    author.follow(page.get_by_role("link", name="Add questions to Section 1"))
    author.wait_for_scripts()
    page.get_by_label("Search", exact=True).fill("padding that keeps")
    expect(page.locator("#picker-rows")).to_contain_text("Padding that keeps the size")
    page.locator("#pick-same-padding").check()
    page.get_by_role("link", name="Show a sample").first.click()
    expect(page.locator(".pick__prompt").first).to_be_visible()
    page.get_by_label("Search", exact=True).fill("receptive")
    expect(page.locator("#picker-rows")).to_contain_text("1 chosen")
    yield "picker"
    author.follow(page.get_by_role("button", name="Add each as a question"))
    author.wait_for_scripts()
    author.follow(page.get_by_role("link", name="Draw from a pool in Section 1"))
    author.wait_for_scripts()
    page.get_by_label("Pooling").check()
    expect(page.locator("#pool-now")).to_contain_text("questions now")
    page.get_by_label("Questions to draw").fill("2")
    yield "pool"
    author.follow(page.get_by_role("button", name="Add to the exam"))
    author.wait_for_scripts()
    page.get_by_label("Points of question 3").fill("2.5")
    page.get_by_label("Points of question 3").press("Tab")
    expect(page.locator(".build__side")).to_contain_text("4.5 points")
    page.get_by_role("button", name="Up question 3").click()
    expect(page.get_by_label("Points of question 2")).to_have_value("2.5")
    page.get_by_role("button", name="Delete question 3").click()
    expect(page.locator("#undo")).to_contain_text("was deleted")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Points of question 3")).to_be_visible()
    yield "content"
    author.follow(page.get_by_role("link", name="Rules", exact=True))
    author.wait_for_scripts()
    page.get_by_label("Introduction").fill("Bring **nothing**.")
    expect(page.locator("#intro-preview strong")).to_have_text("nothing")
    page.get_by_label("Time limit in minutes").fill("0")
    author.follow(page.get_by_role("button", name="Save rules"))
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.get_by_label("Introduction")).to_have_value("Bring **nothing**.")
    yield "rules with an error"
    page.get_by_label("Time limit in minutes").fill("45")
    page.get_by_label("Password of the room").fill("Blue Heron")
    author.follow(page.get_by_role("button", name="Save rules"))
    expect(page.get_by_label("Time limit in minutes")).to_have_value("45")
    yield "rules"
    author.follow(page.get_by_role("link", name="Preview", exact=True))
    author.wait_for_scripts()
    page.get_by_text("Key and solution").first.click()
    yield "preview"
    author.follow(page.get_by_role("link", name="Copy", exact=True))
    yield "copy"
    author.follow(page.get_by_role("link", name="Questions", exact=True))
    author.follow(page.get_by_role("button", name="Publish"))
    expect(page.locator(".tag")).to_have_text("Published")
    yield f"published {title}"


def test_a_student_starts_what_a_teacher_built_and_everybody_can(
    browser: Browser, site: Site
) -> None:
    title = ""
    with author_at(browser, site) as author:
        # A form that comes back with errors is no failure.
        author.forgiven.append("400 (Bad Request)")
        for name in _walk(author):
            assert find_faults(author.page) == [], name
            title = name.removeprefix("published ")
    with student_at(browser, site) as student:
        student.forgiven.append("403 (Forbidden)")
        page = student.page
        student.sign_in()
        page.get_by_role("link", name=f"Start {title}").click()
        page.get_by_role("button", name=f"Start {title}").click()
        expect(page.get_by_role("heading", name="Password of the room")).to_be_visible()
        assert find_faults(page) == []
        page.get_by_label("Password").fill("blue heron")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Question 1 of 3")).to_be_visible()
        student.wait_for_scripts()
        question = urlsplit(page.url).path
        # Another session knows nothing of it: what was typed waits in this browser.
        page.context.clear_cookies(name="sessionid")
        student.sign_in()
        student.goto(question)
        expect(page.get_by_role("heading", name="Password of the room")).to_be_visible()
        page.get_by_label("Password").fill("Blue Heron")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Question 1 of 3")).to_be_visible()


def test_building_works_without_javascript(browser: Browser, site: Site) -> None:
    with author_at(browser, site, java_script_enabled=False) as author:
        page = author.page
        _start(author)
        author.follow(page.get_by_role("link", name="Add questions to Section 1"))
        page.get_by_label("Search", exact=True).fill("padding that keeps")
        author.follow(page.get_by_role("button", name="Search"))
        page.locator("#pick-same-padding").check()
        page.get_by_label("Search", exact=True).fill("write conv2d")
        author.follow(page.get_by_role("button", name="Search"))
        page.locator("#pick-conv2d").check()
        author.follow(page.get_by_role("button", name="Add each as a question"))
        author.follow(page.get_by_role("button", name="Up question 2"))
        expect(page.locator(".slot__title").first).to_have_text("Write conv2d with NumPy")
        page.get_by_label("Points of question 1").fill("6")
        author.follow(page.get_by_role("button", name="Save points"))
        expect(page.locator(".build__side")).to_contain_text("7 points")
        author.follow(page.get_by_role("button", name="Delete question 1"))
        author.follow(page.get_by_role("button", name="Bring it back"))
        expect(page.get_by_label("Points of question 1")).to_have_value("6")
