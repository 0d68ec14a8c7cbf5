"""The pages of the REST interface: Swagger's own, with what we put right over it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.axe import find_violations
from tests.e2e.browsing import DESKTOP, PHONE, scroll_width, student_at


def _find_faults(page: Page) -> list[str]:
    """Return what is wrong on a desktop and on a phone; these pages have light colours only."""
    faults = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        faults += [f"{size['width']} px: {fault}" for fault in find_violations(page)]
        if scroll_width(page) > size["width"]:
            faults.append(f"{size['width']} px: scrolls sideways")
    page.set_viewport_size(DESKTOP)
    return faults


def test_everybody_can_read_and_try_the_rest_interface(browser, site):
    with student_at(browser, site) as engineer:
        engineer.goto("/api/v1/docs/")
        page = engineer.page
        operation = page.locator("#operations-courses-create_course")
        expect(operation).to_be_visible()
        assert _find_faults(page) == []
        operation.get_by_role("button").first.click()
        operation.get_by_role("button", name="Try it out").click()
        expect(operation.get_by_role("textbox", name="Request body")).to_be_editable()
        assert _find_faults(page) == []
        # A link to an operation goes on leading to it.
        assert page.url.endswith("#/courses/create_course")
