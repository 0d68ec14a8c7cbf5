"""An exam that some have sat, and who may look at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Exam
from examcenter.exams.services import finish_attempt, save_draft, start_attempt
from tests.examcenter.making import enroll, keys_as_text, make_exam, make_user, wrong_answers


@pytest.fixture
def now():
    """These tests go through pages, which read the clock."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def exam(cast, bank):
    """An exam of one and two points."""
    return make_exam(
        cast.course,
        "final",
        ["one-side", "two-parts"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
    )


def sit(exam, user, now, *, right=(1,)):
    """Return a finished attempt with some questions right and the others wrong."""
    attempt = start_attempt(user=user, exam_id=exam.pk, now=now)
    for number in (1, 2):
        answers = keys_as_text if number in right else wrong_answers
        save_draft(attempt=attempt, number=number, answers=answers(attempt, number), now=now)
    return finish_attempt(attempt=attempt, now=now + timedelta(seconds=1))


@pytest.fixture
def adas(exam, cast, now):
    """Ada's attempt: one of three points."""
    return sit(exam, cast.ada, now)


@pytest.fixture
def browser():
    """Return a maker of signed-in clients."""

    def client_of(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def asa(cast):
    """An assistant of the course."""
    user = make_user("asa")
    enroll(cast.course, user, Enrollment.Role.ASSISTANT)
    return user
