"""Figures are walked by buttons, slider and arrow keys; without scripts they are read."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import PHONE, student_at


def _row(page: Page, role: str, number: int) -> list[str]:
    return page.locator(f"[data-{role}] tr").nth(number).locator("td").all_inner_texts()


def test_the_lessons_filter_is_walked_by_buttons_and_by_keys(student):
    page = student.page
    student.goto("/convolution/?kernel=blur")
    expect(page.locator("[data-count]")).to_have_text("Step 1 of 25")
    assert _row(page, "output", 0) == ["1", "", "", "", ""]
    following = page.get_by_role("button", name="Next step")
    following.click()
    expect(page.locator("[data-count]")).to_have_text("Step 2 of 25")
    assert _row(page, "output", 0) == ["1", "2", "", "", ""]
    assert page.locator("[data-image] .in-window").count() == 9
    expect(page.locator("[data-now]")).to_contain_text("= 2")

    output = page.get_by_role("group", name="Output: walk through it with the arrow keys")
    output.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-count]")).to_have_text("Step 7 of 25")
    expect(page.locator("[data-now]")).to_contain_text("Row 2, column 2")
    page.keyboard.press("End")
    expect(page.locator("[data-count]")).to_have_text("Step 25 of 25")
    expect(following).to_have_attribute("aria-disabled", "true")
    following.click(force=True)
    expect(page.locator("[data-count]")).to_have_text("Step 25 of 25")

    page.get_by_role("slider", name="Step").fill("13")
    expect(page.locator("[data-now]")).to_contain_text("Row 3, column 3")


def test_a_receptive_field_grows_beside_the_worked_solution(student):
    page = student.page
    student.start("Quick check")
    student.open_question(3)
    student.answer({"field": "1"})
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("Worked solution").first.click()
    expect(page.locator("[data-cone]:not(.is-hidden)")).to_have_count(1)
    params = student.site.params(student.attempt, 3)
    expect(page.locator("[data-count]")).to_have_text(f"Step 1 of {params['L']}")
    expect(page.locator("[data-now]")).to_contain_text(f"= {params['F']} pixels")
    for _ in range(params["L"] - 1):
        page.get_by_role("button", name="Next step").click()
    right = student.site.keys(student.attempt, 3)["field"]
    expect(page.locator("[data-now]")).to_contain_text(f"= {right} pixels")


@pytest.mark.parametrize("has_javascript", [True, False])
def test_on_a_phone_nothing_is_cut_off_and_without_script_all_is_said(
    browser, site, has_javascript
):
    with student_at(browser, site, viewport=PHONE, java_script_enabled=has_javascript) as student:
        page = student.page
        student.goto("/convolution/")
        assert page.locator("html").evaluate("e => e.scrollWidth") <= PHONE["width"]
        expect(page.locator("[data-controls]")).to_be_visible(visible=has_javascript)
        page.get_by_text("All steps in words").click()
        expect(page.get_by_text("Row 5, column 5:").last).to_be_visible()
        filled = [text for text in _row(page, "output", 4) if text]
        assert len(filled) == (0 if has_javascript else 5)
