"""A program of its own: a class starts an exam all at once, and the strata are counted.

In the tests' database there is one connection; here each thread has its own, to a file.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.accounts.models import User  # noqa: E402
from examcenter.exams.models import Exam, Response  # noqa: E402
from examcenter.exams.services import start_attempt  # noqa: E402
from questions.editions import get_edition  # noqa: E402
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.making import enroll, make_course, make_exam, make_user  # noqa: E402
from tests.questions.engine.documents import DOCUMENT  # noqa: E402

N_STUDENTS = 24
N_AT_ONCE = 8


def make_class() -> tuple[Exam, list[User]]:
    """Return an exam with a question of three strata, and the students."""
    with tempfile.TemporaryDirectory() as folder:
        text = DOCUMENT.replace("strata: [S]", 'strata: ["W % 3"]')
        (Path(folder) / "output-size.yaml").write_text(text, encoding="utf-8")
        publish_bank(Path(folder))
    course = make_course("vision")
    students = [make_user(f"student-{number}") for number in range(N_STUDENTS)]
    for student in students:
        enroll(course, student)
    return make_exam(course, "exam", ["output-size"]), students


def rush() -> dict[str, object]:
    """Let all start at once; return the turns handed out and how often each stratum came."""
    exam, students = make_class()

    def start(student: User) -> None:
        try:
            start_attempt(user=student, exam_id=exam.pk, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        list(pool.map(start, students))
    drawn = Response.objects.values_list("version_id", "variant_index")
    strata = [int(get_edition(pk).certified.labels[index]) for pk, index in drawn]
    exam.refresh_from_db()
    return {"turns": exam.n_dealt, "strata": sorted(Counter(strata).items())}


if __name__ == "__main__":
    print(json.dumps(rush()))  # noqa: T201
