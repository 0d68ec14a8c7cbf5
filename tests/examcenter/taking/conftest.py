"""A quiz with a single try for each part, Ada in her attempt at it, and how pages send answers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.models import Exam
from examcenter.exams.services import start_attempt
from tests.examcenter.making import as_form, make_exam

JSON = {"Accept": "application/json"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def quiz(cast, bank):
    """Return a quiz with a single try for each part."""
    return make_exam(
        cast.course,
        "quiz",
        ["one-side", "two-parts", "code-task"],
        kind=Exam.Kind.QUIZ,
        max_tries=1,
        time_limit_s=3600,
    )


@pytest.fixture
def attempt(cast, quiz):
    """Return Ada's running attempt at the quiz."""
    return start_attempt(user=cast.ada, exam_id=quiz.pk, now=timezone.now())


def browser_of(user):
    """Return the browser of somebody who is signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def ada(cast):
    """Return Ada's browser."""
    return browser_of(cast.ada)


def link(attempt, name="save", number=1):
    """Return an address of a question, or without a number of the attempt."""
    return reverse(f"exams:{name}", args=[attempt.pk, *([number] if number else [])])


def save(client, attempt, text, **form):
    """Save an answer to the first question as the page's script does."""
    return client.post(link(attempt), {**as_form({"answer": text}), **form}, headers=JSON)
