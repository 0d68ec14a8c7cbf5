"""Every page says where it is by one rule: course, exam, what lies between, the page itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from tests.examcenter.matrix import MATRIX, OK
from tests.examcenter.world import World

# What has no crumbs, and why.
NO_CRUMBS = {
    "exams:launch": "leads out of another program, and to no course yet",
    "exams:example_run": "a piece of a page",
    "api:docs": "pages of the interface, made by another program",
}
# What of an address belongs to an exam; all of these are made for the practice exam.
_OF_AN_EXAM = {"exam", "attempt", "grant"}
_READERS = ("student", "teacher", "owner")


@dataclass(frozen=True)
class Crumb:
    """One step of the way."""

    text: str
    href: str
    current: str


def crumbs_of(html: str) -> list[Crumb]:
    """Return the way to a page; the service itself, which comes first, is left out."""
    (way,) = re.findall(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)
    steps = re.findall(r"<li.*?</li>", way, re.DOTALL)
    assert 'class="brand"' in steps[0]
    return [
        Crumb(
            text=re.sub(r"<[^>]+>", "", step).strip(),
            href="".join(re.findall(r'href="([^"]*)"', step)),
            current="".join(re.findall(r'aria-current="([^"]*)"', step)),
        )
        for step in steps[1:]
    ]


def expected_of(world: World, arguments: tuple[str, ...]) -> list[str]:
    """Return the addresses of the course and the exam that a page belongs to."""
    things = world.things
    found = []
    is_of_exam = bool(_OF_AN_EXAM & set(arguments)) or "draft_exam" in arguments
    if is_of_exam or "course" in arguments:
        found.append(reverse("courses:course", args=[things["course"]]))
    if is_of_exam:
        name = "draft_exam" if "draft_exam" in arguments else "exam"
        found.append(reverse("exams:exam", args=[things[name]]))
    return found


def faults_of(crumbs: list[Crumb], expected: list[str], address: str) -> list[str]:
    """Return what of the way to a page breaks the rule."""
    # A page does not lead to itself: the course and the exam are the last step of their own way.
    wanted = [href for href in expected if href != address]
    if not crumbs and not expected:
        # Home, and where nobody is anywhere yet, such as by a link from a mail.
        return []
    faults = []
    if [crumb.href for crumb in crumbs[: len(wanted)]] != wanted:
        faults.append(f"starts with {[c.href for c in crumbs]}, expected {wanted}")
    if [bool(crumb.current) for crumb in crumbs] != [False] * (len(crumbs) - 1) + [True]:
        faults.append("the last step, and no other, is where one is")
    if any(not crumb.text for crumb in crumbs):
        faults.append("a step says nothing")
    if any(not crumb.href for crumb in crumbs[:-1]):
        faults.append("a step leads nowhere")
    return faults


def _pages(world: World) -> list[tuple[str, tuple[str, ...], str, str]]:
    found = []
    for key, row in MATRIX.items():
        roles = [role for role in _READERS if row.get.get(role) is OK]
        if not roles or key in NO_CRUMBS or key.startswith("api:"):
            continue
        address = world.address(key, row)
        reply: Any = world.call(roles[-1], "get", address)
        is_page = "html" in reply.headers.get("Content-Type", "") and not reply.streaming
        if reply.status_code == 200 and is_page:
            found.append((key, row.arguments, address, reply.content.decode()))
    return found


def test_every_page_of_a_course_leads_back_to_it_and_to_its_exam(world, practice):
    wrong = {}
    n_of_exams = 0
    for key, arguments, address, html in _pages(world):
        crumbs = crumbs_of(html)
        expected = expected_of(world, arguments)
        n_of_exams += len(expected) == 2
        if faults := faults_of(crumbs, expected, address):
            wrong[key] = faults
    assert wrong == {}
    assert n_of_exams > 20


@pytest.mark.parametrize(
    ("name", "form", "last"),
    [
        ("exams:room_order", {"action": "pause", "scope": "all"}, "Pause"),
        (
            "exams:accommodations",
            {"percent": "25", "reason": "A letter"},
            "Grant an exception",
        ),
        (
            "exams:room_outage",
            {"start": "2026-11-22T08:00:00", "end": "2026-11-22T08:10:00", "reason": "Power"},
            "Give time back",
        ),
    ],
)
def test_a_question_asked_back_says_where_it_is(world, practice, name, form, last):
    address = reverse(name, args=[practice.pk])
    form = form | {"students": [str(world.things["place"])]}
    reply: Any = world.call("teacher", "post", address, form)
    crumbs = crumbs_of(reply.content.decode())
    expected = expected_of(world, ("exam",))
    assert faults_of(crumbs, expected, address) == []
    assert len(crumbs) == 4
    assert crumbs[-1].text.startswith(last)
