"""A program in an environment of its own: fills a large course, or streams its grades as CSV.

``tests.load.grade_export fill 10000`` lets so many students have sat ten exams;
``tests.load.grade_export stream`` prints rows, seconds and the process's peak memory as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.accounts.models import User  # noqa: E402
from examcenter.accounts.names import username_key  # noqa: E402
from examcenter.courses.models import Course, Enrollment  # noqa: E402
from examcenter.exams.models import Attempt, Exam, Section  # noqa: E402
from examcenter.exams.selectors.grade_files import csv_grades, iter_grades  # noqa: E402
from tests.fixtures.memory import own_peak_bytes  # noqa: E402

N_EXAMS = 10
_BATCH = 1000


def fill(n_students: int) -> None:
    """Bring the course to so many students, each with an attempt at every exam."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    course, _ = Course.objects.get_or_create(slug="large", defaults={"title": "Large"})
    exams = [_exam(course, f"exam-{n}") for n in range(N_EXAMS)]
    first = Enrollment.objects.filter(course=course).count()
    names = [f"student-{n}" for n in range(first, n_students)]
    people = User.objects.bulk_create(
        [User(username=name, username_key=username_key(name)) for name in names], batch_size=_BATCH
    )
    places = [Enrollment(course=course, user=user) for user in people]
    Enrollment.objects.bulk_create(places, batch_size=_BATCH)
    for exam in exams:
        sat = {"exam": exam, "number": 1, "started_at": now, "finished_at": now}
        attempts = [
            Attempt(**sat, user=user, finish_reason="student", score=0.5) for user in people
        ]
        Attempt.objects.bulk_create(attempts, batch_size=_BATCH)


def stream() -> dict[str, float]:
    """Return how many rows the file has, how long it took, and the most memory of this process."""
    exams = list(Exam.objects.filter(course__slug="large").order_by("slug"))
    begun = time.perf_counter()
    n_lines = sum(1 for _ in csv_grades(iter_grades(exams, timezone.now())))
    took_s = time.perf_counter() - begun
    return {"rows": n_lines - 1, "s": took_s, "peak_bytes": own_peak_bytes()}


def _exam(course: Course, slug: str) -> Exam:
    exam, is_new = Exam.objects.get_or_create(
        course=course, slug=slug, defaults={"title": slug, "published_at": timezone.now()}
    )
    if is_new:
        Section.objects.create(exam=exam, position=1)
    return exam


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        sys.stdout.write(json.dumps(stream()) + "\n")
