"""Paper, colours that the reader forces, and a focus that nothing sticky may cover."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import student_at
from tests.e2e.test_results import sign_in_as_teacher

# Each link and box in its order, and back: those that something else lies on when they have focus.
_COVERED = """selector => {
  const places = [...document.querySelectorAll(selector)];
  const isSeen = (place, box, part) => {
    const top = document.elementFromPoint(box.x + box.width * part, box.y + box.height / 2);
    return top && place.contains(top);
  };
  const isCovered = place => {
    place.focus();
    const box = place.getClientRects()[0];
    return ![0.1, 0.5, 0.9].some(part => isSeen(place, box, part));
  };
  const covered = [...places, ...places.toReversed()].filter(isCovered);
  return {asked: places.length, covered: covered.map(place => place.outerHTML.slice(0, 120))};
}"""


@pytest.fixture
def result(student):
    """Somebody who looks at the result of an exam with a wrong answer."""
    student.start("Quick check")
    student.open_question(2)
    student.page.get_by_role("textbox").fill("1")
    student.page.get_by_role("button", name="Check", exact=True).click()
    expect(student.page.locator(".feedback--wrong")).to_be_visible()
    student.goto(f"/attempts/{student.attempt}/finish/")
    student.follow(student.page.get_by_role("button", name="Finish Quick check"))
    return student


def test_a_result_is_printed_whole_and_without_the_frame(result):
    page = result.page
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".header", ".foot", ".actions"):
        expect(page.locator(gone).first).to_be_hidden()
    for steps in page.locator(".steps").all():
        expect(steps).to_be_visible()
    assert page.locator(".steps").count() >= 3
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", paper)) >= 2


def test_forced_colours_leave_the_tab_and_the_button_to_be_told(browser, site):
    with student_at(browser, site, forced_colors="active") as teacher:
        page = teacher.page
        sign_in_as_teacher(teacher)
        teacher.follow(page.get_by_role("link", name="Vision 101", exact=True).last)
        teacher.follow(page.get_by_role("link", name="People", exact=True))
        edge = "e => getComputedStyle(e).borderBlockEndColor"
        here = page.locator(".tabs [aria-current]").evaluate(edge)
        assert here != page.locator(".tabs a:not([aria-current])").first.evaluate(edge)
        ground = "e => getComputedStyle(e).backgroundColor"
        main = page.locator(".button--main").first.evaluate(ground)
        assert main != page.locator(".button:not(.button--main)").first.evaluate(ground)


def test_the_focus_is_never_under_a_head_row_or_a_bar(browser, site, result):
    with student_at(browser, site, viewport={"width": 700, "height": 500}) as teacher:
        page = teacher.page
        sign_in_as_teacher(teacher)
        teacher.follow(page.get_by_role("link", name="Vision 101", exact=True).last)
        course = page.url.removeprefix(site.address)
        teacher.goto(f"{course}gradebook/")
        found = page.evaluate(_COVERED, ".sheet a")
        assert found["asked"] > 15 and found["covered"] == []
        ((exam,),) = site.rows("SELECT id FROM exams_exam WHERE slug = 'weights-costs-fields'")
        ((slot,),) = site.rows(
            "SELECT min(exams_slot.id) FROM exams_slot JOIN exams_section"
            " ON exams_section.id = section_id WHERE exam_id = ?",
            exam,
        )
        teacher.goto(f"/exams/{UUID(exam)}/edit/slots/{slot}/questions/")
        found = page.evaluate(_COVERED, ".pick input")
        assert found["asked"] > 15 and found["covered"] == []
