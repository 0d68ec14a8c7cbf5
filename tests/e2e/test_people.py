"""A teacher takes people in, and somebody new comes in by the link; every page for everybody."""

import time
from base64 import b32decode

from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.e2e.axe import find_violations
from tests.e2e.browsing import student_at
from tests.e2e.looks import find_faults

_LIST = """first name;last name;e-mail;group;role
Zoe;Mueller;{name}@example.org;Tuesday;
Noor;;noor.example.org;;
Zoe;Mueller;{name}@example.org;;
"""


def _sign_in_as_teacher(student):
    student.goto("/accounts/sign-in/")
    student.page.get_by_label("Username or e-mail").fill("teacher")
    student.page.get_by_label("Password").fill("convolve-teacher")
    student.follow(student.page.get_by_role("button", name="Sign in"))


def _take_people_in(student, name):
    """Take a list of people in, and yield the name of each state that no address alone shows."""
    page = student.page
    _sign_in_as_teacher(student)
    student.follow(page.get_by_role("link", name="Vision 101", exact=True).last)
    course = page.url.removeprefix(student.site.address)
    student.goto(f"{course}people/add/")
    page.get_by_label("Paste lines").fill(_LIST.format(name=name))
    student.follow(page.get_by_role("button", name="Show the report"))
    expect(page.get_by_text("Nothing is done yet")).to_be_visible()
    yield "report"
    student.follow(page.get_by_role("button", name="Do it for 1 line"))
    expect(page.get_by_text("1 person was added")).to_be_visible()
    yield "links"
    student.goto(f"{course}people/?q={name}@example.org")
    student.follow(page.get_by_role("link", name="Zoe Mueller"))
    student.follow(page.get_by_role("button", name="Remove Zoe Mueller"))
    yield "removed"
    student.follow(page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("status").first).to_contain_text("is back in the course")
    student.goto(f"{course}groups/")
    student.follow(page.get_by_role("link", name="Tuesday"))
    yield "group"


def test_everybody_can_take_people_in(browser, site):
    with student_at(browser, site) as student:
        states = _take_people_in(student, student.name)
        found = {name: find_faults(student.page) for name in states}
        assert {name: faults for name, faults in found.items() if faults} == {}
        assert len(found) == 4


def test_somebody_new_comes_in_and_turns_the_second_factor_on(browser, site):
    with student_at(browser, site) as teacher, student_at(browser, site) as new:
        name = new.name
        _sign_in_as_teacher(teacher)
        teacher.follow(teacher.page.get_by_role("link", name="Vision 101", exact=True).last)
        teacher.goto(f"{teacher.page.url.removeprefix(site.address)}people/add/")
        teacher.page.get_by_label("E-mail").fill(f"{name}@new.example.org")
        teacher.follow(teacher.page.get_by_role("button", name="Add this person"))
        link = teacher.page.locator("td code").inner_text()
        page = new.page
        page.goto(link)
        page.get_by_label("New password", exact=True).fill("kernel-and-stride")
        page.get_by_label("New password again").fill("kernel-and-stride")
        new.follow(page.get_by_role("button", name="Set password"))
        expect(page.get_by_role("heading", name="Your courses")).to_be_visible()
        new.goto("/accounts/second-factor/set-up/")
        page.get_by_text("Type it instead").click()
        secret = page.locator(".secret").inner_text().replace(" ", "")
        clock = TOTP(b32decode(secret))
        clock.time = time.time()
        page.get_by_role("textbox", name="Code").fill(f"{clock.token():06d}")
        new.follow(page.get_by_role("button", name="Turn it on"))
        codes = page.locator(".codes code").all_inner_texts()
        assert len(codes) == 10 and find_violations(page) == []
        new.follow(page.get_by_role("link", name="I have kept them"))
        new.follow(page.get_by_role("button", name="Sign out"))
        page.get_by_label("Username or e-mail").fill(f"{name}@new.example.org")
        page.get_by_label("Password").fill("kernel-and-stride")
        new.follow(page.get_by_role("button", name="Sign in"))
        expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
        assert find_violations(page) == []
        page.get_by_role("textbox", name="Code").fill(codes[0])
        new.follow(page.get_by_role("button", name="Go on"))
        expect(page.get_by_role("heading", name="Your courses")).to_be_visible()
