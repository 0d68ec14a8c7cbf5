"""A teacher writes a question in a browser: from a template to a published, certified version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from examcenter.courses.demo import PEOPLE
from tests.e2e.browsing import Student, student_at
from tests.e2e.looks import find_faults
from tests.e2e.site import Site

TEACHER = next(person for person in PEOPLE if person.username == "teacher")
PROOF_MS = 60_000
_numbers = count(1)


@contextmanager
def author_at(browser: Browser, site: Site, **options: Any) -> Iterator[Student]:
    """Give the demo's teacher a browser window; complaints of its pages fail the test."""
    with student_at(browser, site, **options) as author:
        author.goto("/accounts/sign-in/")
        author.page.get_by_label("Username or e-mail").fill(TEACHER.username)
        author.page.get_by_label("Password").fill(TEACHER.password)
        author.page.get_by_role("button", name="Sign in").click()
        expect(author.page.get_by_role("heading", name="Your courses")).to_be_visible()
        yield author


def _start_question(author: Student) -> str:
    """Start a question from the first template, by the links that a teacher finds."""
    slug = f"pool-width-{next(_numbers)}"
    page = author.page
    author.goto("/")
    page.get_by_role("link", name="Workbench").first.click()
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Title").fill(f"Width of a pooled map, {slug}")
    page.get_by_label("Id").fill(slug)
    page.get_by_label("Topic").select_option("pooling")
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()
    author.wait_for_scripts()
    return slug


def _write(author: Student, text: str) -> None:
    """Put a text in the place of the document."""
    if not author.has_javascript:
        author.page.locator("#text").fill(text)
        return
    author.page.locator(".cm-content").click()
    author.page.keyboard.press("Control+A")
    author.page.keyboard.insert_text(text)


def _text(author: Student) -> str:
    return str(author.page.locator("#text").input_value())


def _walk(author: Student) -> Iterator[str]:
    """Go the whole way from a template to a published question and yield each state's name."""
    page = author.page
    slug = _start_question(author)
    expect(page.locator(".preview__title")).to_have_text("Variant 1 of 357")
    yield "editor"
    text = _text(author)
    _write(author, text.replace("stride $S = {{S}}$", "stride $S = {{T}}$"))
    expect(page.locator(".cm-problem")).to_contain_text("unknown name 'T'")
    expect(page.locator("#problems")).to_contain_text("Line 18")
    page.locator("#problems a").first.click()
    expect(page.locator(".cm-activeLine")).to_contain_text("{{T}}")
    yield "editor with an error"
    _write(author, text.replace("How many pixels", "Say how many pixels"))
    expect(page.locator("#preview")).to_contain_text("Say how many pixels")
    expect(page.locator(".cm-problem")).to_have_count(0)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".preview__title")).to_have_text("Variant 2 of 357")
    page.get_by_text("Show another one").click()
    page.locator("#where").fill("W == 40 and F == 4 and S == 2")
    page.locator("#where").press("Enter")
    expect(page.locator(".preview__params")).to_contain_text("W = 40")
    page.get_by_label("Try an answer").fill("18 px")
    page.get_by_label("Try an answer").press("Enter")
    expect(page.locator(".try .feedback")).to_contain_text("counted the 18 steps")
    page.get_by_text("Receipt", exact=True).click()
    page.get_by_text("Worked solution", exact=True).click()
    page.get_by_text("What each key means").click()
    yield "preview with an answer"
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#saved")).to_have_text("saved as revision 2")
    page.get_by_role("link", name="Certificate", exact=True).click()
    yield "not certified"
    page.get_by_role("button", name="Certify this text").click()
    expect(page.get_by_role("button", name="Publish as version 1")).to_be_visible(timeout=PROOF_MS)
    expect(page.locator("#facts")).to_contain_text("certified")
    page.get_by_text("As a table").first.click()
    yield "certificate"
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_text("This is what version 1 says.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".diff__line--new")).to_contain_text("Say how many pixels")
    yield "history"
    author.goto("/authoring/")
    page.get_by_label("Search").fill(slug)
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#rows tbody tr")).to_contain_text("certified")


@pytest.mark.usefixtures("grading_worker")
def test_a_teacher_writes_proves_and_publishes_a_question_and_everybody_can(browser, site):
    with author_at(browser, site) as author:
        found = {name: find_faults(author.page) for name in _walk(author)}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 6


def test_what_is_typed_survives_a_reload_until_it_is_saved(browser, site):
    with author_at(browser, site) as author:
        page = author.page
        _start_question(author)
        _write(author, _text(author) + "# a remark\n")
        expect(page.locator("#saved")).to_have_text("not saved yet")
        page.reload()
        author.wait_for_scripts()
        assert _text(author).endswith("# a remark\n")
        page.keyboard.press("Control+s")
        expect(page.locator("#saved")).to_have_text("saved as revision 2")
        page.reload()
        author.wait_for_scripts()
        expect(page.locator("#saved")).to_have_text("")


def test_the_second_author_is_told_and_nothing_is_lost(browser, site):
    with author_at(browser, site) as one, author_at(browser, site) as other:
        other.forgiven += ["409 (Conflict)", "Error Code 409"]
        slug = _start_question(one)
        other.goto(f"/authoring/questions/{slug}/")
        other.wait_for_scripts()
        text = _text(one)
        _write(one, text + "# first\n")
        one.page.get_by_role("button", name="Save draft").click()
        expect(one.page.locator("#saved")).to_have_text("saved as revision 2")
        _write(other, text + "# second\n")
        other.page.get_by_role("button", name="Save draft").click()
        expect(other.page.locator("#problem")).to_contain_text("saved revision 2 while you")
        expect(other.page.locator(".diff__line--old")).to_contain_text("first")
        assert find_faults(other.page) == []
        other.page.get_by_role("button", name="Save mine on top").click()
        expect(other.page.locator("#saved")).to_have_text("saved as revision 3")
        expect(other.page.locator("#problem")).to_be_empty()
        texts = site.rows(
            "SELECT text FROM authoring_revision JOIN authoring_draft"
            " ON authoring_draft.id = draft_id WHERE slug = ? ORDER BY number",
            slug,
        )
    assert [row[0].rpartition("#")[2] for row in texts[1:]] == [" first\n", " second\n"]


def test_the_editor_works_without_javascript(browser, site):
    with author_at(browser, site, java_script_enabled=False) as author:
        page = author.page
        _start_question(author)
        text = _text(author)
        _write(author, text.replace("level: 1", "level: 9"))
        page.get_by_role("button", name="Check").click()
        expect(page.locator("#problems")).to_contain_text("Line 4")
        _write(author, text)
        page.get_by_role("button", name="Check").click()
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".preview__title")).to_have_text("Variant 2 of 357")
        page.get_by_label("Try an answer").fill("1")
        page.get_by_role("button", name="Mark").click()
        expect(page.locator(".try .feedback")).to_be_visible()
        _write(author, text + "# saved\n")
        page.get_by_role("button", name="Save draft").click()
        expect(page.locator("#facts")).to_contain_text("revision 2")
        assert _text(author) == text + "# saved\n"
