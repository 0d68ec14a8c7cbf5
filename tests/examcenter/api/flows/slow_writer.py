"""A program of its own: a mark that is committed late, and an LMS that polls meanwhile.

It needs a database that lets two write at once, and two connections. It prints what the LMS saw as
JSON: by whom, in each poll.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.courses.models import Enrollment  # noqa: E402
from examcenter.exams.gradebook.marking import adjust_response  # noqa: E402
from examcenter.exams.models import Exam, Response  # noqa: E402
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.api.flows.conftest import sit  # noqa: E402
from tests.examcenter.making import enroll, make_course, make_exam, make_user  # noqa: E402
from tests.examcenter.tokens import make_program  # noqa: E402

PATIENCE_S = 20.0


class Poller:
    """An LMS that asks for what has changed since the newest change it saw."""

    def __init__(self, exam: Exam, bearer: str) -> None:
        self.address = f"/api/v1/exams/{exam.pk}/grades"
        self.client = Client(headers={"host": "localhost", "authorization": bearer})
        self.since = "2020-01-01T00:00:00Z"

    def poll(self) -> dict[str, float]:
        """Return the scores that are new, by username."""
        rows = self.client.get(self.address, {"updated_since": self.since}).json()["results"]
        new = [row for row in rows if row["updated_at"] > self.since]
        self.since = max([self.since, *(row["updated_at"] for row in new)])
        return {row["username"]: row["score"] for row in new}


class SlowWriter:
    """Changes a mark now, and commits when it is told."""

    def __init__(self, change: Callable[[], object]) -> None:
        self.has_written, self.may_end = threading.Event(), threading.Event()
        self.change = change
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        assert self.has_written.wait(PATIENCE_S)

    def _run(self) -> None:
        with transaction.atomic():
            self.change()
            self.has_written.set()
            assert self.may_end.wait(PATIENCE_S)
        connections.close_all()

    def end(self) -> None:
        """Commit."""
        self.may_end.set()
        self.thread.join()


def observe() -> list[dict[str, float]]:
    """Change Ada's mark slowly and Ben's quickly, twice, and return what each poll brought."""
    publish_bank(Path(__file__).parents[2] / "bank")
    course, tess = make_course("vision"), make_user("tess")
    enroll(course, tess, Enrollment.Role.TEACHER)
    exam = make_exam(course, "final", ["one-side"], kind=Exam.Kind.EXAM, released_at=timezone.now())
    responses: dict[str, Any] = {}
    for name in ("ada", "ben"):
        student = make_user(name)
        enroll(course, student)
        attempt = sit(exam, student, right=())
        responses[name] = Response.objects.select_related("attempt__exam").get(attempt=attempt)

    def adjust(name: str, points: float) -> None:
        adjust_response(
            response=Response.objects.select_related("attempt__exam__course", "slot").get(
                pk=responses[name].pk
            ),
            actor=tess,
            points=points,
            reason="by hand",
            now=timezone.now(),
        )

    poller = Poller(exam, make_program(course)[1])
    seen = [poller.poll()]
    for points in (1.0, 0.5):
        slow = SlowWriter(lambda points=points: adjust("ada", points))  # type: ignore[misc]
        adjust("ben", points)
        seen.append(poller.poll())
        slow.end()
        seen += [poller.poll(), poller.poll()]
    return seen


if __name__ == "__main__":
    print(json.dumps(observe()))  # noqa: T201
