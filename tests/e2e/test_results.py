"""A teacher marks by hand and releases the results; the student sees them."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import student_at
from tests.e2e.looks import find_faults

EXAM = "Timed rehearsal"


def sign_in_as_teacher(student):
    """Sign in as the demo's teacher."""
    student.goto("/accounts/sign-in/")
    student.page.get_by_label("Username or e-mail").fill("teacher")
    student.page.get_by_label("Password").fill("convolve-teacher")
    student.follow(student.page.get_by_role("button", name="Sign in"))


def _keep_back(site):
    """Let the exam show points and the rest only when a teacher releases it."""
    site.rows(
        "UPDATE exams_exam SET release = 'manual', released_at = NULL, review = ? WHERE slug = ?",
        '{"format": 1, "released": ["score", "diagnosis", "solution"]}',
        "timed-rehearsal",
    )


def _sit(student):
    """Answer the first question wrong and finish; return the attempt."""
    attempt = student.start(EXAM)
    student.page.get_by_role("textbox").first.fill("12345")
    expect(student.page.get_by_text("saved").first).to_be_visible()
    student.goto(f"/attempts/{attempt}/finish/")
    student.follow(student.page.get_by_role("button", name="Finish"))
    return attempt


@pytest.fixture
def finished(site, student):
    """A finished attempt whose results are kept back."""
    _keep_back(site)
    return student, _sit(student)


def test_a_teacher_adjusts_and_releases_and_the_student_sees_it(browser, site, finished):
    student, attempt = finished
    expect(student.page.get_by_text("Not everything is shown yet")).to_be_visible()
    expect(student.page.get_by_text("of 9 points")).to_have_count(0)
    assert find_faults(student.page) == []
    with student_at(browser, site) as teacher:
        page = teacher.page
        sign_in_as_teacher(teacher)
        teacher.follow(page.get_by_role("link", name="Vision 101", exact=True).last)
        teacher.follow(page.get_by_role("link", name="Gradebook", exact=True))
        teacher.follow(page.get_by_role("link", name=f"open {EXAM}"))
        page.get_by_label("Name or username").fill(student.name)
        teacher.follow(page.get_by_role("button", name="Show"))
        teacher.follow(page.locator("tbody th").get_by_role("link"))
        page.get_by_label("Points", exact=True).fill("1.5")
        page.get_by_label("Reason, read by the student").fill("The drawing is right.")
        teacher.follow(page.get_by_role("button", name="Adjust the mark"))
        expect(page.get_by_text("The mark was adjusted.")).to_be_visible()
        expect(page.get_by_text("mark adjusted")).to_be_visible()
        assert find_faults(page) == []
        teacher.follow(page.get_by_role("link", name="Gradebook"))
        teacher.follow(page.get_by_role("link", name="Release results"))
        teacher.follow(page.get_by_role("button", name="Release the results"))
        expect(page.get_by_text("The results are released.")).to_be_visible()
    student.goto(f"/attempts/{attempt}/result/")
    expect(student.page.get_by_text("1.5 of 9 points")).to_be_visible()
    expect(student.page.get_by_text("The drawing is right.")).to_be_visible()
    assert find_faults(student.page) == []
    student.follow(student.page.get_by_role("link", name="Receipt"))
    expect(student.page.get_by_text("12345").first).to_be_visible()
