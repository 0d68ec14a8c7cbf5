"""Goes through every page of the matrix as those who may see it, with work done and results out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.authoring.models import Revision
from examcenter.courses.models import Course, Group
from examcenter.exams.models import Accommodation, Exam, Section, Slot
from examcenter.exams.services import check_response, finish_attempt, start_attempt
from questions.models import Question, QuestionVersion
from tests.examcenter.making import grade, keys_as_text, wrong_answers
from tests.examcenter.matrix import MATRIX, OK
from tests.examcenter.world import World

# A stranger, a student, and whoever teaches: together they see every page.
READERS = ("anonymous", "student", "classmate", "teacher", "owner")


def do_work(world: World, cast: Any, practice: Exam) -> None:
    """Let Ada answer in all ways, and Ben finish, so that pages have something to say."""
    # Points that are no whole number, and what is made of them.
    Slot.objects.filter(section__exam=practice).update(points=2.5)
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    check_response(attempt=attempt, number=1, answers=wrong_answers(attempt, 1), now=now)
    check_response(attempt=attempt, number=2, answers=keys_as_text(attempt, 2), now=now)
    grade(world.things["submission"], score=1.0, verdict="accepted")
    other = start_attempt(user=cast.ben, exam_id=practice.pk, now=now)
    check_response(attempt=other, number=1, answers={"answer": "12.x"}, now=now)
    finish_attempt(attempt=other, now=now)
    world.things["finished"] = other.pk


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield the HTML of every page that is let through, with its name and who reads it."""
    for key, row in MATRIX.items():
        if key.startswith("api:"):
            continue
        address = world.address(key, row)
        for method in ("get", "post"):
            allowed = [role for role in READERS if getattr(row, method)[role] is OK]
            for role in [*allowed[:1], *allowed[-1:]]:
                yield from _page(world, role, method, key, address, row.form)
    for name, role in (
        *(("exams:result", "classmate"), ("exams:receipt", "classmate")),
        *(("exams:timeline", "teacher"), ("exams:question", "classmate")),
    ):
        numbers = [1] if name == "exams:question" else []
        address = reverse(name, args=[world.things["finished"], *numbers])
        yield from _page(world, role, "get", f"{name} (finished)", address, None)
    for number in (2, 3):
        address = reverse("exams:question", args=[world.things["attempt"], number])
        yield from _page(world, "student", "get", f"exams:question ({number})", address, None)
    yield from _page(world, "anonymous", "get", "not found", "/nothing/here/", None)


def _page(
    world: World, role: str, method: str, key: str, address: str, form: Any
) -> Iterator[tuple[str, str, str]]:
    reply: Any = world.call(role, method, address, form)
    assert reply.status_code != 500, f"{method} {key} as {role} failed"
    if "html" in reply.headers.get("Content-Type", "") and not reply.streaming:
        html = reply.content.decode()
        if html:
            yield f"{method} {key}", role, html


def data_words() -> list[str]:
    """Return what people and the bank have named, the longest first; it stays as it is."""
    found: set[str] = set()
    for model, columns in (
        (User, ("username", "first_name", "last_name")),
        (Course, ("title", "term", "time_zone")),
        (Exam, ("title", "intro")),
        (Section, ("title",)),
        (Question, ("title",)),
        (Revision, ("title",)),
        (Group, ("name",)),
        (Question, ("slug",)),
        (Accommodation, ("reason",)),
    ):
        for row in model._default_manager.values_list(*columns):
            found.update(str(value) for value in row if value)
    for document in QuestionVersion.objects.values_list("document", flat=True):
        found.update(re.findall(r'"?title"?: "?([^"\n,]+)', document))
    return sorted(found - {""}, key=len, reverse=True)
