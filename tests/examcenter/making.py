"""Makes the least valid people, courses, exams, answers and verdicts for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import Attempt, Exam, Response, Section, Slot
from grader.models import Submission
from grader.signals import submission_graded
from questions.models import Question

GOOD_SOURCE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"


def make_user(username: str) -> User:
    """Return a person whose password cannot be used; hashing one takes long."""
    user = User(username=username, email=f"{username}@example.org")
    user.set_unusable_password()
    user.save()
    return user


def make_course(slug: str) -> Course:
    """Return a course without people."""
    return Course.objects.create(slug=slug, title=slug.title())


def enroll(
    course: Course, user: User, role: Enrollment.Role = Enrollment.Role.STUDENT
) -> Enrollment:
    """Put a person into a course."""
    return Enrollment.objects.create(course=course, user=user, role=role)


def make_exam(course: Course, slug: str, questions: Sequence[str], **rules: Any) -> Exam:
    """Return an exam with one section whose slots weigh 1, 2, 3 ... points."""
    values: dict[str, Any] = {
        "kind": Exam.Kind.PRACTICE,
        "published_at": timezone.now(),
        **rules,
    }
    exam = Exam.objects.create(course=course, slug=slug, title=slug.title(), **values)
    section = Section.objects.create(exam=exam, position=1)
    for position, question in enumerate(questions, start=1):
        Slot.objects.create(
            section=section,
            position=position,
            question=Question.objects.get(slug=question),
            points=position,
        )
    return exam


def current(attempt: Attempt, number: int) -> Response:
    """Return the current response to a question, as it is stored now."""
    return Response.objects.get(attempt=attempt, number=number, is_current=True)


def keys_as_text(attempt: Attempt, number: int) -> dict[str, str]:
    """Return the right answers to a question's typed parts, as a student would type them."""
    response = current(attempt, number)
    kinds = {part["name"]: part["kind"] for part in response.variant["parts"]}
    signs = {"fraction": "/", "set": ", "}
    return {
        name: signs.get(kinds[name], " x ").join(map(str, key))
        if isinstance(key, list)
        else str(key)
        for name, key in response.keys.items()
        if kinds[name] != "code"
    }


def wrong_answers(attempt: Attempt, number: int) -> dict[str, str]:
    """Return answers that can be read and are wrong."""
    return {name: str(int(key) + 7) for name, key in keys_as_text(attempt, number).items()}


def grade(submission_id: UUID, *, score: float | None, verdict: str = "") -> None:
    """Give a verdict as the grader does, and tell of it."""
    words = verdict or ("accepted" if score == 1 else "wrong_answer")
    Submission.objects.filter(pk=submission_id).update(
        state="graded", verdict=words, score=score, graded_at=timezone.now()
    )
    submission_graded.send(
        sender=Submission, submission_id=submission_id, score=score, verdict=words
    )


def as_form(answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers as the page's form sends them."""
    return {f"answer-{name}": text for name, text in answers.items()}
