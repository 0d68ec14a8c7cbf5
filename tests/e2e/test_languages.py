"""In German, whose words are longer, every page fits a small phone; a choice is one click."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import PATIENCE_MS, PHONE, student_at
from tests.e2e.looks import find_faults_on_a_phone
from tests.e2e.site import Site
from tests.e2e.test_every_page import PARTS, _become

# Where to put a picture of every page; none are taken unless somebody wants to look.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def german_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A small phone of somebody who reads German."""
    context = browser.new_context(viewport=PHONE, locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part[0].route)
def test_every_page_fits_a_small_phone_in_german(german_page, site, things, part):
    faults = []
    for visit in part:
        _become(german_page, site, things["sessions"].get(visit.who, ""))
        reply = german_page.goto(site.address + visit.address(things))
        assert reply and reply.status != 500, f"{visit.name}\n{site.web.log[-2000:]}"
        assert german_page.locator("html").get_attribute("lang") == "de", visit.name
        faults += [f"{visit.name}: {fault}" for fault in find_faults_on_a_phone(german_page)]
        if PICTURES:
            name = visit.name.replace(":", "-").replace("/", "-").replace(" ", "-")
            german_page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert faults == [], "\n".join(faults)


def test_a_language_is_chosen_at_the_foot_of_a_page_and_stays(browser, site):
    with student_at(browser, site) as student:
        page = student.page
        student.goto("/accounts/sign-in/")
        student.follow(page.get_by_role("button", name="Deutsch"))
        expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
        page.get_by_label("Benutzername oder E-Mail-Adresse").fill(student.name)
        page.get_by_label("Passwort", exact=True).fill("wrong")
        student.follow(page.get_by_role("button", name="Anmelden"))
        expect(page.get_by_role("alert")).to_contain_text("gehören nicht zusammen")
        # Also behind a form that was sent, the way back is the page of the form.
        student.follow(page.get_by_role("button", name="English"))
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_scripts_speak_the_language_of_the_page(browser, site):
    with student_at(browser, site, locale="de-DE") as student:
        page = student.page
        student.goto("/accounts/sign-in/")
        page.get_by_label("Benutzername oder E-Mail-Adresse").fill(student.name)
        page.get_by_label("Passwort", exact=True).fill("slide-multiply-sum")
        student.follow(page.get_by_role("button", name="Anmelden"))
        student.follow(page.get_by_role("link", name="Beginnen Quick check"))
        student.follow(page.get_by_role("button", name="Quick check beginnen"))
        student.wait_for_scripts()
        page.get_by_role("textbox").first.fill("1.250")
        expect(page.locator("#saved")).to_contain_text("gespeichert")
        page.get_by_role("button", name="Prüfen", exact=True).click()
        feedback = page.locator(".feedback--unreadable")
        expect(feedback).to_contain_text("kann auf zwei Arten gelesen werden")
        expect(page.locator(".question__prompt")).to_have_attribute("lang", "en")
