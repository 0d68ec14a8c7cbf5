"""A program of the course, and what flows share."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Exam
from examcenter.exams.services import finish_attempt, save_draft, start_attempt
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import enroll, keys_as_text, make_exam, make_user
from tests.examcenter.tokens import make_program

API = "/api/v1"


@pytest.fixture
def campus(cast) -> APIClient:
    """Return the client of a program of the course that has every scope."""
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=make_program(cast.course)[1])
    return client


@pytest.fixture
def asa(cast, api) -> APIClient:
    """Return the client of an assistant of the course."""
    user = make_user("asa")
    enroll(cast.course, user, Enrollment.Role.ASSISTANT)
    client: APIClient = api(user)
    return client


@pytest.fixture
def final(cast, bank) -> Exam:
    """Return an exam of an hour, of one and two points, whose feedback waits for the end."""
    return make_exam(
        cast.course,
        "final",
        ["one-side", "two-parts"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        time_limit_s=3600,
    )


def sit(exam, user, *, right=(1,), is_finished=True):
    """Return an attempt with some questions right and the others empty."""
    now = timezone.now()
    attempt = start_attempt(user=user, exam_id=exam.pk, now=now)
    for number in right:
        answers = keys_as_text(attempt, number)
        save_draft(attempt=attempt, number=number, answers=answers, now=now)
    return finish_attempt(attempt=attempt, now=now) if is_finished else attempt


def change(client, method, address, body=None):
    """Return the answer to a change that starts from what is there now."""
    tag = client.get(address)["ETag"]
    return getattr(client, method)(address, body, HTTP_IF_MATCH=tag)
