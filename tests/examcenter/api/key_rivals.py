"""A program of its own: the same request at the same time, and a process that dies in the middle.

In the tests' database there is one connection; here each thread and each process has its own. It
prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from examcenter.api import idempotency  # noqa: E402
from examcenter.api.models import Job, KeptAnswer  # noqa: E402
from examcenter.courses.models import Course, Enrollment  # noqa: E402
from examcenter.exams.models import Attempt, AuditEntry, Exam  # noqa: E402
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.making import enroll, make_course, make_exam, make_user  # noqa: E402
from tests.examcenter.tokens import make_program  # noqa: E402

PATIENCE_S = 20.0


class Sender:
    """Sends one request again and again, under one key."""

    def __init__(self, address: str, body: dict[str, Any], bearer: str, key: str) -> None:
        self.address, self.body = address, json.dumps(body)
        self.headers = {"host": "localhost", "authorization": bearer, "idempotency-key": key}

    def send(self) -> Any:
        """Return the answer."""
        client = Client(headers=self.headers)
        return client.post(self.address, self.body, content_type="application/json")

    def send_and_die(self) -> int:
        """Have another process do the work and die before it is kept; return how it ended."""
        connections.close_all()
        child = os.fork()
        if not child:
            with patch.object(KeptAnswer, "save", lambda *_, **__: os._exit(9)):
                self.send()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def meet(sender: Sender) -> dict[str, Any]:
    """Send while the first one is at work, and when it is done."""
    at_work, goes_on = threading.Event(), threading.Event()
    write, replies = idempotency._Request.row, []

    def held(*args: Any) -> KeptAnswer:
        at_work.set()
        assert goes_on.wait(PATIENCE_S)
        return write(*args)

    def first() -> None:
        replies.append(sender.send())
        connections.close_all()

    with patch.object(idempotency._Request, "row", held):
        thread = threading.Thread(target=first)
        thread.start()
        assert at_work.wait(PATIENCE_S)
        started = time.monotonic()
        second = sender.send()
        took_s = time.monotonic() - started
        goes_on.set()
        thread.join()
    again = sender.send()
    return {
        "first": replies[0].status_code,
        "second": [second.status_code, second.json()["code"], second.headers.get("Retry-After")],
        "waited": took_s > PATIENCE_S / 4,
        "again": [again.status_code, again.headers.get("Idempotency-Replayed")],
        "same": again.content == replies[0].content,
    }


def die(sender: Sender) -> dict[str, Any]:
    """Send from a process that dies in the middle, then from one that lives, twice."""
    code = sender.send_and_die()
    replies = [sender.send() for _ in range(2)]
    return {
        "died": code,
        "statuses": [reply.status_code for reply in replies],
        "replayed": [reply.headers.get("Idempotency-Replayed") for reply in replies],
    }


def exam_of(course: Course) -> Exam:
    """Return an exam of the course with one question."""
    publish_bank(Path(__file__).parents[1] / "bank")
    return make_exam(course, "practice", ["one-side"])


def compete() -> dict[str, Any]:
    """Try both kinds of mishap on work of one step and on the start of an attempt."""
    course = make_course("vision")
    for name in ("ada", "ben"):
        enroll(course, make_user(name), Enrollment.Role.STUDENT)
    exam, (_, bearer) = exam_of(course), make_program(course)
    files = f"/api/v1/exams/{exam.pk}/exports"
    starts = f"/api/v1/exams/{exam.pk}/attempts"

    def start_of(name: str, key: str) -> Sender:
        return Sender(starts, {"student": {"username": name}}, bearer, key)

    return {
        "export": meet(Sender(files, {}, bearer, "k1")),
        "start": meet(start_of("ada", "k2")),
        "export, dying": die(Sender(files, {}, bearer, "k3")),
        "start, dying": die(start_of("ben", "k4")),
        "n_jobs": Job.objects.count(),
        "n_attempts": Attempt.objects.count(),
        "n_on_record": AuditEntry.objects.filter(action="started-for-student").count(),
    }


if __name__ == "__main__":
    print(json.dumps(compete()))  # noqa: T201
