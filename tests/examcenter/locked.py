"""A program of its own: meets a database that somebody else has locked, and prints what happened.

In the tests' database nobody else can hold a lock, so this runs on a file.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.exams.services import start_attempt  # noqa: E402
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.making import current, enroll, make_course, make_exam, make_user  # noqa: E402

PATIENCE_S = 0.2


def meet_a_lock() -> dict[str, object]:
    """Save, read and check while another connection writes, then save once more."""
    publish_bank(Path(__file__).parent / "bank")
    ada, course = make_user("ada"), make_course("vision")
    enroll(course, ada)
    exam = make_exam(course, "practice", ["one-side"])
    attempt = start_attempt(user=ada, exam_id=exam.pk, now=timezone.now())
    client = Client(headers={"host": "localhost"})
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    question = f"/api/v1/attempts/{attempt.pk}/responses/1"

    def save(text: str) -> int:
        body = json.dumps({"answers": {"answer": text}})
        return client.put(question, body, content_type="application/json").status_code

    found: dict[str, object] = {"before": save("7")}
    connection.close()
    connection.settings_dict["OPTIONS"]["timeout"] = PATIENCE_S
    name = str(settings.DATABASES["default"]["NAME"])
    other = sqlite3.connect(name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found["save"] = save("8")
    page = client.post(f"/attempts/{attempt.pk}/1/check/", {"answer-answer": "8"})
    found["check"] = page.status_code
    found["retry_after"] = page.headers.get("Retry-After")
    found["read"] = client.get(question).status_code
    other.execute("ROLLBACK")
    found["kept"] = current(attempt, 1).draft
    found["after"] = save("9")
    return found


if __name__ == "__main__":
    print(json.dumps(meet_a_lock()))  # noqa: T201
