"""Fills an exam with 500 attempts at 40 questions and times a teacher's pages; prints JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.accounts.models import User  # noqa: E402
from examcenter.courses.models import Course, Enrollment  # noqa: E402
from examcenter.exams import audit  # noqa: E402
from examcenter.exams.gradebook.rulings import preview_ruling  # noqa: E402
from examcenter.exams.models import (  # noqa: E402
    Attempt,
    AuditEntry,
    Exam,
    Response,
    Section,
    Slot,
)
from questions.models import Question, QuestionVersion  # noqa: E402

N_STUDENTS, N_QUESTIONS, N_ENTRIES = 500, 40, 100_000
_ROUNDS = 3


def fill() -> tuple[Exam, User]:
    """Return an exam that everybody has finished, and its teacher."""
    now = timezone.now()
    course = Course.objects.create(title="Large", slug="large")
    teacher = User.objects.create(username="teacher", email="t@example.org")
    Enrollment.objects.create(course=course, user=teacher, role=Enrollment.Role.TEACHER)
    question = Question.objects.create(slug="any", title="Any", topic="sizes", level=1)
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        digest="any",
        document="{}",
        certified=b"",
        n_variants=1,
        source_text="",
        certificate={},
        published_at=now,
    )
    exam = Exam.objects.create(course=course, slug="large", title="Large", kind="exam")
    Exam.objects.filter(pk=exam.pk).update(published_at=now)
    slots = []
    for number in range(4):
        section = Section.objects.create(exam=exam, position=number + 1, title=f"Part {number}")
        slots += [
            Slot(section=section, position=n + 1, question=question, points=1 + n % 3)
            for n in range(N_QUESTIONS // 4)
        ]
    Slot.objects.bulk_create(slots)
    slots = list(Slot.objects.order_by("section__position", "position"))
    people = User.objects.bulk_create(
        User(username=f"s{n}", email=f"s{n}@example.org", last_name=f"Name {n}")
        for n in range(N_STUDENTS)
    )
    Enrollment.objects.bulk_create(Enrollment(course=course, user=user) for user in people)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            exam=exam,
            user=user,
            number=1,
            started_at=now - timedelta(hours=1),
            finished_at=now,
            finish_reason="student",
            score=0.5,
            scored_at=now,
        )
        for user in people
    )
    for attempt in attempts:
        Response.objects.bulk_create(
            Response(
                attempt=attempt,
                slot=slot,
                number=number,
                version=version,
                variant_index=0,
                variant={},
                keys={},
                score=(number * 7 + attempt.user_id) % 5 / 4,
            )
            for number, slot in enumerate(slots, start=1)
        )
    return exam, teacher


def fastest(call: Callable[[], object]) -> float:
    """Return the shortest of a few runs in seconds, after one that does not count."""
    call()
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times)


def fetch(client: Client, address: str) -> bytes:
    """Return the whole answer to a request."""
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: found status {response.status_code}, expected 200")
    return response.getvalue()


def verify(course_id: UUID) -> float:
    """Return how long a long log takes to verify, in seconds."""
    course = Course.objects.get(pk=course_id)
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                course=course,
                action="checked",
                data={"number": n, "before": None, "after": 0.5, "digest": "0" * 64},
                created_at=now,
            )
            for n in range(N_ENTRIES)
        ),
        batch_size=100,
    )
    audit.seal_entries()
    started = time.perf_counter()
    chain = audit.verify_course(course)
    seconds = time.perf_counter() - started
    if chain.problem or chain.n_entries != N_ENTRIES:
        raise RuntimeError(f"the log is broken: {chain}")
    return seconds


def main() -> None:
    """Fill, time, print."""
    call_command("migrate", verbosity=0)
    exam, teacher = fill()
    client = Client(headers={"host": "localhost"})
    client.force_login(teacher, backend="django.contrib.auth.backends.ModelBackend")
    book = f"/exams/{exam.pk}/gradebook/"
    slot = Slot.objects.select_related("section").order_by("pk")[5]
    told = {
        "page": fastest(lambda: fetch(client, book)),
        "by question": fastest(lambda: fetch(client, f"{book}?sort=-q{slot.pk}&page=3")),
        "csv": fastest(lambda: fetch(client, f"{book}grades.csv")),
        "xlsx": fastest(lambda: fetch(client, f"{book}grades.xlsx")),
        "preview": fastest(lambda: preview_ruling(slot, "dropped")),
        "verify": verify(exam.course_id),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
