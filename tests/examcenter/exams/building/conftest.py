"""Tess, who teaches and builds; a draft to work on."""

from __future__ import annotations

import pytest
from django.test import Client

from examcenter.courses.models import Course, Enrollment
from examcenter.exams.building import services
from examcenter.exams.building.definition import (
    ExamDefinition,
    Rules,
    SectionDefinition,
    SlotDefinition,
)
from examcenter.exams.models import Exam
from examcenter.exams.services.drawing import Pool
from tests.examcenter.making import enroll, make_user

DEFINITION = ExamDefinition(
    Rules(kind="exam", title="Midterm", feedback="after", max_attempts=1),
    (
        SectionDefinition(
            "Sizes",
            "",
            (
                SlotDefinition(question="one-side", points=2.0),
                SlotDefinition(source="list", choices=("one-side", "two-parts")),
                SlotDefinition(source="pool", pool=Pool(("output-size",), (3,)), points=3.0),
            ),
        ),
        SectionDefinition("Code", "", (SlotDefinition(question="code-task", points=4.0),)),
    ),
)


def browser_of(user) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def draft(cast, bank, now) -> Exam:
    """Return a draft with a question, a list, a pool and code in two sections."""
    return services.write_exam(
        course=cast.course, definition=DEFINITION, actor=cast.tess, now=now, origin="test"
    )


@pytest.fixture
def tess(cast) -> Client:
    """Return Tess's browser."""
    return browser_of(cast.tess)


@pytest.fixture
def tom(cast) -> Client:
    """Return the browser of an assistant."""
    user = make_user("tom")
    enroll(cast.course, user, Enrollment.Role.ASSISTANT)
    return browser_of(user)


@pytest.fixture
def next_course(cast) -> Course:
    """Return another course that Tess teaches."""
    course = Course.objects.create(slug="vision-next", title="Vision, next term")
    enroll(course, cast.tess, Enrollment.Role.TEACHER)
    return course
