"""A feature map is typed cell by cell, walked with the arrow keys, or pasted as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browsing import PHONE, Student, scroll_width, student_at
from tests.e2e.looks import find_faults
from tests.e2e.site import Site
from tests.fixtures.servers import run_manage

TITLE = "By hand"
_EXAM = f"""
from django.utils import timezone
from examcenter.courses.models import Course
from examcenter.exams.models import Exam, Section, Slot
from questions.models import Question
exam, is_new = Exam.objects.get_or_create(
    course=Course.objects.get(slug="vision-101"), slug="by-hand-tests",
    defaults=dict(title={TITLE!r}, kind="practice", feedback="during", position=9,
                  published_at=timezone.now()))
if is_new:
    section = Section.objects.create(exam=exam, title=exam.title, position=1)
    question = Question.objects.get(slug="conv-map-by-hand")
    Slot.objects.create(section=section, position=1, question=question, points=3)
"""


@pytest.fixture(scope="module")
def hand_site(site: Site) -> Site:
    """The site with an exercise by hand."""
    run_manage("shell", "--verbosity", "0", "-c", _EXAM, environment=site.environment)
    return site


@pytest.fixture
def student(browser: Browser, hand_site: Site) -> Iterator[Student]:
    """Somebody who has begun the exercise."""
    with student_at(browser, hand_site) as somebody:
        somebody.sign_in()
        somebody.start(TITLE)
        yield somebody


def rows_of(student: Student) -> list[list[str]]:
    """Return the key, cell by cell."""
    (key,) = student.site.keys(student.attempt, 1).values()
    return [row.split() for row in key.split("\n")]


def cell(student: Student, row: int, column: int) -> Any:
    """Return a cell by its accessible name."""
    return student.page.get_by_label(f"Row {row}, column {column}", exact=True)


def paste(student: Student, text: str) -> None:
    """Paste into the cell that has the focus."""
    student.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def test_the_prompt_shows_grids_of_cells_with_names(student):
    image = student.page.get_by_role("table", name="image 5 × 5")
    expect(image.get_by_role("cell")).to_have_count(25)
    expect(student.page.get_by_role("table", name="kernel 3 × 3")).to_be_visible()


def test_a_map_is_typed_by_keyboard_alone(student):
    page, rows = student.page, rows_of(student)
    expect(page.locator("textarea[data-matrix]")).to_be_hidden()
    page.get_by_text("Feature map", exact=True).click()
    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            expect(cell(student, i, j)).to_be_focused()
            page.keyboard.type(value)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        for _ in row[1:]:
            page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("Right.")
    expect(page.locator("#score")).to_have_text("3 of 3 points")
    expect(cell(student, len(rows), 1)).to_be_focused()
    expect(cell(student, 1, 1)).to_have_value(rows[0][0])


def test_a_map_is_pasted_from_a_spreadsheet_and_saved(student):
    page, rows = student.page, rows_of(student)
    cell(student, 2, 2).focus()
    paste(student, "".join("\t".join(row) + "\r\n" for row in rows))
    expect(cell(student, 1, 1)).to_have_value(rows[0][0])
    expect(page.locator("[data-saved=saved]")).to_be_attached()
    assert student.site.draft(student.attempt, 1)["answer"].split() == sum(rows, [])
    page.reload()
    student.wait_for_scripts()
    expect(cell(student, len(rows), len(rows[0]))).to_have_value(rows[-1][-1])


def test_one_wrong_cell_is_named_by_its_place(student):
    page, rows = student.page, rows_of(student)
    rows[1][0] = str(int(rows[1][0]) + 1000)
    cell(student, 1, 1).focus()
    paste(student, str([[int(value) for value in row] for row in rows]))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".feedback")).to_contain_text("row 2, column 1")
    expect(cell(student, 2, 1)).to_have_attribute("aria-invalid", "true")


def test_an_empty_cell_is_told_and_costs_nothing(student):
    cell(student, 1, 1).fill("1")
    student.page.get_by_role("button", name="Check", exact=True).click()
    expect(student.page.locator(".feedback")).to_contain_text("Row 1, column 2 is empty")


def test_without_javascript_the_rows_are_typed_as_lines(browser, hand_site):
    with student_at(browser, hand_site, java_script_enabled=False) as student:
        student.sign_in()
        student.start(TITLE)
        rows = rows_of(student)
        student.page.get_by_label("Feature map").fill("\n".join(map(" ".join, rows)))
        student.page.get_by_role("button", name="Check", exact=True).click()
        expect(student.page.locator(".feedback")).to_contain_text("Right.")


def test_everybody_can_use_a_grid_after_a_check(browser, hand_site):
    with student_at(browser, hand_site) as student:
        student.sign_in()
        student.start(TITLE)
        cell(student, 1, 1).fill("1")
        student.page.get_by_role("button", name="Check", exact=True).click()
        expect(student.page.locator(".feedback")).to_be_visible()
        assert find_faults(student.page) == []


def test_it_fits_a_phone(browser, hand_site):
    with student_at(browser, hand_site, viewport=PHONE) as student:
        student.sign_in()
        student.start(TITLE)
        assert scroll_width(student.page) <= PHONE["width"]
