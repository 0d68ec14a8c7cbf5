"""Every page of the service, looked at in every way; the list is that of the addresses themselves.

States that only come up by doing something, such as feedback or an open dialog, are looked at where
the doing is tested, by the same `find_faults`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Browser, Page

from examcenter.exams.errors import DatabaseBusy
from tests.e2e.browsing import DESKTOP, PATIENCE_MS
from tests.e2e.looks import asked, find_faults, find_faults_right_to_left
from tests.e2e.site import Site
from tests.examcenter.matrix import MATRIX, NOBODY, OK

# What is no page, and why.
NO_PAGES = {
    "healthz": "words for a program",
    "readyz": "words for a program",
    "courses:export_people": "a file",
    "exams:export_exam": "a file",
    "exams:gradebook_export": "a file",
    "exams:receipt_json": "a file",
    "authoring:export_all": "a file",
    "authoring:export": "a file",
    "exams:resume": "leads to a question",
    "exams:gradebook_attempt": "leads to a response",
    "exams:example_run": "a piece of a page",
    "exams:entry": "asked for by a password: test_building walks through it",
    "accounts:reset_second_factor": "there only for who lost one, and whom somebody may help",
    "accounts:second_factor": "asked for by a password: test_people walks through it",
}
_DRAFTS = ("exams:build", "exams:delete_exam", "exams:preview")
_FINISHED = {"exams:result", "exams:receipt"}
# A page of three hundred rows has no fault that one of three has not, and takes a minute to ask.
_QUERIES = {"courses:people": "?q=looked-at", "exams:gradebook": "?q=looked-at"}
_QUERIES["exams:room"] = "?show=here"


@dataclass(frozen=True)
class Visit:
    """A page, who looks at it, and what its address is made of."""

    route: str
    who: str = ""
    instead: dict[str, str] = field(default_factory=dict)
    note: str = ""
    query: str = ""

    @property
    def name(self) -> str:
        """How a fault is told."""
        return f"{self.route} {self.note}".strip()

    def address(self, things: dict[str, Any]) -> str:
        """Return where it is."""
        if self.route.startswith("/"):
            return self.route
        names = (self.instead.get(name, name) for name in MATRIX[self.route].arguments)
        return reverse(self.route, args=[things[name] for name in names]) + self.query


def _visits() -> Iterator[Visit]:
    for route, row in MATRIX.items():
        is_page = row.get != NOBODY and route not in NO_PAGES and " (" not in route
        if not is_page or route.startswith("api:"):
            continue
        if route in _FINISHED:
            yield Visit(route, "other", {"attempt": "finished"})
        elif route == "exams:gradebook_response":
            yield Visit(route, "teacher", {"attempt": "finished"})
        elif route.startswith(_DRAFTS):
            yield Visit(route, "teacher", {"exam": "draft_exam"})
        elif row.get["anonymous"] is OK:
            yield Visit(route)
        else:
            who = "teacher" if row.get["owner"] is OK else "student"
            yield Visit(route, who, query=_QUERIES.get(route, ""))
    yield Visit("courses:home", "student", note="of a student")
    yield Visit("courses:course", "student", note="of a student")
    yield Visit("exams:exam", "student", {"exam": "long_exam"}, note="of a student")
    yield Visit("exams:gradebook", "teacher", {"exam": "long_exam"}, "of forty", "?q=looked-at")
    yield Visit("exams:room", "teacher", {"exam": "long_exam"}, "of forty", "?show=here")
    yield Visit("exams:question", "student", {"attempt": "long_attempt"}, note="of forty")
    yield Visit("exams:finish", "student", {"attempt": "long_attempt"}, note="of forty")
    yield Visit("exams:question", "student", {"number": "code_number"}, note="in code")
    yield Visit("exams:question", "other", {"attempt": "finished"}, note="when it is over")
    for kind in ("kinds", "by_hand", "mixed"):
        yield Visit("exams:question", "student", {"attempt": kind}, note=kind)
    yield Visit("exams:build", "teacher", note="when somebody has started")
    yield Visit("/nowhere/", "student", note="not found")
    yield Visit("exams:gradebook", "student", note="forbidden")


VISITS = list(_visits())
PARTS = [VISITS[at : at + 12] for at in range(0, len(VISITS), 12)]


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """One window for all of them."""
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def _become(page: Page, site: Site, session: str) -> None:
    page.context.clear_cookies()
    if session:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.address}])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part[0].route)
def test_everybody_can_use_every_page(page, site, things, part):
    faults = []
    for visit in part:
        _become(page, site, things["sessions"].get(visit.who, ""))
        reply = page.goto(site.address + visit.address(things))
        assert reply, visit.name
        expected = {"not found": 404, "forbidden": 403}.get(visit.note, 200)
        words = f"{visit.name}: {reply.status} at {page.url}"
        assert reply.status == expected, f"{words}\n{site.web.log[-2000:]}"
        found = [*find_faults(page), *find_faults_right_to_left(page)]
        faults += [f"{visit.name}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_of_our_failures_can_be_used_too(page, site, template):
    _become(page, site, "")
    text = render_to_string(template, {"problem": DatabaseBusy(), "address": "/broken/"})
    page.route("**/broken/", lambda route: route.fulfill(content_type="text/html", body=text))
    page.goto(f"{site.address}/broken/")
    assert find_faults(page) == []


def test_no_page_is_left_out():
    routes = {route for route, row in MATRIX.items() if row.get != NOBODY and " (" not in route}
    pages = {route for route in routes if not route.startswith("api:")}
    assert pages - NO_PAGES.keys() == {visit.route for visit in VISITS if ":" in visit.route}
    assert NO_PAGES.keys() <= pages


def test_it_says_how_often_it_asked(capsys):
    with capsys.disabled():
        counts = ", ".join(f"{n} {what}" for what, n in asked.items())
        sys.stdout.write(f"\n{len(VISITS)} pages: {counts}\n")
    # Four for the colours and sizes, and one from right to left.
    assert asked["axe"] >= 5 * len(VISITS)
