"""What is typed is saved, kept while offline, and never lost to a refusal."""

import re

from playwright.sync_api import expect

from tests.e2e.taking import hear

SAVED = re.compile(r"^saved \d\d:\d\d:\d\d$")


def test_it_saves_as_one_types_and_a_reload_shows_it(student):
    page = student.page
    student.start("Quick check")
    page.get_by_role("textbox").press_sequentially("12 3")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert list(student.site.draft(student.attempt, 1).values()) == ["12 3"]
    expect(page.locator(".rail__item[aria-current]")).to_have_class(re.compile("item--saved"))
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("12 3")


def test_it_keeps_what_is_typed_offline_and_sends_it_on_return(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page = student.page
    student.start("Quick check")
    student.context.set_offline(True)
    page.get_by_role("textbox").fill("41")
    expect(page.locator("#saved")).to_have_text("offline: kept here and sent when you are back")
    student.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert list(student.site.draft(student.attempt, 1).values()) == ["41"]


def test_saved_is_said_of_nothing_that_is_on_its_way(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page, held = student.page, []
    student.start("Quick check")
    page.get_by_role("textbox").fill("7")
    expect(page.locator("#saved")).to_have_text(SAVED)
    student.context.set_offline(True)
    expect(page.locator("#saved")).to_contain_text("offline")
    page.route("**/save/", lambda route: held.append(route))
    with page.expect_request("**/save/"):
        page.get_by_role("textbox").fill("71")
    student.context.set_offline(False)
    hear(page)
    expect(page.locator("#saved")).to_have_text("saving …")
    page.get_by_role("textbox").fill("712")
    held[0].continue_()
    page.unroute("**/save/")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert list(student.site.draft(student.attempt, 1).values()) == ["712"]


def test_who_types_without_a_pause_is_saved_all_the_same(student):
    student.forgiven.append("ERR_FAILED")
    page = student.page
    student.start("Quick check")
    # A sign of life saves, too.
    page.route("**/presence/", lambda route: route.abort())
    saves = []
    page.on("request", lambda request: saves.append(request) if "/save/" in request.url else None)
    page.get_by_role("textbox").press_sequentially("12" * 30, delay=150)
    assert saves


def test_it_restores_what_was_typed_offline_after_the_page_was_closed(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page = student.page
    student.start("Quick check")
    address = page.url
    student.context.set_offline(True)
    page.get_by_role("textbox").fill("43")
    expect(page.locator("#saved")).to_contain_text("offline")
    page.close()
    student.context.set_offline(False)
    again = student.watch(student.context.new_page())
    again.goto(address)
    expect(again.get_by_role("textbox")).to_have_value("43")
    expect(again.locator("#saved")).to_have_text(SAVED)


def test_it_does_not_restore_an_old_text_over_a_newer_answer(student):
    student.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page = student.page
    student.start("Quick check")
    student.context.set_offline(True)
    page.get_by_role("textbox").fill("1")
    expect(page.locator("#saved")).to_contain_text("offline")
    page.close()
    student.context.set_offline(False)
    student.site.rows(
        "UPDATE exams_response SET save_sequence = 9, draft = ? WHERE attempt_id = ?",
        '{"answer": "2"}',
        _hex(page.url),
    )
    again = student.watch(student.context.new_page())
    again.goto(page.url)
    expect(again.get_by_role("textbox")).to_have_value("2")


def test_a_second_tab_shows_what_was_typed_in_the_first_and_the_older_text_can_be_put_back(student):
    page = student.page
    student.start("Quick check")
    page.get_by_role("textbox").fill("9")
    expect(page.locator("#saved")).to_have_text(SAVED)
    other = student.watch(student.context.new_page())
    other.goto(page.url)
    expect(other.locator("html[data-live]")).to_be_attached()
    expect(other.get_by_role("textbox")).to_have_value("9")
    page.get_by_role("textbox").fill("10")
    expect(other.get_by_role("textbox")).to_have_value("10")
    expect(other.locator("#elsewhere")).to_contain_text("Changed on another page.")
    expect(other.locator("#elsewhere pre")).to_have_text("9")
    other.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("textbox")).to_have_value("9")
    assert list(student.site.draft(student.attempt, 1).values()) == ["9"]


def test_a_late_answer_is_told_so_and_stays_in_its_field(student):
    student.forgiven.append("409 (Conflict)")
    page = student.page
    student.start("Timed rehearsal")
    student.site.end_time(student.attempt)
    page.get_by_role("textbox").fill("99")
    expect(page.locator("#problem")).to_contain_text("The time is over.")
    expect(page.get_by_role("textbox")).to_have_value("99")
    page.get_by_role("link", name="Look at your result").click()
    expect(page.get_by_text("ended by the clock")).to_be_visible()


def test_a_check_after_the_end_is_refused_with_the_text_kept(student):
    student.forgiven += ["409 (Conflict)", "Response Status Error"]
    page = student.page
    student.start("Quick check")
    other = student.watch(student.context.new_page())
    other.goto(page.url)
    # One on the question's page, one on the page that asks whether it is meant.
    for _ in range(2):
        with other.expect_navigation():
            other.get_by_role("button", name="Finish Quick check").click()
    page.get_by_role("textbox").fill("12")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#problem")).to_contain_text("The attempt is finished.")
    expect(page.get_by_role("textbox")).to_have_value("12")


def test_who_was_signed_out_is_told_so_and_goes_on_afterwards(student):
    student.forgiven.append("401 (Unauthorized)")
    page = student.page
    student.start("Quick check")
    student.context.clear_cookies(name="sessionid")
    page.get_by_role("textbox").fill("77")
    expect(page.locator("#problem")).to_contain_text("You are signed out.")
    page.get_by_role("link", name="Sign in and go on").click()
    page.get_by_label("Username or e-mail").fill(student.name)
    page.get_by_label("Password").fill("slide-multiply-sum")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("textbox")).to_have_value("77")
    expect(page.locator("#saved")).to_have_text(SAVED)


def test_a_check_without_a_connection_says_so_and_keeps_the_answer(student):
    student.forgiven += ["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]
    page = student.page
    student.start("Quick check")
    student.context.set_offline(True)
    page.get_by_role("textbox").fill("5")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#problem")).to_contain_text("The server did not answer.")
    expect(page.get_by_role("textbox")).to_have_value("5")


def _hex(address: str) -> str:
    return address.split("/attempts/")[1].split("/")[0].replace("-", "")
