"""Every page can be used by everybody: by keyboard, on a phone, without JavaScript, in the dark."""

from playwright.sync_api import expect

from tests.e2e.browsing import student_at
from tests.e2e.looks import find_faults


def _take_an_exam(student):
    """Do what a student does, and yield the name of each state that no address alone shows."""
    page = student.page
    student.goto("/accounts/sign-in/")
    page.get_by_label("Username or e-mail").fill(student.name)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign-in refused"
    student.sign_in()
    student.start("Quick check")
    page.get_by_role("textbox").fill("one")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".feedback--unreadable")).to_be_visible()
    yield "unreadable answer"
    student.open_question(2)
    page.get_by_role("textbox").fill("1")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".feedback--wrong")).to_be_visible()
    page.get_by_text("Worked solution").click()
    yield "wrong answer"
    student.open_question(3)
    student.answer({"field": "1"})
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("Worked solution").first.click()
    expect(page.locator("[data-now]")).to_be_visible()
    yield "figure of a stack"
    student.open_question(5)
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_role("button", name="Submit code").click()
    expect(page.locator(".waiting")).to_be_visible()
    yield "waiting code"
    student.follow(page.get_by_role("button", name="Save and review"))
    student.follow(page.get_by_role("button", name="Finish Quick check"))
    page.get_by_text("Worked solution").nth(2).click()
    yield "result"
    student.start("AlexNet and friends")
    student.open_question(3)
    expect(page.get_by_role("radio").first).to_be_visible()
    yield "choice"
    student.goto("/convolution/?kernel=blur")
    expect(page.locator("[data-now]")).to_be_visible()
    page.get_by_text("All steps in words").click()
    yield "figure of the lesson"


def test_everybody_can_take_an_exam(browser, site):
    with student_at(browser, site) as student:
        found = {name: find_faults(student.page) for name in _take_an_exam(student)}
        assert {name: faults for name, faults in found.items() if faults} == {}
        assert len(found) == 8


def test_the_quick_check_can_be_walked_by_keyboard_alone(browser, site):
    with student_at(browser, site) as student:
        page, press = student.page, student.page.keyboard.press

        def tab_to(name: str) -> None:
            """Press Tab until the element of this name has the focus, and see that it shows."""
            for _ in range(40):
                press("Tab")
                here = page.evaluate(
                    "(() => { const e = document.activeElement;"
                    " return [e.ariaLabel || e.textContent.trim() || e.name || '', e.id,"
                    " getComputedStyle(e).outlineStyle !== 'none']; })()"
                )
                if name in (here[0], here[1]) or here[0].startswith(name):
                    assert here[2], f"{name} has the focus without showing it"
                    return
            raise AssertionError(f"Tab never reached {name}")

        student.goto("/accounts/sign-in/")
        expect(page.get_by_label("Username or e-mail")).to_be_focused()
        page.keyboard.type(student.name)
        press("Tab")
        page.keyboard.type("slide-multiply-sum")
        press("Enter")
        expect(page.get_by_role("heading", name="Your courses")).to_be_visible()
        tab_to("Skip to the content")
        press("Enter")
        tab_to("Start Quick check")
        press("Enter")
        expect(page.get_by_role("button", name="Start Quick check")).to_be_visible()
        tab_to("Start Quick check")
        press("Enter")
        expect(page.get_by_text("Question 1 of 5")).to_be_visible()
        # Before its scripts run, Enter sends the form as a page, which announces nothing.
        student.wait_for_scripts()
        (part,) = site.keys(student.attempt, 1)
        tab_to(f"answer-{part}")
        page.keyboard.type("1000")
        press("Enter")
        expect(page.locator(".feedback--wrong")).to_be_visible()
        expect(page.locator(f"#answer-{part}")).to_be_focused()
        tab_to("check")
        press("Enter")
        expect(page.locator("#announce")).to_contain_text("Not yet.")
        expect(page.locator("#check")).to_be_focused()
        tab_to("Save and next")
        press("Enter")
        expect(page.get_by_text("Question 2 of 5")).to_be_visible()
        student.open_question(5)
        expect(page.locator(".cm-content")).to_be_visible()
        page.locator(".cm-content").focus()
        press("Tab")
        expect(page.locator(".cm-content")).to_be_focused()
        press("Escape")
        press("Tab")
        expect(page.get_by_role("button", name="Run examples")).to_be_focused()
        press("Tab")
        expect(page.get_by_role("button", name="Submit code")).to_be_focused()


def test_the_quick_check_works_without_javascript(browser, site):
    with student_at(browser, site, java_script_enabled=False) as student:
        page = student.page
        student.sign_in()
        student.start("Quick check")
        student.open_question(2)
        (right,) = site.keys(student.attempt, 2).values()
        field = page.get_by_role("textbox")
        field.fill(str(int(right) - 1))
        field.press("Enter")
        expect(page.locator(".feedback")).to_contain_text("Not yet.")
        page.get_by_text("Worked solution").click()
        expect(page.locator(".steps li").first).to_be_visible()
        field.fill("no idea")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".feedback")).to_contain_text("could not be read")
        expect(field).to_have_value("no idea")
        page.get_by_role("button", name="Save and next").click()
        expect(page.get_by_text("Question 3 of 5")).to_be_visible()
        student.open_question(5)
        page.get_by_role("textbox").fill("def conv2d(image, kernel):\n    return image\n")
        page.get_by_role("button", name="Submit code").click()
        expect(page.locator(".verdict")).to_contain_text("Your code is stored")
        (stored,) = site.draft(student.attempt, 5).values()
        assert stored == "def conv2d(image, kernel):\n    return image\n"
        student.follow(page.get_by_role("button", name="Save and review"))
        page.get_by_role("button", name="Finish Quick check").click()
        expect(page.get_by_text("of 15 points").first).to_be_visible()


def test_a_late_answer_without_javascript_stays_in_its_field(browser, site):
    with student_at(browser, site, java_script_enabled=False) as student:
        student.forgiven.append("409 (Conflict)")
        page = student.page
        student.sign_in()
        student.start("Timed rehearsal")
        student.site.end_time(student.attempt)
        page.get_by_role("textbox").fill("31")
        page.get_by_role("button", name="Save and next").click()
        expect(page.locator("#problem")).to_contain_text("The time is over.")
        expect(page.get_by_role("textbox")).to_have_value("31")
        expect(page.get_by_role("link", name="Look at your result")).to_be_visible()


def test_motion_stands_still_for_who_asks(browser, site):
    with student_at(browser, site, reduced_motion="reduce") as student:
        student.sign_in()
        page = student.page
        student.start("Quick check")
        student.open_question(5)
        page.get_by_role("button", name="Submit code").click()
        cell = page.locator(".waiting__cells i").first
        expect(cell).to_be_visible()
        assert cell.evaluate("e => getComputedStyle(e).animationName") == "none"
