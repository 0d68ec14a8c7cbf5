"""A student takes the quick check: answers, reads why, submits code, sees verdict and result."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Student
from tests.fixtures.servers import ROOT

LESSON = """import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image = np.pad(image, padding)
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    columns = (image.shape[1] - kernel.shape[1]) // stride + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            r, c = i * stride, j * stride
            patch = image[r : r + kernel.shape[0], c : c + kernel.shape[1]]
            out[i, j] = np.sum(patch * kernel)
    return out
"""
FLIPPED = LESSON.replace("patch * kernel", "patch * kernel[::-1, ::-1]")
VERDICT_MS = 120_000


def write_code(student: Student, source: str) -> None:
    """Replace what stands in the editor."""
    editor = student.page.locator(".cm-content")
    editor.click()
    student.page.keyboard.press("Control+A")
    student.page.keyboard.insert_text(source)


def wants_pictures() -> bool:
    """Tell whether the pictures of the documentation are to be renewed."""
    return os.environ.get("EXAMCENTER_UPDATE_SCREENSHOTS") == "1"


def save_picture(student: Student, name: str) -> None:
    """Renew a picture of the documentation."""
    path = ROOT / "docs/images" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    # Hiding the caret would add a style element, which the policy reports.
    student.page.screenshot(path=path, caret="initial")


def make_single_mistake(student: Student) -> None:
    """Leave the stride out, which no other mistake looks like."""
    p = student.site.params(student.attempt, 2)
    student.page.get_by_role("textbox").fill(str(p["W"] - p["F"] + 2 * p["P"] + 1))
    student.page.get_by_role("button", name="Check", exact=True).click()
    expect(student.page.locator(".feedback")).to_contain_text("stride")


def test_a_wrong_answer_is_told_why_and_a_right_one_is_counted(student):
    page = student.page
    student.start("Quick check")
    student.open_question(2)
    (right,) = student.site.keys(student.attempt, 2).values()
    field = page.get_by_role("textbox")
    field.fill(str(int(right) - 1))
    page.get_by_role("button", name="Check", exact=True).click()
    feedback = page.locator(".feedback")
    expect(feedback).to_contain_text("Not yet.")
    expect(feedback).to_contain_text(f"You answered {int(right) - 1}.")
    expect(feedback).to_contain_text("starting position")
    expect(page.locator(".rail__item[aria-current]")).to_contain_text("not yet right")
    expect(page.locator("#announce")).to_contain_text("Not yet.")
    page.get_by_text("Worked solution").click()
    expect(page.locator(".steps li")).not_to_have_count(0)
    if wants_pictures():
        make_single_mistake(student)
        page.get_by_text("Worked solution").click()
        page.get_by_role("heading", level=1).click()
        save_picture(student, "quick-check.png")

    field.fill(right)
    field.press("Enter")
    expect(feedback).to_contain_text("Right.")
    expect(page.locator("#score")).to_have_text("2 of 2 points")
    expect(page.locator(".rail__item[aria-current]")).to_contain_text("right")


def test_another_variant_has_other_numbers_and_no_answer(student):
    page = student.page
    student.start("Quick check")
    student.open_question(2)
    before = page.locator(".question__prompt").inner_html()
    page.get_by_role("textbox").fill("5")
    page.get_by_role("button", name="Try another like this").click()
    expect(page.get_by_role("textbox")).to_have_value("")
    assert page.locator(".question__prompt").inner_html() != before


def test_every_part_of_a_question_is_answered_for_itself(student):
    page = student.page
    student.start("AlexNet and friends")
    keys = student.site.keys(student.attempt, 1)
    first, second, *_ = keys
    student.answer({first: keys[first], second: "12,34 5"})
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(f"#feedback-{first}")).to_contain_text("Right.")
    expect(page.locator(f"#feedback-{second}")).to_contain_text("could not be read")
    expect(page.locator(f"#answer-{second}")).to_have_attribute(
        "aria-errormessage", f"feedback-{second}"
    )
    expect(page.locator(f"#answer-{second}")).to_have_value("12,34 5")


def test_finishing_asks_once_and_names_what_is_unanswered(student):
    page = student.page
    student.start("Quick check")
    (right,) = student.site.keys(student.attempt, 1).values()
    page.get_by_role("textbox").fill(right)
    page.get_by_role("button", name="Finish Quick check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Finish Quick check?")
    expect(page.get_by_role("main")).to_contain_text("4 of 5 questions have no answer yet.")
    page.get_by_role("button", name="Finish Quick check").click()
    expect(page.get_by_text("1 of 15 points")).to_be_visible()
    expect(page.locator("#question-1")).to_contain_text("Your answer")
    expect(page.locator("#question-1")).to_contain_text("Right answer")
    expect(page.locator("#question-2")).to_contain_text("not answered")


@pytest.mark.worker
@pytest.mark.sandbox
def test_code_is_graded_while_the_page_stays(student, grading_worker):
    page = student.page
    student.start("Quick check")
    student.open_question(5)
    write_code(student, FLIPPED)
    page.get_by_role("button", name="Submit code").click()
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text(re.compile("Waiting|Running|cases passed"))
    expect(verdict.get_by_role("heading", level=2)).to_have_text("Wrong answer", timeout=VERDICT_MS)
    expect(verdict.locator(".diagnosis")).to_contain_text("flipped")
    expect(verdict.get_by_text("yours", exact=False).first).to_be_visible()
    hidden = verdict.locator(".cases--hidden .case")
    expect(hidden.first).to_be_visible()
    assert verdict.locator(".cases--hidden .array").count() == 0
    if wants_pictures():
        verdict.evaluate("element => element.scrollIntoView()")
        save_picture(student, "code-verdict.png")

    write_code(student, LESSON)
    page.get_by_role("button", name="Submit code").click()
    expect(verdict.get_by_role("heading", level=2)).to_have_text("Accepted", timeout=VERDICT_MS)
    expect(page.locator("#score")).to_have_text("6 of 6 points")
    expect(page.locator(".rail__item[aria-current]")).to_contain_text("right")
    page.get_by_text("2 submissions").click()
    page.get_by_role("link", name="Wrong answer").click()
    expect(page.locator(".trace--whole")).to_contain_text("kernel[::-1, ::-1]")

    student.open_question(5)
    student.follow(page.get_by_role("button", name="Save and review"))
    page.get_by_role("button", name="Finish Quick check").click()
    expect(page.get_by_text("6 of 15 points")).to_be_visible()
    expect(page.locator("#question-5")).to_contain_text("Accepted")


def test_code_waits_and_says_so_while_no_worker_runs(student):
    page = student.page
    student.start("Quick check")
    student.open_question(5)
    write_code(student, LESSON)
    page.get_by_role("button", name="Submit code").click()
    expect(page.locator(".verdict")).to_contain_text("The grading service is not running")
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("Your code is stored")
    expect(page.locator(".cm-content")).to_contain_text("def conv2d")


def test_a_source_that_is_empty_is_refused_on_the_page(student):
    student.forgiven += ["400 (Bad Request)", "Response Status Error"]
    page = student.page
    student.start("Quick check")
    student.open_question(5)
    write_code(student, "   ")
    page.get_by_role("button", name="Submit code").click()
    expect(page.locator("#problem")).to_contain_text("The code was not taken.")


def test_nothing_is_told_before_the_end_of_an_exam(student):
    page = student.page
    student.start("Timed rehearsal")
    expect(page.locator("[data-deadline]")).to_have_text(re.compile(r"(20:00|19:\d\d) left"))
    (right,) = student.site.keys(student.attempt, 1).values()
    page.get_by_role("textbox").fill(right)
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_text("Question 2 of 5")).to_be_visible()
    student.open_question(1)
    expect(page.get_by_role("textbox")).to_have_value(right)
    expect(page.get_by_role("main")).not_to_contain_text("Right.")
    expect(page.get_by_text("Worked solution")).to_have_count(0)
    student.follow(page.get_by_role("button", name="Finish Timed rehearsal"))
    page.get_by_role("button", name="Finish Timed rehearsal").click()
    expect(page.get_by_text("2 of 9 points")).to_be_visible()
    expect(page.locator("#question-1 .state--right")).to_be_visible()
