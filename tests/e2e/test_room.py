"""A teacher watches the room, gives time, and the student's page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from examcenter.courses.demo import PEOPLE
from tests.e2e.browsing import Student, student_at
from tests.e2e.looks import find_faults
from tests.e2e.site import Site
from tests.e2e.taking import hear

EXAM = "Timed rehearsal"


@dataclass
class Teacher:
    """Tess at a browser of her own, and where the room is."""

    desk: Student
    exam: str

    def open(self, path: str) -> None:
        """Open a page of the exam."""
        self.desk.goto(f"/exams/{self.exam}/{path}")


@pytest.fixture
def teacher(browser: Browser, site: Site) -> Iterator[Teacher]:
    """The teacher of the demo course, signed in."""
    ((key,),) = site.rows("SELECT id FROM exams_exam WHERE slug = 'timed-rehearsal'")
    with student_at(browser, site) as desk:
        (tess,) = (person for person in PEOPLE if person.username == "teacher")
        desk.goto("/accounts/sign-in/")
        desk.page.get_by_label("Username or e-mail").fill(tess.username)
        desk.page.get_by_label("Password").fill(tess.password)
        desk.follow(desk.page.get_by_role("button", name="Sign in"))
        yield Teacher(desk, str(UUID(key)))


def test_minutes_given_in_the_room_reach_the_page_of_the_student(student, teacher):
    student.start(EXAM)
    clock = student.page.locator(".clock").first
    expect(clock).to_contain_text(re.compile(r"\b(19|20):\d\d"))
    teacher.open("room/?show=here")
    page = teacher.desk.page
    teacher.desk.wait_for_scripts()
    row = page.get_by_role("row").filter(has=page.locator(f"#tick-{student.attempt}"))
    expect(row).to_contain_text("working")
    row.get_by_role("checkbox").check()
    page.get_by_label("Minutes").fill("15")
    page.get_by_label("Reason, for the record").fill("The fire alarm rang")
    teacher.desk.follow(page.get_by_role("button", name="Give minutes"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Give 15 minutes to 1 student?")
    assert find_faults(page) == []
    teacher.desk.follow(page.get_by_role("button", name="Give 15 minutes to 1 student"))
    expect(page.get_by_text("1 attempt has more time.")).to_be_visible()

    hear(student.page)
    expect(student.page.locator("#messages")).to_contain_text("You have 15 more minutes: until")
    expect(clock).to_contain_text(re.compile(r"\b3[45]:\d\d"))


def test_the_room_refreshes_itself_and_keeps_what_is_ticked(student, teacher):
    student.start(EXAM)
    teacher.open("room/?show=here")
    page = teacher.desk.page
    teacher.desk.wait_for_scripts()
    row = page.get_by_role("row").filter(has=page.locator(f"#tick-{student.attempt}"))
    expect(row).to_contain_text("0 of 5")
    row.get_by_role("checkbox").check()
    student.page.get_by_role("textbox").first.fill("7")
    expect(row).to_contain_text("1 of 5")
    expect(row.get_by_role("checkbox")).to_be_checked()
    assert find_faults(page) == []
