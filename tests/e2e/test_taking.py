"""The worst ten minutes of a term: flags, keys, clock, other devices, and nothing lost."""

import re

from playwright.sync_api import Dialog, expect

from tests.e2e.axe import find_violations
from tests.e2e.browsing import PHONE, student_at
from tests.e2e.looks import find_faults
from tests.e2e.taking import (
    allow_calculator,
    events,
    hear,
    move_deadline,
    pause,
    resume,
    send_message,
)
from tests.fixtures.servers import wait_until

SAVED = re.compile(r"^saved \d\d:\d\d:\d\d$")
LEFT = re.compile(r"^\d+:\d\d(:\d\d)? left$")


def test_flags_and_notes_stay_and_the_finish_page_names_them(student):
    page = student.page
    student.start("Quick check")
    page.get_by_role("button", name="Flag this question").click()
    expect(page.locator("#announce")).to_have_text("Flagged.")
    expect(page.locator(".rail__item[aria-current]")).to_contain_text("flagged")
    expect(page.locator(".rail__summary")).to_have_text("0 of 5 answered, 1 flagged")
    page.locator("[data-tool=note] > summary").click()
    page.get_by_label("Your note on this question").fill("count the padding")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    student.wait_for_scripts()
    expect(page.get_by_label("Your note on this question")).to_have_value("count the padding")
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
    student.goto(f"/attempts/{student.attempt}/finish/")
    expect(page.get_by_role("heading", name="Flagged", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("5 of 5 questions have no answer yet.")


def test_a_flag_set_offline_is_sent_on_return(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page = student.page
    student.start("Quick check")
    student.context.set_offline(True)
    page.get_by_role("button", name="Flag this question").click()
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
    with page.expect_response("**/flag/"):
        student.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()


def test_keys_lead_on_and_letters_typed_into_a_field_are_letters(student):
    page, press = student.page, student.page.keyboard.press
    student.start("Quick check")
    field = page.get_by_role("textbox")
    field.press_sequentially("fn?")
    expect(field).to_have_value("fn?")
    expect(page.get_by_role("button", name="Flag this question")).to_be_visible()
    with page.expect_navigation():
        press("Alt+PageDown")
    student.wait_for_scripts()
    expect(page.get_by_text("Question 2 of 5")).to_be_visible()
    press("f")
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
    press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_role("button", name="Switch single letters off").click()
    press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()
    press("f")
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
    with page.expect_navigation():
        press("Alt+PageUp")
    student.wait_for_scripts()
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("fn?")


def test_another_device_hears_what_was_typed_here(student, browser):
    page = student.page
    student.start("Quick check")
    with student_at(browser, student.site) as device:
        device.name = student.name
        device.sign_in()
        device.goto(f"/attempts/{student.attempt}/1/")
        device.wait_for_scripts()
        page.get_by_role("textbox").fill("21")
        expect(page.locator("#saved")).to_have_text(SAVED)
        page.get_by_role("button", name="Flag this question").click()
        expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
        hear(device.page)
        expect(device.page.get_by_role("textbox")).to_have_value("21")
        hear(device.page)
        expect(device.page.get_by_role("button", name="Remove the flag")).to_be_visible()
        hear(page)
        hear(device.page)
        assert "two_pages" in events(student)


def test_the_later_text_stands_and_the_other_one_is_offered(student, browser):
    student.forgiven += ["ERR_INTERNET_DISCONNECTED", "409 (Conflict)"]
    page = student.page
    student.start("Quick check")
    with student_at(browser, student.site) as device:
        device.name = student.name
        device.sign_in()
        device.goto(f"/attempts/{student.attempt}/1/")
        device.wait_for_scripts()
        student.context.set_offline(True)
        device.page.get_by_role("textbox").fill("31")
        expect(device.page.locator("#saved")).to_have_text(SAVED)
        page.get_by_role("textbox").fill("32")
        expect(page.locator("#saved")).to_contain_text("offline")
        student.context.set_offline(False)
    expect(page.locator("#elsewhere")).to_contain_text("Also changed on another page.")
    expect(page.locator("#elsewhere pre")).to_have_text("31")
    expect(page.get_by_role("textbox")).to_have_value("32")
    expect(page.locator("#saved")).to_have_text(SAVED)
    # "Saved" may still be said of the save before; its own is on its way.
    wait_until(
        lambda: list(student.site.draft(student.attempt, 1).values()) == ["32"],
        what="the later text",
    )
    page.reload()
    student.wait_for_scripts()
    page.get_by_role("button", name="Take that one").click()
    expect(page.get_by_role("textbox")).to_have_value("31")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator("#elsewhere pre")).to_have_text("32")


def test_more_time_arrives_on_the_page_with_its_message(student):
    page = student.page
    student.start("Timed rehearsal")
    expect(page.locator("[data-deadline]")).to_have_text(LEFT)
    page.get_by_role("textbox").focus()
    move_deadline(student, 3000)
    send_message(student, "You have 30 more minutes.")
    hear(page)
    expect(page.locator("[data-deadline]")).to_have_text(re.compile("^(50|49):"))
    expect(page.locator("#messages")).to_have_text("You have 30 more minutes.")
    expect(page.locator("#announce")).to_contain_text("The end has moved")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.reload()
    student.wait_for_scripts()
    hear(page)
    expect(page.locator("#messages")).to_be_empty()


def test_at_the_end_what_was_typed_last_is_sent_and_counts(student):
    page = student.page
    student.start("Timed rehearsal")
    (right,) = student.site.keys(student.attempt, 1).values()
    move_deadline(student, 30)
    hear(page)
    page.get_by_role("textbox").fill(right)
    expect(page.locator("#problem")).to_contain_text("The time is over. What was saved counts")
    expect(page.locator("[data-deadline]")).to_have_text("time is over")
    expect(page.locator(".parts")).to_have_attribute("inert", "")
    student.follow(page.get_by_role("link", name="Look at your result"))
    expect(page.get_by_text("ended by the clock")).to_be_visible()
    expect(page.locator("#question-1 .state--right")).to_be_visible()


def test_a_moved_end_opens_a_page_again_that_was_over(student):
    page = student.page
    student.start("Timed rehearsal")
    move_deadline(student, 0)
    hear(page)
    expect(page.locator("#problem")).to_contain_text("The time is over.")
    move_deadline(student, 600)
    hear(page)
    expect(page.locator("#problem")).to_be_empty()
    page.get_by_role("textbox").fill("8")
    expect(page.locator("#saved")).to_have_text(SAVED)


def test_while_paused_the_clock_stands_and_typing_is_saved(student):
    page = student.page
    student.start("Timed rehearsal")
    pause(student)
    hear(page)
    expect(page.locator("[data-deadline]")).to_have_text("paused")
    page.get_by_role("textbox").fill("17")
    expect(page.locator("#saved")).to_have_text(SAVED)
    resume(student)
    hear(page)
    expect(page.locator("[data-deadline]")).to_have_text(LEFT)


def test_a_changed_computer_clock_does_not_move_the_time_left(browser, site):
    with student_at(browser, site) as student:
        student.context.add_init_script(
            "const now = Date.now; Date.now = () => now() + 3600000 * 5;"
        )
        student.sign_in()
        student.start("Timed rehearsal")
        expect(student.page.locator("[data-deadline]")).to_have_text(
            re.compile(r"^(20:00|19:\d\d) left$")
        )


def test_the_time_can_be_hidden_and_stays_hidden(student):
    page = student.page
    student.start("Timed rehearsal")
    page.get_by_role("button", name="Hide the time").click()
    expect(page.locator("[data-deadline]")).to_be_hidden()
    page.reload()
    student.wait_for_scripts()
    expect(page.locator("[data-deadline]")).to_be_hidden()
    page.get_by_role("button", name="Show the time").click()
    expect(page.locator("[data-deadline]")).to_be_visible()


def test_a_server_that_is_busy_gets_the_answer_later(student):
    student.forgiven += ["503 (Service Unavailable)", "429 (Too Many Requests)"]
    page = student.page
    student.start("Quick check")
    refusals = iter((503, 429))

    def refuse(route):
        status = next(refusals, 0)
        if status:
            route.fulfill(status=status, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/save/", refuse)
    page.get_by_role("textbox").fill("19")
    expect(page.locator("#saved")).to_contain_text("offline: kept here")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert list(student.site.draft(student.attempt, 1).values()) == ["19"]


def test_an_old_token_against_forged_requests_is_renewed_without_a_word(student):
    student.forgiven.append("403 (Forbidden)")
    page = student.page
    student.start("Quick check")
    student.context.clear_cookies(name="csrftoken")
    page.get_by_role("textbox").fill("23")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert list(student.site.draft(student.attempt, 1).values()) == ["23"]


def test_signing_out_leaves_nothing_in_the_browser_and_asks_before_it_loses_something(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page = student.page
    student.start("Quick check")
    student.context.set_offline(True)
    page.get_by_role("textbox").fill("29")
    expect(page.locator("#saved")).to_contain_text("offline")
    page.route("**/save/", lambda route: route.abort())
    student.forgiven.append("ERR_FAILED")
    student.context.set_offline(False)
    student.goto("/")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.get_by_role("button", name="Sign out").click()
    assert "has not reached the server" in asked[0]
    assert page.evaluate("localStorage.length") > 0
    page.once("dialog", lambda dialog: dialog.accept())
    student.follow(page.get_by_role("button", name="Sign out"))
    assert page.evaluate("localStorage.length") == 0


def test_the_calculator_works_out_sums_and_puts_the_result_into_the_answer(student):
    allow_calculator(student, "Timed rehearsal")
    page = student.page
    student.start("Timed rehearsal")
    answer = page.get_by_role("textbox")
    answer.focus()
    page.locator("[data-tool=calculator] > summary").click()
    line = page.get_by_label("Sum", exact=True)
    for text, result in (
        ("floor((32 - 5 + 2*2) / 2) + 1", "16"),
        ("-2^2", "-4"),
        ("2^3^2", "512"),
        ("sqrt(2)*sqrt(2)", "2"),
        ("7 / 0", "no number"),
        ("2 +", "cannot be read at place 4"),
        ("alert(1)", "cannot be read at place 1"),
        ("ceil(7÷2) × 3", "12"),
    ):
        line.fill(text)
        line.press("Enter")
        expect(page.locator("[data-tool=calculator] output")).to_have_text(result)
    page.get_by_role("button", name="Insert the result").click()
    expect(page.locator("#answer-form input[type=text]")).to_have_value("12")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    student.wait_for_scripts()
    page.locator("[data-tool=calculator] > summary").click()
    expect(page.locator("[data-sums] li")).to_have_count(5)


def test_everybody_can_use_every_tool(browser, site):
    with student_at(browser, site) as student:
        student.sign_in()
        allow_calculator(student, "Timed rehearsal")
        page = student.page
        student.start("Timed rehearsal")
        page.locator("[data-tool=note] > summary").click()
        page.locator("[data-tool=calculator] > summary").click()
        page.get_by_role("button", name="Flag this question").click()
        page.get_by_label("Sum", exact=True).fill("1+1")
        page.get_by_label("Sum", exact=True).press("Enter")
        send_message(student, "The fire alarm was a test.")
        hear(page)
        expect(page.locator("#messages")).not_to_be_empty()
        assert find_faults(page) == []
        page.get_by_role("button", name="Keys").click()
        assert find_faults(page) == []
        page.keyboard.press("Escape")
        page.set_viewport_size(PHONE)
        page.get_by_role("button", name="All questions").click()
        expect(page.locator(".rail__list")).to_be_visible()
        assert find_violations(page) == []
