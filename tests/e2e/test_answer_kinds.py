"""Boxes to tick, lists of values, fractions and formulas: by keyboard, saved, on a phone."""

from playwright.sync_api import expect

from tests.e2e.browsing import student_at
from tests.e2e.looks import find_faults

EXAM = "Ideas and inverse problems"


def boxes(page):
    return page.get_by_role("group").get_by_role("checkbox")


def ticked(page):
    return [box.is_checked() for box in boxes(page).all()]


def test_boxes_are_ticked_saved_and_checked_by_keyboard_alone(student):
    page, press = student.page, student.page.keyboard.press
    student.start(EXAM)
    group = page.get_by_role("group", name="Inputs for which sharing is legitimate")
    expect(group).to_have_accessible_description("Tick all that are right. There is at least one.")
    count = boxes(page).count()
    assert 3 <= count <= 6
    boxes(page).first.focus()
    press("Space")
    press("Tab")
    expect(boxes(page).nth(1)).to_be_focused()
    press("Space")
    expect(page.locator("[data-saved=saved]")).to_be_visible()
    page.reload()
    student.wait_for_scripts()
    assert ticked(page) == [True, True, *[False] * (count - 2)]
    # Space takes a tick back, and that is saved as well.
    boxes(page).first.focus()
    press("Space")
    expect(page.locator("[data-saved=saved]")).to_be_visible()
    boxes(page).last.focus()
    for _ in range(8):
        press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Check":
            break
    press("Enter")
    expect(page.locator("#feedback-answer")).to_be_visible()
    assert ticked(page) == [False, True, *[False] * (count - 2)]


def test_ticks_made_offline_are_kept_and_put_back(student):
    page = student.page
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    student.start(EXAM)
    address = page.url
    student.context.set_offline(True)
    boxes(page).nth(2).check()
    expect(page.locator("[data-saved=offline]")).to_be_visible()
    page.close()
    student.context.set_offline(False)
    again = student.watch(student.context.new_page())
    again.goto(address)
    expect(again.locator("[data-saved=saved]")).to_be_visible()
    assert [place for place, is_on in enumerate(ticked(again)) if is_on] == [2]


def test_boxes_work_without_javascript(browser, site):
    with student_at(browser, site, java_script_enabled=False) as student:
        student.sign_in()
        student.start(EXAM)
        page = student.page
        boxes(page).first.check()
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("#feedback-answer")).to_be_visible()
        assert ticked(page)[0]
        boxes(page).first.uncheck()
        page.get_by_role("button", name="Check", exact=True).click()
        assert not any(ticked(page))


def test_every_kind_shows_to_everybody_what_was_understood(browser, site):
    with student_at(browser, site) as student:
        student.sign_in()
        student.start(EXAM)
        page = student.page
        typed = {3: {"answer": "1 and 7"}, 4: {"kept": "2/8", "lost": "1/0"}, 5: {"answer": "W-F"}}
        seen = {3: "You answered 1, 7.", 4: "divides by zero", 5: "your formula gives"}
        for number in range(1, 7):
            student.open_question(number)
            if number in typed:
                student.answer(typed[number])
            else:
                page.locator("input.choice__input").first.check()
            page.get_by_role("button", name="Check", exact=True).click()
            expect(page.locator(".feedback").first).to_be_visible()
            if number in seen:
                expect(page.locator("#answers")).to_contain_text(seen[number])
            if number == 5:
                expect(page.locator(".feedback__head math")).to_be_visible()
            assert find_faults(page) == [], number
