"""What a student does in a browser, in a few words, and what no page may ever do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
)

from tests.e2e.site import PASSWORD, Site

PHONE: ViewportSize = {"width": 320, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
# WCAG 2.2 AA is the claim; best practices are asked for as well.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")


@dataclass
class Student:
    """Somebody at a browser of their own."""

    site: Site
    context: BrowserContext
    page: Page
    name: str
    has_javascript: bool = True
    # What the console may say in this test, such as that a request failed while offline.
    forgiven: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.site.address + path)

    def sign_in(self) -> None:
        """Sign in and arrive at the front page."""
        self.goto("/accounts/sign-in/")
        self.page.get_by_label("Username or e-mail").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Your courses")).to_be_visible()

    def start(self, title: str) -> str:
        """Start an exam from the front page and return the attempt's id."""
        self.goto("/")
        self.page.get_by_role("link", name=f"Start {title}").click()
        self.page.get_by_role("button", name=f"Start {title}").click()
        expect(self.page.get_by_text("Question 1 of")).to_be_visible()
        self.wait_for_scripts()
        return self.attempt

    def wait_for_scripts(self) -> None:
        """Wait until the page's module watches its form; without JavaScript there is none."""
        if self.has_javascript:
            expect(self.page.locator("html[data-live]")).to_be_attached()

    @property
    def attempt(self) -> str:
        """The id of the attempt whose page is open."""
        found = _ATTEMPT.search(self.page.url)
        assert found, f"no attempt in {self.page.url}"
        return found[1]

    def open_question(self, number: int) -> None:
        """Open a question of the attempt."""
        self.goto(f"/attempts/{self.attempt}/{number}/")
        self.wait_for_scripts()

    def answer(self, answers: dict[str, str]) -> None:
        """Type or choose answers by part name."""
        for name, text in answers.items():
            one = self.page.locator(f"#answer-{name}")
            if one.count():
                one.fill(text)
            else:
                self.page.locator(f"#answer-{name}-{text}").check()

    def watch(self, page: Page) -> Page:
        """Listen to what a page complains about."""

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def assert_content(self) -> None:
        """Assert that no page broke the policy, failed in a script or missed a file."""
        left = [
            complaint
            for complaint in self.complaints
            if not any(words in complaint for words in self.forgiven)
        ]
        assert not left, "\n".join(left)


@contextmanager
def student_at(browser: Browser, site: Site, **options: Any) -> Iterator[Student]:
    """Give a fresh student a browser window; complaints of its pages fail the test."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
    context.set_default_timeout(15_000)
    student = Student(site, context, context.new_page(), next(site.names))
    student.has_javascript = options.get("java_script_enabled", True)
    student.watch(student.page)
    try:
        yield student
        student.assert_content()
    finally:
        context.close()


def scroll_width(page: Page) -> int:
    """Return how wide the page is; more than the window means that it scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page."""
    found = Axe().run(page, options={"runOnly": _RULES})
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found.response["violations"]
        for node in item["nodes"]
    ]
